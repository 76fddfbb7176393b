"""What of a text every database can hold."""

import re
from typing import Final

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Tell whether a text is free of NUL and of half characters.

    >>> is_storable("Zoë 🙂"), is_storable("a" + chr(0)), is_storable(chr(0xD800))
    (True, False, False)
    """
    return UNSTORABLE.search(text) is None


def text_problem(words: str, *, missing: str, most: int) -> str:
    """Say what is wrong with a reason or another text that must be given, or ""."""
    if not words:
        return missing
    if len(words) > most:
        return f"Use at most {most:,} characters."
    if not is_storable(words):
        return "There is a character in it that is not text."
    return ""
