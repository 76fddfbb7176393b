"""Weeks as operations count them: each is named by its Monday."""

from datetime import date, timedelta

WEEK = timedelta(weeks=1)


def monday_of(day: date) -> date:
    """Return the Monday of the day's week.

    >>> monday_of(date(2026, 1, 11))
    datetime.date(2026, 1, 5)
    """
    return day - timedelta(days=day.weekday())


def mondays(first: date, count: int) -> tuple[date, ...]:
    """Return the Mondays of so many weeks, from the week of the first day on."""
    start = monday_of(first)
    return tuple(start + WEEK * number for number in range(count))
