"""Ledgers with a known truth, and a slow Kaplan–Meier to compare with."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import frontier

START = np.datetime64("2024-01-01T00:00:00")
DAY = 86_400


def after(days: float) -> np.datetime64:
    """The moment so many days after the start."""
    return START + np.timedelta64(round(days * DAY), "s")


def make_spans(
    pairs: Sequence[tuple[float, float | None]], as_of: float
) -> frontier.Spans:
    """Spans from (day promised, day done or None)."""
    promised = np.array([after(begun) for begun, _ in pairs], "datetime64[s]")
    done = np.array(
        [np.datetime64("NaT") if d is None else after(d) for _, d in pairs],
        "datetime64[s]",
    )
    return frontier.spans_of(promised, done, after(as_of))


def make_ledger(
    *,
    days: int = 540,
    a_day: float = 10,
    seed: int = 1,
    typical: Callable[[Any], Any] = lambda begun: np.full(len(begun), 8.0),
    spread: float = 0.6,
    never: float = 0.0,
    shape: str = "lognormal",
) -> tuple[Any, Any]:
    """Moments promised and done; ``typical`` gives each day's median duration."""
    source = np.random.default_rng(seed)
    begun = np.sort(source.uniform(0, days, round(days * a_day)))
    if shape == "gamma":
        took = source.gamma(2.0, 0.6 * typical(begun))
    else:
        took = typical(begun) * np.exp(spread * source.normal(size=len(begun)))
    done = START + ((begun + took) * DAY).astype("timedelta64[s]")
    done[source.uniform(size=len(begun)) < never] = np.datetime64("NaT")
    return START + (begun * DAY).astype("timedelta64[s]"), done


def slow_curve(
    pairs: list[tuple[float, bool]], weights: list[float] | None = None
) -> dict[float, float]:
    """Kaplan–Meier as its paper tells it: (observed days, finished) one by one."""
    weights = weights or [1.0] * len(pairs)
    left, curve = 1.0, {}
    for day in sorted({days for days, finished in pairs if finished}):
        followed = sum(w for (d, _), w in zip(pairs, weights, strict=True) if d >= day)
        done = sum(
            w
            for (d, finished), w in zip(pairs, weights, strict=True)
            if finished and d == day
        )
        left *= 1 - done / followed
        curve[day] = 1 - left
    return curve
