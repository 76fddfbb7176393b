"""The company's days off as people write them, and as calendars hold them."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar

from core.dates import NotADate, shapes
from core.refusals import Invalid

FIRST_YEAR, LAST_YEAR = 2000, 2199
LONGEST_NAME: Final = 80
MOST_DAYS: Final = 1_000
LONGEST_EVENT: Final = timedelta(days=60)
LARGEST_FILE: Final = 1_000_000
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, order=True)
class DayOff:
    """A day on which nobody works, and why."""

    day: date
    name: str = ""

    def document(self) -> dict[str, str]:
        return {"day": self.day.isoformat(), "name": self.name}


def known(rows: Iterable[dict[str, str]]) -> list[DayOff]:
    """Read what is stored."""
    return [DayOff(date.fromisoformat(row["day"]), row["name"]) for row in rows]


def written(days: Iterable[DayOff]) -> str:
    """Write a line for each day: ``2026-12-25 Christmas Day``."""
    return "\n".join(f"{each.day.isoformat()} {each.name}".strip() for each in days)


def in_order(days: Iterable[DayOff]) -> list[DayOff]:
    """Return each day once, the last word on it."""
    return sorted({each.day: each for each in days}.values())


# --- Reading -------------------------------------------------------------------------


def from_lines(text: str) -> list[DayOff]:
    """Read a line for each day: the day, then what it is called."""
    rows = ((n, *_parted(line)) for n, line in enumerate(text.splitlines(), start=1))
    return _read((number, day, name) for number, day, name in rows if day)


def _parted(line: str) -> tuple[str, str]:
    day, _, name = line.strip().replace("\t", " ").partition(" ")
    return day.rstrip(",;"), name.strip(" ,;–-")


def from_file(name: str, content: bytes) -> list[DayOff]:
    """Read an .ics calendar, or a CSV with a day and a name in each line."""
    if len(content) > LARGEST_FILE:
        raise _unreadable("The file is larger than 1 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("The file is not text in UTF-8.") from None
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return checked(list(_events(text)))
    if name.casefold().endswith(".ics"):
        raise _unreadable("The file is no calendar: it does not begin as one.")
    return _from_table(text)


def _from_table(text: str) -> list[DayOff]:
    mark = ";" if text.count(";") > text.count(",") else ","
    try:
        table = list(csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=mark))
    except csv.Error:
        raise _unreadable("The file is not a table.") from None
    rows = [
        (number, row[0].strip(), row[1].strip() if len(row) > 1 else "")
        for number, row in enumerate(table, start=1)
        if row and row[0].strip()
    ]
    if rows and not any(letter.isdigit() for letter in rows[0][1]):
        rows = rows[1:]  # the names of the columns
    return _read(rows)


def _events(text: str) -> Iterator[DayOff]:
    """Yield every day of the events that take whole days; others close nothing."""
    try:
        events = Calendar.from_ical(text).walk("VEVENT")
        for event in events:
            yield from _days_of(event)
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
        raise _unreadable("The calendar cannot be read.") from None


def _days_of(event: object) -> Iterator[DayOff]:
    get = getattr(event, "decoded")  # noqa: B009 - the library has no types
    first = get("dtstart")
    if isinstance(first, datetime) or not isinstance(first, date):
        return
    last = get("dtend", first + DAY)
    if isinstance(last, datetime) or last <= first:
        last = first + DAY
    name = str(getattr(event, "get")("summary", ""))  # noqa: B009
    for number in range((min(last, first + LONGEST_EVENT) - first).days):
        yield DayOff(first + DAY * number, _short(name))


def _short(name: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(plain.split())[:LONGEST_NAME]


def _read(rows: Iterable[tuple[int, str, str]]) -> list[DayOff]:
    found, faults = [], []
    for number, day, name in rows:
        try:
            found.append(DayOff(shapes(day)["iso"].date(), _short(name)))
        except (KeyError, NotADate):
            faults.append(f"Line {number}: “{_short(day)[:40]}” is not 2026-12-25.")
    if faults:
        raise Invalid(
            "Some of these days cannot be read.",
            next_step="Write the year first: 2026-12-25 Christmas Day.",
            errors={"days": faults[:20]},
        )
    return checked(found)


def checked(found: list[DayOff]) -> list[DayOff]:
    """Return the days in order, each once; refuse other centuries, and too many."""
    strange = [e.day for e in found if not FIRST_YEAR <= e.day.year <= LAST_YEAR]
    faults = [f"{day.isoformat()} is not in 2000 to 2199." for day in strange[:20]]
    days = in_order(found)
    if len(days) > MOST_DAYS:
        faults.append(f"Keep it under {MOST_DAYS:,} days.")
    if faults:
        raise Invalid(
            "These days cannot be kept.",
            next_step="Leave out what is named.",
            errors={"days": faults},
        )
    return days


def _unreadable(words: str) -> Invalid:
    return Invalid(
        words,
        next_step="Choose an .ics calendar, or a CSV of days and names.",
        errors={"file": [words]},
    )
