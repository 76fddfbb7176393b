"""What patterns of words are made of: whole words, commands, amounts, few words between.

Patterns are written for folded text (small letters, plain quotes and hyphens, one space).
Every repetition is bounded, so that reading stays linear.
"""

import re
from collections.abc import Iterable
from typing import Final

BEFORE: Final = r"(?<![\w'-])"
AFTER: Final = r"(?![\w'-])"
# A command stands at the start of a clause, after a word of courtesy, or after "you can".
COMMAND: Final = (
    r"(?:\A|[.!?:;,()\n\"-][ \n]?|"
    r"(?<!\w)(?:please|just|simply|so|then|and|or|now|today|can i|may i|shall i|why not|"
    r"you (?:can|could|should|may|might|must|will|have to|need to|want to|only have to)"
    r"(?: really| also| now| still| even)?)[ \n])"
)
AMOUNT: Final = r"\d(?:[\d.,]{0,11}\d)?"
MONEY: Final = (
    r"(?:€|eur|euros?|£|gbp|\$|usd|dollars?|pounds?|quid|bucks|¥|chf|₹|cents|pence)"
)


def words(*phrases: str) -> str:
    """Return a pattern for any of these, each a word or phrase of its own."""
    return rf"{BEFORE}(?:{'|'.join(phrases)}){AFTER}"


def command(*phrases: str) -> str:
    """Return a pattern for any of these, told to the reader."""
    return rf"{COMMAND}((?:{'|'.join(phrases)}){AFTER})"


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for all."""
    return re.compile("|".join(patterns).replace(" ", r"\s"))


def gap(most: int) -> str:
    """Return a pattern for at most so many words of one clause, each with a space after it."""
    return rf"(?:[\w'%-]{{1,20}} ){{0,{most}}}"
