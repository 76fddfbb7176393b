from datetime import date

import pytest

from core.weeks import monday_of, mondays


@pytest.mark.parametrize("day", range(5, 12))
def test_every_day_of_a_week_has_the_same_monday(day):
    assert monday_of(date(2026, 1, day)) == date(2026, 1, 5)


def test_weeks_follow_each_other_over_the_year():
    assert mondays(date(2025, 12, 31), 2) == (date(2025, 12, 29), date(2026, 1, 5))
