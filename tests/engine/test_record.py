"""What is believed of a promise's reliability agrees with exact computation."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import binom, norm

from engine.record import breaks, company_level, follow, forecast, observed_rates
from engine.record.following import (
    GENERAL_MEAN,
    GENERAL_VARIANCE,
    GRID,
    Beliefs,
    weights,
)

Array = NDArray[np.float64]
LEVELS = (np.arange(200) + 0.5) / 200


def last(due: list[int], kept: list[int]) -> Beliefs:
    return list(follow(np.array([due]), np.array([kept])))[-1]


def band(due: list[int], kept: list[int], weeks: int = 4) -> tuple[float, float, float]:
    mixture = forecast(last(due, kept), weeks=weeks)
    low, high = mixture.quantiles(np.array([0.1, 0.9]))[:, 0]
    return float(low), float(mixture.quantiles(LEVELS).mean()), float(high)


def exact(
    due: list[int], kept: list[int], persistence: float, deviation: float
) -> tuple[Any, ...]:
    """Filter level and deviation on a fine grid, and say what follows the last week."""
    axis = np.linspace(-1.0, 1.0, 161)
    level = GENERAL_MEAN + 6.0 * math.sqrt(GENERAL_VARIANCE) * axis
    apart = 5.0 * deviation * axis
    step = norm.pdf(
        apart[:, None],
        persistence * apart[None, :],
        deviation * math.sqrt(1 - persistence**2),
    )
    mass = norm.pdf(level, GENERAL_MEAN, math.sqrt(GENERAL_VARIANCE))[
        :, None
    ] * norm.pdf(apart, 0.0, deviation)
    mass /= mass.sum()
    evidence = 0.0
    for occasions, held in zip(due, kept, strict=True):
        rates = expit(level[:, None] + apart)
        mass *= binom.pmf(held, occasions, rates) / math.comb(occasions, held)
        evidence += math.log(mass.sum())
        mass = mass / mass.sum() @ step.T
        mass /= mass.sum()
    mean = float((mass * level[:, None]).sum())
    mean_apart = float((mass * apart).sum())
    x = level[:, None] + apart
    middle = float((mass * x).sum())
    return (
        mean,
        mean_apart,
        float((mass * (level[:, None] - mean) ** 2).sum()),
        float((mass * (x - middle) ** 2).sum()),
        evidence,
    )


@pytest.mark.parametrize(
    ("due", "kept"),
    [
        ([40, 35, 0, 50, 44, 38], [37, 30, 0, 48, 30, 29]),
        ([3, 2, 4, 1, 3, 2], [3, 2, 3, 1, 2, 2]),
        ([400, 380, 410], [396, 379, 407]),
    ],
)
@pytest.mark.parametrize("number", [9, 14, 20])
def test_beliefs_agree_with_a_fine_grid(
    due: list[int], kept: list[int], number: int
) -> None:
    persistence, deviation = GRID.persistence[number, 0], GRID.deviation[number, 0]
    mean, apart, variance, of_sum, _ = exact(due, kept, persistence, deviation)
    found = last(due, kept)
    spread = (found.level_variance + 2 * found.covariance + found.apart_variance)[
        number, 0
    ]
    assert found.level[number, 0] == pytest.approx(mean, abs=0.12)
    assert found.apart[number, 0] == pytest.approx(apart, abs=0.12)
    assert found.level_variance[number, 0] == pytest.approx(variance, rel=0.2)
    assert spread == pytest.approx(of_sum, rel=0.2)


def test_hypotheses_are_weighed_by_what_they_foretold() -> None:
    due, kept = [200, 200], [180, 140]
    numbers = [8, 14, 20]
    expected = np.exp(
        [
            exact(due, kept, GRID.persistence[n, 0], GRID.deviation[n, 0])[-1]
            for n in numbers
        ]
    )
    passing = np.exp(GRID.log_prior[:, 0])
    after = weights(last(due, kept).log_weight)[:, 0]
    found = ((after - 0.02 * passing) / 0.98)[numbers] / passing[numbers]
    assert found / found.sum() == pytest.approx(expected / expected.sum(), abs=0.05)


def test_two_of_two_kept_is_far_from_certain() -> None:
    low, mean, high = band([2], [2])
    assert low < 0.8
    assert 0.85 < mean < 0.95
    assert high < 1.0


@pytest.mark.parametrize("kept", [0, 1])
def test_all_kept_and_all_broken_are_likely_to_go_on(kept: int) -> None:
    low, mean, high = band([50] * 30, [50 * kept] * 30)
    assert abs(mean - kept) < 0.01
    assert 0.0 < low <= high < 1.0


def test_nothing_known_is_a_wide_interval_around_the_general_level() -> None:
    low, mean, high = band([], [])
    assert low == pytest.approx(0.35, abs=0.05)
    assert high == pytest.approx(0.985, abs=0.01)
    assert band([0, 0, 0], [0, 0, 0])[1] == pytest.approx(mean, abs=0.01)


def test_counts_beyond_all_measure_bear_computing() -> None:
    low, mean, high = band([10**12] * 3, [9 * 10**11] * 3)
    assert mean == pytest.approx(0.9, abs=0.01)
    assert low < 0.9 < high


def test_a_company_lends_its_level_to_promises_without_a_record() -> None:
    beliefs = last([], [])
    level = company_level(np.array([9_800.0]), np.array([200.0]))
    alone, lent = forecast(beliefs, weeks=4), forecast(beliefs, weeks=4, level=level)
    quantiles = np.array([0.1, 0.5, 0.9])
    assert alone.quantiles(quantiles)[1, 0] < lent.quantiles(quantiles)[1, 0] < 0.99
    assert lent.quantiles(quantiles)[0, 0] > alone.quantiles(quantiles)[0, 0]


def test_a_lent_level_counts_as_if_it_had_been_there_from_the_first() -> None:
    level = company_level(np.array([700.0]), np.array([300.0]))
    posterior = last([30, 30], [28, 29]).under(level)
    number = 0  # the steady hypothesis: one dimension, integrated exactly
    x = np.linspace(-6.0, 9.0, 6_001)
    mass = norm.pdf(x, level.mean[0], math.sqrt(level.variance[0])) * binom.pmf(
        57, 60, expit(x)
    )
    mass /= mass.sum()
    mean = (mass * x).sum()
    assert posterior.level[number, 0] == pytest.approx(mean, abs=0.03)
    assert posterior.level_variance[number, 0] == pytest.approx(
        (mass * (x - mean) ** 2).sum(), rel=0.25
    )


def test_a_forecast_agrees_with_paths_drawn_one_by_one() -> None:
    random = np.random.default_rng(5)
    number, weeks, after, paths = 14, 6, 2, 40_000
    beliefs = last([40, 30, 35], [35, 28, 24])
    mixture = forecast(beliefs, weeks=weeks, after=after)
    covariance = beliefs.covariance[number, 0]
    state = random.multivariate_normal(
        [beliefs.level[number, 0], beliefs.apart[number, 0]],
        [
            [beliefs.level_variance[number, 0], covariance],
            [covariance, beliefs.apart_variance[number, 0]],
        ],
        paths,
    )
    persistence, deviation = GRID.persistence[number, 0], GRID.deviation[number, 0]
    level, apart = state.T
    rates = np.zeros(paths)
    for week in range(after + weeks):
        rates += (week >= after) * expit(level + apart) / weeks
        noise = random.normal(0.0, deviation * math.sqrt(1 - persistence**2), paths)
        apart = persistence * apart + noise
    z = norm.ppf([0.1, 0.5, 0.9])
    found = expit(mixture.centre[number, 0] + z * mixture.scale[number, 0] / 1.25)
    assert found == pytest.approx(np.quantile(rates, [0.1, 0.5, 0.9]), abs=0.006)


def test_the_chance_of_few_occasions_widens_what_will_be_observed() -> None:
    mixture = forecast(last([100] * 40, [93] * 40), weeks=4)
    few, many = (
        observed_rates(mixture, np.array([occasions])) for occasions in (5, 100_000)
    )
    assert few.std() > 2.0 * many.std()
    assert set(np.round(few[:, 0] * 5, 9)) <= {0.0, 1.0, 2.0, 3.0, 4.0, 5.0}
    assert few.mean() == pytest.approx(many.mean(), abs=0.01)


def test_a_break_in_the_latest_weeks_is_told_with_its_numbers() -> None:
    due = np.full((3, 40), 100)
    kept = np.full((3, 40), 95)
    kept[1, -4:] = 80
    kept[2, -13:] = 99
    beliefs = list(follow(due, kept))
    steady, fallen, risen = breaks(beliefs, due, kept)
    assert steady is None
    assert fallen is not None
    assert (fallen.weeks, fallen.occasions, fallen.rate) == (4, 400.0, 0.8)
    assert fallen.rate < fallen.expected_low < 0.95 < fallen.expected_high + 0.01
    assert risen is not None
    assert risen.rate > risen.expected_high


def test_a_short_or_an_idle_record_breaks_no_habit() -> None:
    for due, kept in (
        (np.full((1, 9), 50), np.array([[48] * 5 + [10] * 4])),
        (np.array([[50] * 20 + [0] * 13]), np.array([[48] * 20 + [0] * 13])),
        (np.full((1, 2), 50), np.full((1, 2), 10)),
    ):
        assert breaks(list(follow(due, kept)), due, kept) == [None]


def test_few_steady_records_are_called_drifting() -> None:
    random = np.random.default_rng(2)
    due = random.poisson(40, (200, 60))
    kept = random.binomial(due, 0.93)
    found = breaks(list(follow(due, kept)), due, kept)
    assert sum(entry is not None for entry in found) <= 10
