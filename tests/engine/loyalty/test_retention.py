"""Kaplan–Meier curves, silences and cohorts, against plain loops."""

from itertools import pairwise

import numpy as np
import pytest

from engine.loyalty.histories import shopping_of
from engine.loyalty.retention import (
    came_back,
    kaplan_meier,
    month_cohorts,
    until_again,
    until_silent,
    usual_silence,
)
from tests.engine.loyalty.make import simulated


def slow_curve(time, happened, until):
    """Return S and Greenwood's sum at every time, as the definition says."""
    share, variance, shares, sums = 1.0, 0.0, [], []
    for moment in range(until):
        at_risk = int((time >= moment).sum())
        gone = int(((time == moment) & happened).sum())
        if gone:
            share *= 1 - gone / at_risk
            if at_risk > gone:
                variance += gone / (at_risk * (at_risk - gone))
        shares.append(share)
        sums.append(variance)
    return np.array(shares), np.array(sums)


def test_every_cohort_has_the_curve_of_the_definition():
    source = np.random.default_rng(4)
    time, happened = source.integers(0, 40, 600), source.random(600) < 0.6
    cohort = source.integers(0, 5, 600)
    curves = kaplan_meier(time, happened, cohort, 5, 0.95)
    for one in range(5):
        some = cohort == one
        share, total = slow_curve(time[some], happened[some], curves.share.shape[1])
        assert curves.share[one] == pytest.approx(share, abs=1e-12)
        inner = (share > 0) & (share < 1) & (curves.followed[one] > 0)
        log = np.log(share[inner])
        bend = 1.959963984540054 * np.sqrt(total[inner]) / log
        assert curves.low[one][inner] == pytest.approx(np.exp(log * np.exp(-bend)))
        assert curves.high[one][inner] == pytest.approx(np.exp(log * np.exp(bend)))
        counted = [(time[some] >= t).sum() for t in range(len(share))]
        assert curves.followed[one].tolist() == counted


def test_bands_hold_the_truth_as_often_as_they_say():
    source = np.random.default_rng(5)
    cohorts, size = 2_000, 60
    took = source.geometric(0.1, cohorts * size)
    ended = source.integers(5, 40, cohorts * size)
    time, happened = np.minimum(took, ended), took <= ended
    cohort = np.repeat(np.arange(cohorts), size)
    curves = kaplan_meier(time, happened, cohort, cohorts, 0.9)
    for at in (1, 4, 12):
        truth = 0.9**at
        held = (curves.low[:, at] <= truth) & (truth <= curves.high[:, at])
        assert 0.86 <= held.mean() <= 0.96


def test_none_and_all_are_not_certain():
    times = np.array([3] * 20)
    nobody = kaplan_meier(times, np.zeros(20, bool), np.zeros(20, int), 1, 0.9)
    assert nobody.share[0, 3] == nobody.high[0, 3] == 1.0
    assert nobody.low[0, 3] == pytest.approx(0.05 ** (1 / 20))
    everyone = kaplan_meier(times, np.ones(20, bool), np.zeros(20, int), 1, 0.9)
    assert everyone.share[0, 3] == everyone.low[0, 3] == 0.0
    assert everyone.high[0, 3] == pytest.approx(1 - 0.05 ** (1 / 20))


def test_an_empty_cohort_is_followed_by_nobody():
    curves = kaplan_meier(np.array([2]), np.array([True]), np.array([1]), 3)
    assert curves.followed[:, 0].tolist() == [0, 1, 0]
    assert curves.low[0, 0] == 0.0


def shopping():
    # 0 buys on days 0, 5, 40; 1 only on day 0; 2 on days 90 and 95.
    return shopping_of(
        np.array([0, 0, 0, 1, 2, 2]), np.array([0, 5, 40, 0, 90, 95]), np.ones(6)
    )


def test_silence_is_the_first_gap_that_is_too_long():
    spells = until_silent(shopping(), 100, 30)
    assert spells.days.tolist() == [35, 30, 10]
    assert spells.happened.tolist() == [True, True, False]
    assert came_back(shopping(), 100, 30) == (3, 1)
    spells = until_silent(shopping(), 100, 60)
    assert spells.days.tolist() == [100, 60, 10]
    assert spells.happened.tolist() == [False, True, False]


def test_buying_again_ends_the_wait():
    spells = until_again(shopping(), 100)
    assert spells.days.tolist() == [5, 100, 5]
    assert spells.happened.tolist() == [True, False, True]


def test_silences_are_those_of_a_loop():
    bought = simulated(300, 40.0)
    end, limit = 10_000 + 280, 25
    spells = until_silent(bought, end, limit)
    for one in range(300):
        days = [*bought.day[bought.customer == one].tolist(), end]
        gaps = [(d, e) for d, e in pairwise(days) if e - d > limit]
        truth = gaps[0][0] + limit - days[0] if gaps else end - days[0]
        assert (spells.days[one], spells.happened[one]) == (truth, bool(gaps))


def test_the_usual_silence_is_the_datas_own_and_at_least_four_weeks():
    assert usual_silence(shopping()) == 35
    assert usual_silence(shopping_of(np.arange(3), np.arange(3), np.ones(3))) == 28


def test_nothing_bought_gives_nothing():
    nothing = shopping_of(np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    assert len(nothing.first) == len(until_silent(nothing, 0, 30).days) == 0
    assert len(until_again(nothing, 0).days) == 0
    assert month_cohorts(nothing.first)[1] == []
