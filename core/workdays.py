"""Working days: Monday to Friday less the company's days off, numbered.

A number says how many working days lie before a day, so that durations can be counted
in them. A day on which nobody works has the number of the working day that follows:
whatever begins on it begins then.

The company's days off are told with ``follow``, which ``accounts.queries.local_day``
does: whoever asks what day it is counts by the calendar that holds then.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date, timedelta

DAYS_A_WEEK = 5
DAY = timedelta(days=1)
# The days off that are weekdays, by their numbers in a calendar without any.
_off: ContextVar[tuple[int, ...]] = ContextVar("days_off", default=())


def follow(days_off: Iterable[date]) -> None:
    """Count by a calendar in which nobody works on these days."""
    weekdays = {day for day in days_off if day.weekday() < DAYS_A_WEEK}
    _off.set(tuple(sorted(_plain(day) for day in weekdays)))


def days_off() -> tuple[date, ...]:
    """Return the weekdays on which nobody works."""
    return tuple(_plain_day(number) for number in _off.get())


def _plain(day: date) -> int:
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    return weeks * DAYS_A_WEEK + min(weekday, DAYS_A_WEEK)


def _plain_day(number: int) -> date:
    weeks, weekday = divmod(number, DAYS_A_WEEK)
    return date.fromordinal(weeks * 7 + weekday + 1)


def workday(day: date) -> int:
    """Return the number of the day, or of the first working day after it.

    >>> workday(date(2026, 1, 9)) - workday(date(2026, 1, 5))
    4
    >>> workday(date(2026, 1, 10)) == workday(date(2026, 1, 12))
    True
    """
    number = _plain(day)
    return number - bisect_left(_off.get(), number)


LAST = _plain(date(9998, 12, 31))


def day_of(number: int) -> date:
    """Return the working day with this number; after the year 9998 there is none.

    So what adds up to more than the calendar holds is put on its last day.

    >>> day_of(workday(date(2026, 1, 11)))
    datetime.date(2026, 1, 12)
    """
    off, found = _off.get(), number
    while (plain := number + bisect_right(off, found)) != found:
        found = plain
    return _plain_day(min(found, LAST))


def due(day: date) -> int:
    """Return by which working day something is over that may take all of this day."""
    return workday(day + DAY)


def last_day(start: int, finish: int) -> date:
    """Return the last day of what runs from one working day up to, not in, another.

    What takes no time is over on the day on which it happens.
    """
    return day_of(max(start, finish - 1))


def working_days_after(day: date, count: int) -> date:
    """Return the day so many working days later; the same day for none.

    >>> working_days_after(date(2026, 1, 9), 1)
    datetime.date(2026, 1, 12)
    """
    return day_of(due(day) + count - 1) if count > 0 else day


def week_of(number: int) -> date:
    """Return the Monday of the week in which a working day lies."""
    day = day_of(number)
    return day - timedelta(days=day.weekday())


def weeks_from(first: int, number: int) -> int:
    """Count the weeks from that of one working day to that of another."""
    return (week_of(number) - week_of(first)).days // 7
