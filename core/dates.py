"""Read dates as people write them, in a way that is named and never guessed twice."""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

FORMATS: Final = {
    "iso": "year first: 2026-01-31",
    "dmy": "day first: 31.01.2026",
    "mdy": "month first: 01/31/2026",
    "compact": "without marks: 20260131",
    "named": "with the month's name: 31 Jan 2026",
    "serial": "a spreadsheet's day number: 46053",
}
END_OF_DAY: Final = time.max
FIRST_YEAR, LAST_YEAR = 1970, 2199

_TIME = (
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d{0,3})?)?"
    r" ?([AaPp][Mm])? ?(Z|[+-]\d{2}:?\d{2})?)?"
)
_PATTERNS: Final = {
    "iso": re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME, re.ASCII),
    "dmy": re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + _TIME, re.ASCII),
    "mdy": re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + _TIME, re.ASCII),
    "compact": re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME, re.ASCII),
}
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
        ],
        start=1,
    )
}
_NAME: Final = r"([A-Za-z]{3,9})\.?"
_NAMED: Final = (
    re.compile(
        rf"(\d{{1,2}})[-/ .]+{_NAME}[-/ ,]+(\d{{4}}|\d{{2}})({_TIME})", re.ASCII
    ),
    re.compile(
        rf"{_NAME}[-/ ]+(\d{{1,2}}),?[-/ ]+(\d{{4}}|\d{{2}})({_TIME})", re.ASCII
    ),
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d{1,12})?", re.ASCII)
_DAY_NOUGHT: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # takes its zone when read
_ORDER: Final = {
    "iso": (0, 1, 2),
    "dmy": (2, 1, 0),
    "mdy": (2, 0, 1),
    "compact": (0, 1, 2),
}
LONGEST: Final = 40
USUAL: Final = len("2026-01-31 12:00:00")


class NotADate(ValueError):
    """The text is not a date of the format that was chosen."""


def _parts(text: str, written: str) -> re.Match[str]:
    match = _PATTERNS[written].fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        msg = f"is not a date ({FORMATS[written]})"
        raise NotADate(msg)
    return match


def _day(match: re.Match[str], written: str) -> tuple[int, int, int]:
    year, month, day = (int(match[1 + place]) for place in _ORDER[written])
    year += 2000 if year < 100 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        msg = f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise NotADate(msg)
    return year, month, day


def _clock(match: re.Match[str]) -> tuple[int, int, int, int]:
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    if half := match[8]:
        if not 1 <= hour <= 12:
            msg = "has an hour that no clock with am and pm shows"
            raise NotADate(msg)
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    return hour, minute, second, int((match[7] or "0").ljust(6, "0"))


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if shift >= timedelta(hours=24) or int(digits[2:]) > 59:
        msg = "is shifted by more than a day from UTC"
        raise NotADate(msg)
    return timezone(-shift if text[0] == "-" else shift)


def usual_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read "2026-01-31 12:00:00", which most files hold, the quick way.

    None is for whatever looks otherwise; nothing that looks so has a second reading.
    """
    if len(text) != USUAL or not text[4] == text[7] == "-":
        return None
    try:
        exact = datetime.fromisoformat(text)
    except ValueError:
        return None
    # What fromisoformat knows beyond this goes the slow way.
    if (
        exact.tzinfo
        or not FIRST_YEAR <= exact.year <= LAST_YEAR
        or text[13] != ":"
        or not text.isascii()
    ):
        return None
    return exact.replace(tzinfo=zone)


def _of_serial(text: str, zone: ZoneInfo, bare: time) -> datetime:
    """Read the days since a spreadsheet's first, and the part of the day after it."""
    if not _SERIAL.fullmatch(text):
        msg = f"is not a date ({FORMATS['serial']})"
        raise NotADate(msg)
    found = _DAY_NOUGHT + timedelta(seconds=round(float(text) * 86_400))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        msg = f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise NotADate(msg)
    if "." not in text:
        found = datetime.combine(found, bare)
    return found.replace(tzinfo=zone)


def _numbered(text: str) -> str:
    """Write a date with a month's name in numbers, the day first."""
    for day_place, pattern in ((1, _NAMED[0]), (2, _NAMED[1])):
        match = pattern.fullmatch(text) if len(text) <= LONGEST else None
        month = match and _MONTHS.get(match[3 - day_place][:3].lower())
        if match and month:
            return f"{match[day_place]}/{month}/{match[3]}{match[4]}"
    msg = f"is not a date ({FORMATS['named']})"
    raise NotADate(msg)


def shapes(text: str) -> dict[str, datetime]:
    """Return every reading of this text as a date: by format, its moment in UTC."""
    if _SERIAL.fullmatch(text):
        tried: tuple[str, ...] = ("serial",)
    elif text[:1].isdigit() and text[4:5] in set("-/.") and text[:4].isdigit():
        tried = ("iso",)
    else:
        tried = ("dmy", "mdy", "named", "compact")
    found = {}
    for written in tried:
        try:
            found[written] = read_moment(text, written, _UTC, time.min)
        except NotADate:
            continue
    return found


def read_moment(text: str, written: str, zone: ZoneInfo, bare: time) -> datetime:
    """Return the moment; a date without a time is taken at the time ``bare``.

    A time that says its own distance from UTC keeps it, others are in ``zone``.
    """
    if written == "iso" and (usual := usual_moment(text, zone)) is not None:
        return usual
    if written == "serial":
        return _of_serial(text, zone, bare)
    if written == "named":
        text, written = _numbered(text), "dmy"
    match = _parts(text, written)
    try:
        day = datetime(*_day(match, written), tzinfo=zone)
        if match[4] is None:
            return datetime.combine(day, bare, tzinfo=zone)
        hour, minute, second, fraction = _clock(match)
        exact = day.replace(
            hour=hour, minute=minute, second=second, microsecond=fraction
        )
    except NotADate:
        raise
    except ValueError as error:
        msg = "is a day or time that does not exist"
        raise NotADate(msg) from error
    return exact.replace(tzinfo=_offset(match[9])) if match[9] else exact


def fitting(text: str) -> frozenset[str]:
    """Return the formats in which this text is a date."""
    if not text[:1].isdigit() or len(text) < 6:
        return frozenset()
    # Four digits begin a year; with a mark after them it is no other format.
    marked = text[4] in "-/." and text[:4].isdigit()
    found = set()
    for written in ("iso",) if marked else ("compact", "dmy", "mdy"):
        try:
            read_moment(text, written, _UTC, END_OF_DAY)
        except NotADate:
            continue
        found.add(written)
    return frozenset(found)


_UTC: Final = ZoneInfo("UTC")
