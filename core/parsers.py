"""JSON as strict as the standard says, and no deeper than a person can read."""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from typing import IO, Any

from django.conf import settings
from rest_framework import exceptions
from rest_framework.parsers import JSONParser

MAX_DEPTH = 60
MAX_DIGITS = 40
# Possessive, and an open string runs to the end: one pass, whatever is sent.
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
NOT_A_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
# Two for an opening bracket, nothing for a closing one: less one each, the depth.
STEPS = bytes.maketrans(b"[{]}", b"\x02\x02\x00\x00")


class TooLarge(exceptions.APIException):
    """The body is larger than this server reads."""

    status_code = 413
    default_detail = "The document is too large."
    default_code = "too_large"


def _refuse_constant(word: str) -> Any:  # noqa: ANN401
    msg = f"{word} is not a number that JSON knows."
    raise exceptions.ParseError(msg)


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        msg = f"The number {digits[:12]}… has more than {MAX_DIGITS} digits."
        raise exceptions.ParseError(msg)
    return int(digits)


def _fraction(digits: str) -> float:
    found = float(digits)
    if math.isinf(found) or len(digits) > MAX_DIGITS:
        msg = f"The number {digits[:12]} is too large or too long."
        raise exceptions.ParseError(msg)
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        msg = f'The key "{twice}" stands twice in one object.'
        raise exceptions.ParseError(msg)
    return found


def _depth(text: str) -> int:
    """Count how many brackets are open at most, in linear time."""
    brackets = STRING.sub("", text).encode("utf-8", "replace")
    steps = brackets.translate(STEPS, NOT_A_BRACKET)
    return max((d - n for n, d in enumerate(accumulate(steps), start=1)), default=0)


def check_text(text: str) -> None:
    """Refuse what a database cannot hold or a parser cannot take."""
    if "\x00" in text or ("\\u0000" in text and ESCAPED_NUL.search(text)):
        msg = "There is a NUL character in the document."
        raise exceptions.ParseError(msg)
    if _depth(text) > MAX_DEPTH:
        msg = f"The document is nested more than {MAX_DEPTH} levels deep."
        raise exceptions.ParseError(msg)


def _check_surrogates(text: str, found: object) -> None:
    """Raise UnicodeEncodeError for half of a pair, which no UTF-8 can hold."""
    if "\\u" in text:
        json.dumps(found, ensure_ascii=False).encode("utf-8")


class StrictJSONParser(JSONParser):
    """Refuse what Python's parser lets through: NaN, repeated keys, endless depth."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            msg = f"The document is larger than {limit // 2**20} MB."
            raise TooLarge(msg)
        try:
            text = body.decode("utf-8")
            check_text(text)
            found = json.loads(
                text,
                parse_constant=_refuse_constant,
                parse_int=_whole,
                parse_float=_fraction,
                object_pairs_hook=_pairs,
            )
            _check_surrogates(text, found)
        except UnicodeError as error:
            msg = "The document is not valid UTF-8 text."
            raise exceptions.ParseError(msg) from error
        except (ValueError, RecursionError) as error:
            msg = f"The document is not JSON: {error}."
            raise exceptions.ParseError(msg) from error
        return found
