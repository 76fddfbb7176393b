"""Checks of single values, used by the dataclasses of the case on construction.

Each check takes the value, its place and its bounds, and raises ``InvalidCase``. They
never print a refused value: it may be five thousand digits or a hundred thousand deep.
"""

import math
import unicodedata
from collections.abc import Collection, Sequence

from engine.refusal import InvalidCase, joined, quoted

LARGEST = 1e12
LONGEST_NAME = 200


def number(
    value: object, place: str, *, least: float = 0.0, most: float = LARGEST
) -> float:
    """Return a finite number in [least, most]; a boolean is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidCase(place, "must be a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidCase(place, "must be a finite number")
    if not least <= value <= most:
        raise InvalidCase(place, f"must be between {least:g} and {most:g}")
    return value


def positive(value: object, place: str, *, most: float = LARGEST) -> None:
    """Accept a finite number in (0, most]."""
    if number(value, place, most=most) <= 0:
        raise InvalidCase(place, "must be greater than 0")


def whole(value: object, place: str, *, least: int = 0, most: int) -> int:
    """Return an integer in [least, most]; a boolean is not one."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidCase(place, "must be a whole number")
    if not least <= value <= most:
        raise InvalidCase(place, f"must be between {least} and {most}")
    return value


def name(value: object, place: str) -> None:
    """Accept a short printable text: an identifier or a unit."""
    if not isinstance(value, str):
        raise InvalidCase(place, "must be a text")
    if not value.strip():
        raise InvalidCase(place, "must not be empty")
    if len(value) > LONGEST_NAME:
        raise InvalidCase(place, f"must have at most {LONGEST_NAME} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise InvalidCase(place, "must not hold control characters or lone surrogates")


def choice(value: object, place: str, options: Collection[str]) -> None:
    """Accept one of the named options."""
    if not isinstance(value, str) or value not in options:
        names = ", ".join(quoted(option) for option in options)
        raise InvalidCase(place, f"must be one of {names}")


def sequence(
    value: object, place: str, kind: type, *, least: int = 0, most: int
) -> None:
    """Accept a tuple of ``kind`` with a bounded length."""
    if not isinstance(value, tuple):
        raise InvalidCase(place, "must be a list")
    if len(value) > most:
        raise InvalidCase(place, f"must have at most {most} entries, has {len(value)}")
    if len(value) < least:
        raise InvalidCase(place, f"must have at least {least}")
    for index, entry in enumerate(value):
        if kind is str:
            name(entry, f"{place}[{index}]")
        else:
            instance(entry, f"{place}[{index}]", kind)


def instance(value: object, place: str, kind: type) -> None:
    """Accept a value that was built as ``kind``."""
    if not isinstance(value, kind):
        raise InvalidCase(place, f"must be a {kind.__name__}")


def distinct(names: Sequence[str], place: str, key: str = "") -> None:
    """Refuse the second of two equal names in a list."""
    seen: set[str] = set()
    for index, entry in enumerate(names):
        if entry in seen:
            raise InvalidCase(
                joined(f"{place}[{index}]", key), f"{quoted(entry)} appears twice"
            )
        seen.add(entry)
