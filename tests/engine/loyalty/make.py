"""Customers whose truth is known."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from engine.loyalty.histories import Histories, Shopping, shopping_of

DATA = Path(
    os.environ.get("PLANNER_DATA", Path(__file__).parents[3] / "../shared/data")
)
CDNOW = DATA / "cdnow" / "CDNOW_sample.txt"
CALIBRATION_END = int(np.datetime64("1997-09-30").astype(int))


def row(x: int, recency: int, age: int, count: float = 1.0) -> Histories:
    return Histories(
        np.array([x]), np.array([recency]), np.array([age]), np.array([count])
    )


def some_rows() -> Histories:
    return Histories(
        np.array([0, 0, 1, 3, 12, 40, 2]),
        np.array([0, 0, 12, 213, 250, 263, 3]),
        np.array([272, 20, 272, 272, 260, 270, 190]),
        np.array([5.0, 2.0, 3.0, 1.0, 1.0, 1.0, 2.0]),
    )


def simulated(
    customers: int,
    weeks: float,
    seed: int = 1,
    *,
    r: float = 0.6,
    alpha: float = 6.0,
    a: float = 0.9,
    b: float = 2.0,
    first_may_be_last: bool = True,
    joining_weeks: float = 12.0,
) -> Shopping:
    """People who buy and leave as the (modified) BG/NBD says, to the day."""
    source = np.random.default_rng(seed)
    joined = source.uniform(0, joining_weeks, customers)
    rate = source.gamma(r, 1 / alpha, customers)
    leaving = source.beta(a, b, customers)
    people, times = [np.arange(customers)], [joined]
    there = np.arange(customers)
    now = joined.copy()
    if first_may_be_last:
        there = there[source.random(customers) >= leaving]
    while len(there):
        now[there] += source.exponential(1 / np.maximum(rate[there], 1e-12))
        there = there[now[there] < weeks]
        people.append(there)
        times.append(now[there])
        there = there[source.random(len(there)) >= leaving[there]]
    day = np.floor(np.concatenate(times) * 7).astype(np.int64) + 10_000
    spent = source.gamma(6.0, source.gamma(4.0, 1.0, customers))
    who = np.concatenate(people)
    return shopping_of(who, day, spent[who])


def cdnow() -> Shopping:
    if not CDNOW.exists():
        pytest.skip(f"{CDNOW} is not here: CDNOW is not part of the repository")
    with CDNOW.open(encoding="ascii") as file:
        rows = list(csv.reader(file, delimiter=" ", skipinitialspace=True))
    dates = [f"{one[2][:4]}-{one[2][4:6]}-{one[2][6:]}" for one in rows]
    return shopping_of(
        np.array([int(one[1]) - 1 for one in rows]),
        np.array(dates, dtype="M8[D]").astype(np.int64),
        np.array([float(one[4]) for one in rows]),
    )
