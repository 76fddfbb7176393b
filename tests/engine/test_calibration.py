"""Calibration against figures worked out by hand, and against plain counting."""

import doctest
from itertools import product
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import calibration
from engine.calibration import (
    Forecasts,
    bias,
    brier,
    hits_distribution,
    reliability_diagram,
    share_of,
)


def test_the_doctests_hold() -> None:
    assert doctest.testmod(calibration).failed == 0


# --- Brier -----------------------------------------------------------------------


def test_the_brier_score_is_decomposed_as_by_hand() -> None:
    """Two bins: 0.8 twice (both came true), 0.3 twice (one did).

    Score: (0.04 + 0.04 + 0.49 + 0.09) ÷ 4 = 0.165. Overall share 0.75.
    Reliability: (2 × 0.2² + 2 × 0.2²) ÷ 4 = 0.04.
    Resolution: (2 × 0.25² + 2 × 0.25²) ÷ 4 = 0.0625. Uncertainty: 0.75 × 0.25.
    """
    found = brier([0.8, 0.8, 0.3, 0.3], [True, True, True, False])
    assert found.score == pytest.approx(0.165)
    assert found.reliability == pytest.approx(0.04)
    assert found.resolution == pytest.approx(0.0625)
    assert found.uncertainty == pytest.approx(0.1875)
    assert found.within == pytest.approx(0.0)


def test_what_differs_within_a_bin_is_its_own_term() -> None:
    """One bin of 0.6 (came true) and 0.8 (did not): mean 0.7, share 0.5.

    Score: (0.16 + 0.64) ÷ 2 = 0.4. Reliability 0.04, resolution 0, uncertainty 0.25.
    Within: variance 0.01, covariance (−0.1 × 0.5 + 0.1 × −0.5) ÷ 2 = −0.05:
    0.01 + 2 × 0.05 = 0.11.
    """
    found = brier([0.6, 0.8], [True, False], bins=1)
    assert found.score == pytest.approx(0.4)
    assert (found.reliability, found.resolution) == pytest.approx((0.04, 0.0))
    assert (found.uncertainty, found.within) == pytest.approx((0.25, 0.11))


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40),
    st.integers(1, 20),
)
def test_the_parts_add_up_to_the_score(
    pairs: list[tuple[float, bool]], bins: int
) -> None:
    chances, hits = zip(*pairs, strict=True)
    found = brier(chances, hits, bins=bins)
    parts = found.reliability - found.resolution + found.uncertainty + found.within
    assert parts == pytest.approx(found.score, abs=1e-12)
    plain = sum((p - h) ** 2 for p, h in pairs) / len(pairs)
    assert found.score == pytest.approx(plain, abs=1e-12)


@pytest.mark.parametrize(
    ("chances", "hits"), [([], []), ([0.5], []), ([[0.5]], [[1]]), ([1.5], [True])]
)
def test_forecasts_that_are_none_are_refused(
    chances: list[float], hits: list[bool]
) -> None:
    with pytest.raises(ValueError, match=r"at least one|between 0 and 1"):
        brier(chances, hits)


# --- The diagram -----------------------------------------------------------------


def test_the_diagram_counts_what_came_true_bin_by_bin() -> None:
    chances = [0.05, 0.05, 0.95, 1.0]
    low, high = reliability_diagram(chances, [False, True, True, True])
    assert (low.count, low.observed) == (2, 0.5)
    assert low.forecast == pytest.approx(0.05)
    assert (high.count, high.observed) == (2, 1.0)
    assert high.forecast == pytest.approx(0.975)


def test_a_band_is_the_quantiles_of_the_binomial_where_chances_are_equal() -> None:
    """Binomial(20, 0.8): P(≤ 12) = 0.0321, P(≤ 13) = 0.0867, P(≤ 18) = 0.931."""
    below = np.cumsum([comb(20, k) * 0.8**k * 0.2 ** (20 - k) for k in range(21)])
    assert below[12] < 0.05 <= below[13]
    assert below[18] < 0.95 <= below[19]
    (only,) = reliability_diagram([0.8] * 20, [True] * 20)
    assert (only.low, only.high) == (13 / 20, 19 / 20)


def test_a_band_of_certainties_is_a_point() -> None:
    (only,) = reliability_diagram([1.0] * 3, [True, True, False])
    assert (only.low, only.high) == (1.0, 1.0)


