"""Days, tasks and amounts in words."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format

from core.workdays import day_of
from planner.scores.pages.words import counted, exact, number

NO_BREAK = "\N{NO-BREAK SPACE}"


def day(found: date) -> str:
    """Say a day without its year where no reader would ask for it."""
    return date_format(found, "j F").replace(" ", NO_BREAK)


def full_day(found: date) -> str:
    return date_format(found, "j F Y").replace(" ", NO_BREAK)


def of_number(found: int) -> str:
    return day(day_of(found))


def working_days(count: float) -> str:
    """Count working days in a sentence: one working day, 2.5 working days."""
    if float(count).is_integer():
        return counted(int(count), "working day")
    return f"{number(count)} working days"


def between(first: int, last: int) -> str:
    """Name a day or an interval of working days."""
    if first == last:
        return f"on {of_number(first)}"
    return f"from {of_number(first)} to {of_number(last)}"


def names(found: Sequence[str], most: int = 4) -> str:
    """Join names in quotes: “A”, “B” and “C”."""
    quoted = [f"“{name}”" for name in found[:most]]
    if len(found) > most:
        return f"{', '.join(quoted)} and {counted(len(found) - most, 'other')}"
    if len(quoted) > 1:
        return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return "".join(quoted)


__all__ = [
    "between",
    "counted",
    "day",
    "exact",
    "full_day",
    "names",
    "number",
    "of_number",
    "working_days",
]
