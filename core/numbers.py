"""Whole numbers as an address or a form brings them."""

from typing import Final

COUNTER: Final = 9  # digits that every revision, place or count fits into
KEY: Final = 18  # digits that every row's key fits into


def typed_whole(text: str, *, digits: int = COUNTER) -> int | None:
    """Read a whole number of plain digits; None for whatever is none, or too long.

    >>> typed_whole("42"), typed_whole("-1"), typed_whole("٣"), typed_whole("1" * 10)
    (42, None, None, None)
    """
    fits = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if fits else None
