"""Forecasts of keep rates: on the Olist orders, and on ledgers whose truth is known."""

import csv
import gzip
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

import engine
from benchmarks.harness import Section, in_turn, table
from engine.record import follow

Array = NDArray[np.float64]

DATA: Final = Path(
    os.environ.get(
        "PLANNER_DATA", Path(__file__).resolve().parents[1] / "../shared/data"
    )
)
ORDERS: Final = DATA / "olist" / "olist_orders_dataset.csv.gz"
FIRST, LAST = date(2017, 6, 5), date(2018, 7, 30)
LEAST_COVERAGE, MOST_COVERAGE, MOST_RATIO = 0.72, 0.88, 0.87
PROMISES, WEEKS, USUAL = 24, 84, 60
MONDAY: Final = date(2024, 1, 1)


def section() -> Section:
    """Backtest all of them, and time the model."""
    real, passed = olist()
    body = f"{INTRODUCTION}\n\n{real}\n\n{made_up()}\n\n{speed()}"
    return Section("Track record: forecasts against what happened", body, passed)


INTRODUCTION: Final = (
    "Four weeks ahead, every Monday, from what was known then. 80 % ranges should hold 80 %; "
    "the error is the CRPS, beside the Beta-Binomial's on the same weeks and the same number of occasions."
)


def olist() -> tuple[str, bool]:
    """Backtest the Olist orders by the day they were due."""
    if not ORDERS.exists():
        return f"The Olist orders are not there ({DATA}): not measured.", True
    rows, passed = [], True
    for name, delivered in (("delivered orders", True), ("all orders", False)):
        found = engine.backtest(orders(delivered=delivered), first=FIRST, last=LAST)
        figures = found.figures
        ratio = figures.crps / figures.crps_beta_binomial
        passed &= LEAST_COVERAGE <= figures.coverage80 <= MOST_COVERAGE
        passed &= ratio <= MOST_RATIO
        rows.append(
            (
                f"Olist, {name}",
                f"{figures.forecasts}",
                f"{figures.coverage80:.2f}",
                f"{figures.crps:.4f}",
                f"{figures.crps_beta_binomial:.4f}",
                f"{figures.crps_climatology:.4f}",
                f"**{ratio:.3f}**",
            )
        )
    head = ("", "forecasts", "held", "error", "Beta-Binomial", "climatology", "ratio")
    bars = f"Required: held {LEAST_COVERAGE} to {MOST_COVERAGE}, ratio at most {MOST_RATIO}."
    return f"{table(head, rows)}\n\n{bars}", passed


def orders(*, delivered: bool) -> engine.Ledger:
    """Read the orders as a ledger: due at the end of the estimated day."""
    with (
        gzip.open(ORDERS, "rt", encoding="utf-8", newline="") as file,
        tempfile.TemporaryDirectory() as directory,
    ):
        path = Path(directory) / "ledger.csv"
        with path.open("w", encoding="utf-8") as ledger:
            ledger.write("promise,reference,promised_at,due_at,done_at\n")
            for row in csv.DictReader(file):
                if delivered and row["order_status"] != "delivered":
                    continue
                due = row["order_estimated_delivery_date"][:10]
                ledger.write(
                    f"delivery,{row['order_id']},{row['order_purchase_timestamp']},"
                    f"{due},{row['order_delivered_customer_date']}\n"
                )
        return engine.load_ledger_file(path)


def made_up() -> str:
    """Backtest families of ledgers, each with the same truth in 24 promises."""
    rows = []
    for name, (counts, odds) in FAMILIES.items():
        random = np.random.default_rng(sum(map(ord, name)))
        due = counts(random)
        kept = random.binomial(due, expit(logit(0.92) + odds(random)))
        names = [str(number) for number in range(PROMISES)]
        found = engine.backtest_weeks(engine.Weeks(MONDAY, due, kept), names)
        figures = found.figures
        ratio = figures.crps / figures.crps_beta_binomial
        rows.append(
            (name, f"{figures.coverage80:.2f}", f"{figures.crps:.4f}", f"{ratio:.3f}")
        )
    text = (
        f"Made-up ledgers: {PROMISES} promises of {WEEKS} weeks each around 92 %, {USUAL} occasions a week "
        "unless named otherwise; every Monday from the ninth week on."
    )
    return f"{text}\n\n{table(('', 'held', 'error', 'ratio'), rows)}"


