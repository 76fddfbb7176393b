"""Dates and times as ISO 8601 writes them, a column at a time."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.datetime64]
Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST: Final = 40
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
END_OF_DAY: Final = 86_399
WORDS: Final = "must be a date like 2026-01-31 or 2026-01-31T12:00:00"
OUTSIDE: Final = f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}"

# What is written without an offset is read by the column: its form, by length.
USUAL: Final = {
    10: "0000-00-00",
    16: "0000-00-00 00:00",
    19: "0000-00-00 00:00:00",
}
UNUSUAL: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
    r" ?(?:Z|[+-]\d\d(?::?[0-5]\d)?)?",
    re.ASCII,
)


class NotAMoment(ValueError):
    """A text is not a date: which of the column, and what is wrong with it."""

    def __init__(self, index: int, problem: str) -> None:
        self.index = index
        self.problem = problem
        super().__init__(problem)


def read_moments(texts: Sequence[str]) -> Moments:
    """Return (n,) ``datetime64[s]`` in UTC, NaT where a text is empty.

    A date without a time is the end of that day, 23:59:59; an offset is taken off;
    fractions of a second are cut. Raises ``NotAMoment`` for the first text that is
    no date of the years 1970 to 2199.
    """
    result = np.full(len(texts), np.datetime64("NaT", "s"))
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    rest = lengths > 0
    for length, form in USUAL.items():
        chosen = np.flatnonzero(lengths == length).tolist()
        if not chosen:
            continue
        some = np.array([texts[index] for index in chosen], dtype=f"U{length}")
        codes = some.view(np.uint32).reshape(len(chosen), length)
        moments, good = usual(codes, form)
        found = np.array(chosen, dtype=np.intp)[good]
        result[found] = moments[good]
        rest[found] = False
    for index in np.flatnonzero(rest).tolist():
        result[index] = unusual(texts[index], index)
    return result


def usual(codes: Codes, form: str) -> tuple[Moments, Flags]:
    """Read texts of one form from their characters; say which are well formed."""
    good = np.ones(len(codes), dtype=bool)
    for place, mark in enumerate(form):
        column = codes[:, place]
        if mark == "0":
            good &= (column >= ord("0")) & (column <= ord("9"))
        elif mark == " ":
            good &= (column == ord(" ")) | (column == ord("T"))
        else:
            good &= column == ord(mark)
    digits = codes.astype(np.int64) - ord("0")
    days, real = calendar_days(digits)
    good &= real
    if len(form) == len(USUAL[10]):
        return (days * 86_400 + END_OF_DAY).astype("M8[s]"), good
    hours, minutes = pair(digits, 11), pair(digits, 14)
    seconds = pair(digits, 17) if len(form) > len(USUAL[16]) else np.zeros_like(hours)
    good &= (hours < 24) & (minutes < 60) & (seconds < 60)
    clock = (hours * 60 + minutes) * 60 + seconds
    return (days * 86_400 + clock).astype("M8[s]"), good


def pair(digits: Numbers, place: int) -> Numbers:
    """Return the number that two digits make."""
    return digits[:, place] * 10 + digits[:, place + 1]


def calendar_days(digits: Numbers) -> tuple[Numbers, Flags]:
    """Return days since 1970-01-01, and which of the dates exist."""
    years = pair(digits, 0) * 100 + pair(digits, 2)
    months, days = pair(digits, 5), pair(digits, 8)
    good = (years >= FIRST_YEAR) & (years <= LAST_YEAR)
    good &= (months >= 1) & (months <= 12) & (days >= 1)
    since = np.where(good, (years - FIRST_YEAR) * 12 + months - 1, 0)
    first = since.astype("M8[M]").astype("M8[D]").astype(np.int64)
    following = (since + 1).astype("M8[M]").astype("M8[D]").astype(np.int64)
    good &= days <= following - first
    return first + days - 1, good


def unusual(text: str, index: int) -> np.datetime64:
    """Read one text with an offset or a fraction, or say what is wrong with it."""
    if len(text) > LONGEST or not UNUSUAL.fullmatch(text):
        raise NotAMoment(index, problem_of(text))
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - EPOCH) // timedelta(seconds=1)
    except ValueError:
        raise NotAMoment(index, problem_of(text)) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise NotAMoment(index, OUTSIDE)
    return np.datetime64(seconds, "s")


def problem_of(text: str) -> str:
    """Say why a text is no date that can be used."""
    year = text[:4]
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", text, re.ASCII | re.DOTALL) and not (
        FIRST_YEAR <= int(year) <= LAST_YEAR
    ):
        return OUTSIDE
    return WORDS
