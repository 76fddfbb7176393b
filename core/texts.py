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