def autoregressive(half_life: float, deviation: float) -> Callable[..., Array]:
    """Return log-odds that return by half in so many weeks."""

    def draw(random: np.random.Generator) -> Array:
        keeps = 0.5 ** (1.0 / half_life)
        state = random.normal(0.0, deviation, PROMISES)
        states = []
        for _ in range(WEEKS):
            states.append(state)
            noise = random.normal(0.0, deviation * (1 - keeps**2) ** 0.5, PROMISES)
            state = keeps * state + noise
        return np.array(states).T

    return draw


def steady(random: np.random.Generator) -> Array:
    """Return log-odds that never move."""
    return np.zeros((PROMISES, WEEKS))


def white(random: np.random.Generator) -> Array:
    """Return log-odds that differ from week to week and remember nothing."""
    return random.normal(0.0, 0.5, (PROMISES, WEEKS))


def season(random: np.random.Generator) -> Array:
    """Return log-odds with a season of a year."""
    phase = random.random((PROMISES, 1))
    return np.asarray(0.7 * np.sin(2 * np.pi * (np.arange(WEEKS) / 52 + phase)))


def shift(random: np.random.Generator) -> Array:
    """Return log-odds that fall once, for good."""
    when = random.integers(20, WEEKS - 10, (PROMISES, 1))
    return np.where(np.arange(WEEKS) >= when, -1.2, 0.0)


def walk(random: np.random.Generator) -> Array:
    """Return log-odds that walk at random."""
    return np.cumsum(random.normal(0.0, 0.08, (PROMISES, WEEKS)), axis=1)


def bursts(random: np.random.Generator) -> Array:
    """Return log-odds that are calm and wild by turns."""
    wild = np.where(np.arange(WEEKS) // 21 % 2, 3.0, 1.0)
    return np.asarray(autoregressive(4.3, 0.3)(random) * wild)


def occasions(mean: float) -> Callable[[np.random.Generator], NDArray[np.int64]]:
    """Return Poisson numbers of occasions."""
    return lambda random: random.poisson(mean, (PROMISES, WEEKS))


FAMILIES: Final = {
    "steady": (occasions(USUAL), steady),
    "steady, 3 occasions": (occasions(3), steady),
    "steady, 5,000 occasions": (occasions(5_000), steady),
    "returns in 1 week": (occasions(USUAL), autoregressive(1.0, 0.6)),
    "returns in 3 weeks": (occasions(USUAL), autoregressive(3.0, 0.6)),
    "returns in 3 weeks, 5 occasions": (occasions(5), autoregressive(3.0, 0.8)),
    "returns in 3 weeks, 3,000 occasions": (
        occasions(3_000),
        autoregressive(3.0, 0.5),
    ),
    "returns in 6 weeks": (occasions(USUAL), autoregressive(6.0, 0.8)),
    "returns in 23 weeks": (occasions(USUAL), autoregressive(23.0, 0.8)),
    "every week anew": (occasions(USUAL), white),
    "season of a year": (occasions(USUAL), season),
    "falls once for good": (occasions(USUAL), shift),
    "walks at random": (occasions(USUAL), walk),
    "calm and wild by turns": (occasions(USUAL), bursts),
}


def speed() -> str:
    """Time the model on a hundred promises of two years."""
    random = np.random.default_rng(1)
    due = random.poisson(50, (100, 104))
    kept = random.binomial(due, 0.93)
    (timing,) = in_turn({"follow": lambda: list(follow(due, kept))}).values()
    return f"Following 100 promises through 104 weeks: {timing.shown()} ms."
