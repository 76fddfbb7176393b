"""Error budgets and burn rates against counts done by hand."""

import doctest
from math import comb

import numpy as np
import pytest

from engine import burn
from engine.burn import ACUTE, LASTING, BurnRule, alerts, burn_rates, chance_of


def test_the_doctests_hold() -> None:
    assert doctest.testmod(burn).failed == 0


def test_a_burn_rate_is_the_broken_share_over_what_may_break() -> None:
    assert burn_rates(1, 10, 0.9) == pytest.approx(1.0)
    assert burn_rates(4, 10, 0.8) == pytest.approx(2.0)
    assert burn_rates(0, 10, 1.0) == 0.0
    assert burn_rates(1, 10, 1.0) == np.inf
    assert np.isnan(burn_rates(0, 0, 0.9))


@pytest.mark.parametrize(("occasions", "target"), [(7, 0.9), (30, 0.95), (12, 0.5)])
def test_the_chance_is_the_binomial_tail_counted_out(
    occasions: int, target: float
) -> None:
    share = 1 - target
    terms = [
        comb(occasions, k) * share**k * target ** (occasions - k)
        for k in range(occasions + 1)
    ]
    tails = [sum(terms[k:]) for k in range(occasions + 1)]
    found = chance_of(np.arange(occasions + 1), occasions, target)
    assert found == pytest.approx(tails, abs=1e-12)


def test_a_promise_of_always_is_broken_by_one_and_never_by_chance() -> None:
    assert chance_of(1, 50, 1.0) == 0.0
    assert chance_of(0, 50, 1.0) == 1.0


def test_an_alert_needs_the_long_window_and_the_short_one() -> None:
    due = [100] * 6
    # Target 0.95: twice the budget is 10 of 100.
    assert list(alerts(due, [5, 5, 5, 20, 20, 5], 0.95, ACUTE)) == [
        False,
        False,
        False,  # 15 of 300
        False,  # 35 of 400: 1.75 times
        True,  # 50 of 400: 2.5 times, and 4 times in the last week
        False,  # 50 of 400 still, but the last week is in order
    ]


def test_a_lasting_burn_alerts_where_no_single_month_does() -> None:
    due, broken = [100] * 13, [8] * 13
    assert not alerts(due, broken, 0.95, ACUTE).any()
    assert alerts(due, broken, 0.95, LASTING)[-1]


def test_few_occasions_do_not_alert_however_many_break() -> None:
    assert not alerts([4] * 4, [4] * 4, 0.95, ACUTE).any()  # 16 occasions
    assert alerts([5] * 4, [5] * 4, 0.95, ACUTE)[-1]  # 20


def test_what_chance_would_do_does_not_alert() -> None:
    """3 of 20 is three times the budget, and happens once in 13 times by chance."""
    assert chance_of(3, 20, 0.95) == pytest.approx(0.0755, abs=1e-4)
    assert not alerts([5] * 4, [1, 0, 1, 1], 0.95, ACUTE).any()


def test_weeks_without_occasions_do_not_alert() -> None:
    assert not alerts([100] * 4 + [0], [20] * 4 + [0], 0.95, ACUTE)[-1]
    assert not alerts([0] * 5, [0] * 5, 0.95, ACUTE).any()


def test_a_history_shorter_than_the_window_counts_what_there_is() -> None:
    rule = BurnRule("any", long=8, short=1, burn=2.0)
    assert list(alerts([50, 50], [0, 25], 0.9, rule)) == [False, True]
