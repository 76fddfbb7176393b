"""Working days, counted over weekends."""

from datetime import timedelta

from core.workdays import day_of, due, last_day, workday
from tests.make import MONDAY


def test_working_days_are_counted_over_weekends() -> None:
    for days in range(20):
        day = MONDAY + timedelta(days=days)
        if day.weekday() < 5:
            assert day_of(workday(day)) == day
        else:
            assert day_of(workday(day)) == day + timedelta(days=7 - day.weekday())


def test_what_may_take_a_friday_is_over_by_monday() -> None:
    friday = MONDAY + timedelta(days=4)
    assert day_of(due(friday)) == MONDAY + timedelta(days=7)
    assert last_day(workday(MONDAY), due(friday)) == friday
    assert last_day(workday(friday), workday(friday)) == friday
