"""The split of an outcome into what was foreseen, what was not known, and luck."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from engine.hindsight import place, split

shares = st.floats(0, 1, allow_nan=False)


@given(shares, shares, shares)
def test_the_two_steps_add_up_to_the_whole_way(expected, informed, happened):
    found = split(expected, informed, happened)
    assert found.knowledge + found.luck == pytest.approx(happened - expected, abs=1e-12)


def test_without_new_knowledge_all_is_luck():
    found = split(0.8, 0.8, 0.0)
    assert (found.knowledge, found.luck) == (0.0, -0.8)


@given(st.floats(0.05, 0.5), st.floats(0.01, 0.4))
def test_the_quantiles_are_met_exactly(low, width):
    high = low + width
    assert place(low, 10**6, low, high) == pytest.approx(0.1, abs=1e-9)
    assert place(high, 10**6, low, high) == pytest.approx(0.9, abs=1e-9)


def test_it_agrees_with_draws_of_the_distribution_it_stands_for():
    middle, spread = 2.5, 0.4
    draws = 1 / (1 + np.exp(-np.random.default_rng(1).normal(middle, spread, 400_000)))
    low, high = (
        float(1 / (1 + np.exp(-(middle + spread * norm.ppf(q))))) for q in (0.1, 0.9)
    )
    for rate in (0.85, 0.91, 0.93, 0.96):
        below = float((draws <= rate).mean())
        assert place(rate, 10**9, low, high) == pytest.approx(below, abs=0.003)


@given(shares, shares, st.floats(0.1, 0.5), st.floats(0.05, 0.4))
def test_a_better_rate_never_lies_lower(one, other, low, width):
    better, worse = max(one, other), min(one, other)
    assert place(better, 50, low, low + width) >= place(worse, 50, low, low + width)


@pytest.mark.parametrize(("rate", "there"), [(0.9, 0.5), (0.89, 0.0), (0.91, 1.0)])
def test_a_sure_prediction_is_met_or_not(rate, there):
    assert place(rate, 10, 0.9, 0.9) == there


def test_a_range_narrower_than_half_an_occasion_says_nothing():
    assert place(1.0, 2, 0.9, 0.95) == 0.5


def test_a_range_goes_up():
    with pytest.raises(ValueError, match="low, high"):
        place(0.5, 10, 0.9, 0.1)
