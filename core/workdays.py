"""Working days: Monday to Friday, numbered, so that durations can be counted in them.

A number says how many working days lie before a day. A Saturday and a Sunday have the
number of the Monday that follows: whatever begins on them begins then. There is no
calendar of holidays: a holiday counts as a working day.
"""

from datetime import date, timedelta

DAYS_A_WEEK = 5
DAY = timedelta(days=1)


def workday(day: date) -> int:
    """Return the number of the day, or of the first working day after it.

    >>> workday(date(2026, 1, 9)) - workday(date(2026, 1, 5))
    4
    >>> workday(date(2026, 1, 10)) == workday(date(2026, 1, 12))
    True
    """
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    return weeks * DAYS_A_WEEK + min(weekday, DAYS_A_WEEK)


def day_of(number: int) -> date:
    """Return the working day with this number.

    >>> day_of(workday(date(2026, 1, 11)))
    datetime.date(2026, 1, 12)
    """
    weeks, weekday = divmod(number, DAYS_A_WEEK)
    return date.fromordinal(weeks * 7 + weekday + 1)


def due(day: date) -> int:
    """Return by which working day something is over that may take all of this day."""
    return workday(day + DAY)


def last_day(start: int, finish: int) -> date:
    """Return the last day of what runs from one working day up to, not in, another.

    What takes no time is over on the day on which it happens.
    """
    return day_of(max(start, finish - 1))
