"""The backtest forecasts from what was known, and says honestly how good that was."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logit

import engine
from engine import backtesting as module
from engine.ledger import load_ledger_text

HEAD = "promise,promised_at,due_at,done_at"
MONDAY = date(2024, 1, 1)


def weeks(
    due: np.ndarray, kept: np.ndarray, *names: str, ahead: int = 4
) -> engine.Backtest:
    record = engine.Weeks(MONDAY, np.atleast_2d(due), np.atleast_2d(kept))
    return engine.backtest_weeks(record, names or ("p",), weeks_ahead=ahead)


def drifting(rows: int, columns: int, deviation: float, seed: int) -> tuple[Any, ...]:
    """Draw weekly counts of promises whose log-odds return by half in three weeks."""
    random = np.random.default_rng(seed)
    persistence = 0.8
    apart = random.normal(0.0, deviation, rows)
    states = []
    for _ in range(columns):
        states.append(apart)
        noise = random.normal(size=rows) * deviation * (1 - persistence**2) ** 0.5
        apart = persistence * apart + noise
    due = random.poisson(60, (rows, columns))
    return due, random.binomial(due, expit(logit(0.92) + np.array(states).T))


def test_intervals_hold_what_they_say_where_records_drift() -> None:
    tested = weeks(*drifting(25, 80, 0.6, seed=3), *map(str, range(25)))
    figures = tested.figures
    assert figures.forecasts == 25 * (80 - 8 - 3)
    assert 0.75 < figures.coverage80 < 0.86
    assert figures.crps < 0.87 * figures.crps_beta_binomial
    assert figures.crps < figures.crps_climatology


def test_steady_records_cost_next_to_nothing() -> None:
    random = np.random.default_rng(4)
    due = random.poisson(60, (25, 80))
    tested = weeks(due, random.binomial(due, 0.92), *map(str, range(25)))
    assert 0.76 < tested.figures.coverage80 < 0.88
    assert tested.figures.crps < 1.04 * tested.figures.crps_beta_binomial


def test_no_forecast_knows_what_comes_after_its_monday() -> None:
    due, kept = drifting(2, 30, 0.6, seed=1)
    other = kept.copy()
    other[:, 20:] = 0
    before, after = weeks(due, kept, "a", "b"), weeks(due, other, "a", "b")
    for one, two in zip(before.promises, after.promises, strict=True):
        for early, late in zip(one.weeks, two.weeks, strict=True):
            same = (early.mean, early.low, early.high) == (
                late.mean,
                late.low,
                late.high,
            )
            assert same == (early.monday <= MONDAY + timedelta(weeks=20))


def test_an_occasion_counts_only_when_it_is_due_and_only_what_is_done_in_time() -> None:
    ledger = load_ledger_text(
        f"{HEAD}\n"
        "a,2024-01-01,2024-01-07,2024-01-07T22:00:00\n"  # in time, on a Sunday
        "a,2024-01-01,2024-01-08,2024-01-09\n"  # late
        "a,2024-01-01,2024-01-09,\n"  # open past due: broken
        "a,2024-01-10,2024-01-20,\n"  # not due yet
        "b,2024-01-10,2024-01-19,2024-01-11\n"  # done, but nobody knows of its peers
    )
    counted = module.weekly_counts(ledger)
    assert counted.monday == MONDAY
    assert counted.due.tolist() == [[1, 2], [0, 0]]
    assert counted.kept.tolist() == [[1, 0], [0, 0]]


def test_a_ledger_is_tested_promise_by_promise_at_its_mondays() -> None:
    rows = [
        f"{name},{day},{day},{day if number % 4 else ''}"
        for name in ("a", "b")
        for number in range(120)
        for day in [MONDAY + timedelta(days=number)]
        if name == "a" or number > 100
    ]
    ledger = load_ledger_text("\n".join([HEAD, *rows]))
    tested = engine.backtest(ledger, first=date(2024, 3, 5), last=date(2024, 4, 1))
    first, second = tested.promises
    assert [entry.monday.day for entry in first.weeks] == [11, 18, 25, 1]
    assert first.weeks[0].due == 28
    assert first.weeks[0].kept == 21
    assert first.figures is not None
    assert first.figures.forecasts == tested.figures.forecasts == 4
    assert second.figures is None
    assert first.weeks[0].covered


def test_weeks_without_occasions_are_skipped() -> None:
    due = np.array([20] * 12 + [0] * 10 + [20] * 6)
    tested = weeks(due, due, ahead=2)
    mondays = [(entry.monday - MONDAY).days // 7 for entry in tested.promises[0].weeks]
    assert mondays == [8, 9, 10, 11, 21, 22, 23, 24, 25, 26]


def test_the_scores_are_those_of_the_textbook() -> None:
    sample = np.sort(np.random.default_rng(1).normal(size=60))
    pairs = np.abs(sample[:, None] - sample[None, :]).mean()
    expected = np.abs(sample - 0.3).mean() - pairs / 2.0
    assert module.crps(sample, 0.3) == pytest.approx(expected)
    due, kept = np.array([10, 0, 5, 5]), np.array([9, 0, 5, 1])
    rates = module.spans(due, kept, 2)
    assert rates == pytest.approx([0.6, 0.9, 1.0])
    assert module.spans(due, kept, 9) == pytest.approx([0.75])
    plain = module.beta_binomial(np.array([90]), np.array([10]), np.array([50]))
    assert plain.mean() == pytest.approx(90.5 / 101, abs=0.003)


def test_the_interval_of_a_stepped_distribution_holds_its_share_on_average() -> None:
    assert module.central(np.array([1.0] * 200)) == (1.0, 1.0)
    low, high = module.central(np.repeat([0.8, 0.9, 1.0], [10, 60, 130]))
    assert 0.8 < low < 0.9
    assert high == 1.0


@pytest.mark.parametrize(
    ("ahead", "first", "last", "refusal"),
    [
        (0, None, None, "weeks ahead: must be from 1 to 52."),
        (53, None, None, "weeks ahead: must be from 1 to 52."),
        (
            4,
            date(2024, 3, 1),
            date(2024, 2, 1),
            "from 2024-03-01 to 2024-02-01: the last day lies before the first.",
        ),
        (
            4,
            date(2024, 3, 5),
            date(2024, 3, 10),
            "from 2024-03-05 to 2024-03-10: no Monday lies in that range.",
        ),
        (
            4,
            date(2025, 1, 1),
            None,
            "no Monday to forecast from: "
            "this ledger can be tested from 2024-01-08 to 2024-03-04.",
        ),
        (
            12,
            None,
            None,
            "too short: 13 weeks from 2024-01-01 "
            "are not enough to forecast 12 weeks and see what happened.",
        ),
        (
            4,
            date(2024, 3, 4),
            None,
            "no occasion falls due after a Monday of that range that has a record "
            "before it: choose a longer range.",
        ),
    ],
)
def test_what_cannot_be_tested_is_refused(
    ahead: int, first: date | None, last: date | None, refusal: str
) -> None:
    record = engine.Weeks(
        MONDAY, np.array([[5] * 9 + [0] * 4]), np.array([[4] * 9 + [0] * 4])
    )
    with pytest.raises(engine.InvalidLedger) as caught:
        engine.backtest_weeks(record, ["p"], weeks_ahead=ahead, first=first, last=last)
    assert str(caught.value) == refusal


def test_a_ledger_in_which_nothing_is_due_yet_is_refused() -> None:
    ledger = load_ledger_text(f"{HEAD}\na,2024-01-01,2024-02-01,\n")
    with pytest.raises(engine.InvalidLedger, match="no occasion has fallen due yet"):
        engine.backtest(ledger)
