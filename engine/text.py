"""JSON text from outside to a ``Case``: strict, bounded, refusing in one line."""

import json
import re
from pathlib import Path
from typing import Any

from engine.case import Case
from engine.parse import parse_case
from engine.refusal import InvalidCase, joined, quoted

LARGEST_TEXT = 10_000_000
CONTROL_OR_SURROGATE = re.compile("[\x00\ud800-\udfff]")


class Flaw:
    """Stands in a decoded document where strict JSON has a flaw."""

    def __init__(self, problem: str) -> None:
        self.problem = problem


def load_case_file(path: Path) -> Case:
    """Read a case from a file; a file that cannot be read is refused as well."""
    return load_case_text(read_file(path))


def read_file(path: Path) -> bytes:
    """Read the bytes of a file, at most one more than a case may have."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_TEXT + 1)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise InvalidCase(quoted(str(path)), reason.lower()) from None


def load_case_text(text: str | bytes) -> Case:
    """Read a case from JSON text; refuses what ``load_document`` and ``parse_case`` do."""
    return parse_case(load_document(text))


def load_document(text: str | bytes) -> object:
    """Read a JSON document, at most ten million characters or bytes, UTF-8.

    Raises ``InvalidCase`` for what no case is made of: not UTF-8, not JSON, NaN or
    Infinity, a key given twice, text with NUL or a lone surrogate, numbers or nesting
    out of all measure.
    """
    document = decoded(as_text(text))
    refuse_flaws(document)
    return document


def as_text(text: str | bytes) -> str:
    """Decode bytes, and refuse a text that is too long to be a case."""
    if len(text) > LARGEST_TEXT:
        raise InvalidCase("case", f"longer than {LARGEST_TEXT:,} bytes")
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidCase("case", f"not UTF-8 at byte {error.start}") from None


def decoded(text: str) -> object:
    """Decode JSON; flaws that JSON readers let pass are marked for ``refuse_flaws``."""
    try:
        return json.loads(
            text, object_pairs_hook=without_repeats, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise InvalidCase("case", f"not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise InvalidCase("case", "nested too deeply") from None
    except ValueError:
        # Python refuses to read integers of more than 4,300 digits.
        raise InvalidCase("case", "holds a number with too many digits") from None


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; a key that is given twice is marked."""
    content: dict[str, Any] = {}
    for key, value in pairs:
        content[key] = Flaw("key given twice") if key in content else value
    return content


def constant(name: str) -> Flaw:
    """Mark NaN, Infinity and -Infinity, which are not JSON."""
    return Flaw(f"{name} is not a number")


def refuse_flaws(document: object) -> None:
    """Walk the document without recursion and refuse the first flaw found."""
    waiting: list[tuple[str, object]] = [("", document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, Flaw):
            raise InvalidCase(place or "case", value.problem)
        if isinstance(value, str):
            refuse_text(value, place)
        elif isinstance(value, dict):
            for key in value:
                refuse_text(key, joined(place, quoted(key)))
            waiting.extend((joined(place, key), entry) for key, entry in value.items())
        elif isinstance(value, list):
            waiting.extend((f"{place}[{i}]", entry) for i, entry in enumerate(value))


def refuse_text(value: str, place: str) -> None:
    """Refuse text that no database and no UTF-8 output can hold."""
    if CONTROL_OR_SURROGATE.search(value):
        raise InvalidCase(place or "case", "text with NUL or a lone surrogate")
