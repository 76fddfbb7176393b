"""JSON as strict as the standard says, and no deeper than a person can read."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import exceptions
from rest_framework.parsers import JSONParser

MAX_DEPTH = 60


def _refuse_constant(word: str) -> Any:  # noqa: ANN401
    msg = f"{word} is not a number that JSON knows."
    raise exceptions.ParseError(msg)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f'The key "{twice}" stands twice in one object.'
        raise exceptions.ParseError(msg)
    return found


def check_text(text: str) -> None:
    """Refuse what a database cannot hold or a parser cannot take."""
    if "\\u0000" in text or "\x00" in text:
        msg = "There is a NUL character in the document."
        raise exceptions.ParseError(msg)
    depth = deepest = 0
    quoted = escaped = False
    for letter in text:
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    if deepest > MAX_DEPTH:
        msg = f"The document is nested more than {MAX_DEPTH} levels deep."
        raise exceptions.ParseError(msg)


class StrictJSONParser(JSONParser):
    """Refuse what Python's parser lets through: NaN, repeated keys, endless depth."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401
        try:
            text = stream.read().decode("utf-8")
            check_text(text)
            found = json.loads(
                text, parse_constant=_refuse_constant, object_pairs_hook=_pairs
            )
            json.dumps(found, ensure_ascii=False).encode("utf-8")
        except UnicodeError as error:
            msg = "The document is not valid UTF-8 text."
            raise exceptions.ParseError(msg) from error
        except (ValueError, RecursionError) as error:
            msg = f"The document is not JSON: {error}."
            raise exceptions.ParseError(msg) from error
        return found