@given(st.lists(st.floats(0, 1), min_size=0, max_size=7))
def test_the_number_of_hits_is_distributed_as_all_cases_counted(
    chances: list[float],
) -> None:
    counted = np.zeros(len(chances) + 1)
    for case in product((0, 1), repeat=len(chances)):
        counted[sum(case)] += prod(
            p if hit else 1 - p for p, hit in zip(chances, case, strict=True)
        )
    assert hits_distribution(chances) == pytest.approx(counted, abs=1e-12)


# --- Shares ----------------------------------------------------------------------


def test_wilsons_interval_solves_its_equation() -> None:
    """The ends are the shares that lie 1.96 standard errors from what was found."""
    found = share_of(8, 10)
    for end in (found.low, found.high):
        distance = abs(0.8 - end) / np.sqrt(end * (1 - end) / 10)
        assert distance == pytest.approx(1.959964, abs=1e-5)


def test_an_interval_stays_a_share() -> None:
    assert share_of(0, 5).low == 0.0
    assert share_of(5, 5).high == 1.0
    assert (share_of(0, 0).low, share_of(0, 0).high) == (0.0, 1.0)


# --- Off by more than chance -------------------------------------------------------


def test_a_certainty_that_failed_is_too_optimistic() -> None:
    found = bias(Forecasts((0.99,), (False,), (0,)))
    assert found.so_few_hits == pytest.approx(0.01)
    assert found.judgement == "too-optimistic"


def test_one_miss_of_a_likely_promise_is_chance() -> None:
    found = bias(Forecasts((0.95,), (False,), (-1,)))
    assert (found.so_few_hits, found.so_many_below) == pytest.approx((0.05, 0.1))
    assert found.judgement == ""


def test_keep_rates_below_their_ranges_are_too_optimistic_though_targets_hold() -> None:
    """Two of two below the 10 % quantile: 1 in 100."""
    found = bias(Forecasts((0.95, 0.95), (True, True), (-1, -1)))
    assert found.so_many_below == pytest.approx(0.01)
    assert found.judgement == "too-optimistic"


def test_the_unlikely_that_came_true_is_too_pessimistic() -> None:
    found = bias(Forecasts((0.1, 0.1), (True, True), (0, 1)))
    assert found.so_many_hits == pytest.approx(0.01)
    assert found.judgement == "too-pessimistic"


def test_rates_on_both_sides_are_too_sure() -> None:
    """Three of six on one side of a range for 8 of 10: 1.6 in 100."""
    sides = (-1, -1, -1, 1, 1, 1)
    assert bias(Forecasts((0.5,) * 6, (True,) * 3 + (False,) * 3, sides)).judgement == (
        "too-sure"
    )


def test_ranges_that_hold_too_little_are_too_sure() -> None:
    """Two of nine on either side may be; five of nine inside at most: 8.6 in 100.

    Four of nine inside ranges for 8 of 10, C(9, k) 0.8^k 0.2^(9 − k) up to k = 4: 2 in 100.
    """
    sides = (-1, -1, 1, 1, 0, 0, 0, 0, 0)
    fine = bias(Forecasts((0.5,) * 9, (True,) * 5 + (False,) * 4, sides))
    assert fine.so_few_inside == pytest.approx(0.0856, abs=1e-4)
    assert fine.judgement == ""
    sides = (-1, -1, 1, 1, 1, 0, 0, 0, 0)
    found = bias(Forecasts((0.5,) * 9, (True,) * 5 + (False,) * 4, sides))
    assert found.so_few_inside == pytest.approx(0.0196, abs=1e-4)
    assert found.so_many_above > 0.025
    assert found.judgement == "too-sure"


def test_nothing_forecast_is_nothing_off() -> None:
    nothing = Forecasts((), (), ())
    assert nothing.count == 0
    assert bias(nothing).judgement == ""


def test_right_forecasts_are_seldom_called_off() -> None:
    """At most one direction in 20 each; the tests are discrete, so it is less."""
    draw = np.random.default_rng(7)
    off = 0
    for _ in range(400):
        chances = draw.uniform(0.3, 0.99, 12)
        hits = draw.random(12) < chances
        sides = draw.choice([-1, 0, 1], 12, p=[0.1, 0.8, 0.1])
        found = bias(Forecasts(tuple(chances), tuple(hits), tuple(sides)))
        off += found.judgement != ""
    assert off / 400 <= 0.1
