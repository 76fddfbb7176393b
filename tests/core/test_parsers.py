import io
import json

import pytest
from rest_framework.exceptions import ParseError

from core.parsers import StrictJSONParser, TooLarge


def parse(body: bytes) -> object:
    return StrictJSONParser().parse(io.BytesIO(body))


HOSTILE = {
    "depth 200,000": b"[" * 200_000 + b"]" * 200_000,
    "depth 61": b"[" * 61 + b"]" * 61,
    "open depth": b'{"a":' * 100_000,
    "5,000 digits": b'{"n": ' + b"9" * 5_000 + b"}",
    "41 digits": b'{"n": ' + b"9" * 41 + b"}",
    "5,000 digits after the point": b'{"n": 0.' + b"9" * 5_000 + b"}",
    "beyond every number": b'{"n": 1e999}',
    "NaN": b'{"n": NaN}',
    "Infinity": b'{"n": -Infinity}',
    "NUL escaped": b'{"a": "\\u0000"}',
    "NUL after a backslash": b'{"a": "\\\\\\u0000"}',
    "NUL itself": b'{"a": "\x00"}',
    "NUL in a key": b'{"\\u0000": 1}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "lone surrogate in a key": b'{"\\udfff": 1}',
    "reversed pair": b'{"a": "\\udc00\\ud800"}',
    "key twice": b'{"a": 1, "a": 2}',
    "key twice, far apart": b'{"a": 1, '
    + b",".join(b'"%d": 1' % n for n in range(5_000))
    + b', "a": 2}',
    "key twice, deep": b'[{"x": {"a": 1, "a": 1}}]',
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "empty": b"",
    "half": b'{"a": ',
    "open string": b'{"a": "' + b'\\"' * 10_000,
    "backslash at the end": b'"\\',
    "two documents": b"{} {}",
    "trailing comma": b"[1,]",
    "single quotes": b"{'a': 1}",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_is_refused_in_words(body):
    with pytest.raises(ParseError) as refusal:
        parse(body)
    assert len(str(refusal.value.detail)) < 200


ORDINARY = {
    "nested": {"a": [1, {"b": [None, True, -1.5]}]},
    "brackets in text": ["[[[[" * 100, '{"' * 100, '\\"[' * 100],
    "a backslash before u0000": ["\\u0000"],
    "beyond the first plane": ["\U0001f600", "ä", "\u2028"],
    "small number": [1e-300, 123456789012345678901234567890],
}


@pytest.mark.parametrize("document", ORDINARY.values(), ids=ORDINARY)
@pytest.mark.parametrize("plain", [True, False])
def test_ordinary_json_comes_through_unchanged(document, plain):
    body = json.dumps(document, ensure_ascii=plain).encode()
    assert parse(body) == document


def test_exactly_sixty_levels_are_read():
    assert parse(b"[" * 60 + b"]" * 60)


def test_a_body_beyond_the_limit_is_not_read_to_its_end(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    stream = io.BytesIO(b" " * 5_000)
    with pytest.raises(TooLarge):
        StrictJSONParser().parse(stream)
    assert stream.tell() == 1_001
