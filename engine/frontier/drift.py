"""How far back to look, and how far a month can be from the forecast.

Real durations drift: a month differs from what was known at its beginning by more than
sampling. Both the half-life and the size of the drift are read from the errors of past
forecasts (``cohorts``), the latest counting most; where there are few of them, the drift
is taken as ``USUAL_DRIFT``, which weighs as much as ``USUAL_MONTHS``.
"""

from dataclasses import dataclass

import numpy as np

from engine.frontier.cohorts import (
    HALF_LIVES,
    LEVELS,
    MONTH,
    WEEK,
    Hindsight,
)
from engine.frontier.spans import Array

USUAL_HALF_LIFE = 60.0
# Standard deviation of a month's log-odds: at 90 % it takes the share to 85 or 93 %.
USUAL_DRIFT = 0.5
USUAL_MONTHS = 3.0
# Errors come in bursts, so that a variance of past months falls short of what follows.
BURSTS = 3.0
MEMORY = 180.0
SHORTEST_CHOICE = 4
MEDIAN_VARIANCE = np.pi / 2


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """What the past teaches about a forecast of the coming month.

    ``half_life`` in days; at ``durations`` (l,) the ``variance`` (l,) of the month's
    log-odds beside sampling; ``lean`` is added to the log-odds (forecasts that missed to
    one side); ``months`` of errors stand behind it; ``freedom`` are the degrees of
    freedom of Student's t.
    """

    half_life: float
    durations: Array
    variance: Array
    lean: float
    months: float

    @property
    def freedom(self) -> float:
        return USUAL_MONTHS + self.months

    def variance_at(self, days: Array) -> Array:
        """Return the variance at any durations, interpolated."""
        if not len(self.durations):
            return np.full(len(days), USUAL_DRIFT**2)
        places, first = np.unique(self.durations, return_index=True)
        found: Array = np.interp(days, places, self.variance[first])
        return found


def usual_drift(half_life: float) -> Drift:
    """Return what is taken where nothing can be learnt of the drift."""
    nothing = np.zeros(0)
    return Drift(half_life, nothing, nothing, 0.0, 0.0)


def learnt(past: Hindsight) -> Drift:
    """Choose the half-life that would have served best, and measure the drift with it."""
    if len(past.origins) < SHORTEST_CHOICE:
        return usual_drift(USUAL_HALF_LIFE)
    best = best_half_life(past)
    known = np.isfinite(past.error[:, best])
    if not known.any():
        return usual_drift(float(HALF_LIVES[best]))
    error = np.where(known, past.error[:, best], 0.0)
    noise = past.noise[:, best]
    latest = np.exp2((past.origins - past.origins[-1]) / MEMORY)[:, None]
    weight = np.where(known, latest / (USUAL_DRIFT**2 + noise) ** 2, 0.0)
    months = np.sum(known * latest, axis=0) * WEEK / MONTH
    excess = np.where(known, error**2 - noise, 0.0)
    return Drift(
        half_life=float(HALF_LIVES[best]),
        durations=past.durations,
        variance=_variance(excess, weight, months),
        lean=_lean(error, weight, float(months.max())),
        months=float(months.max()),
    )


def best_half_life(past: Hindsight) -> int:
    """Return the place of the half-life with the least squared error of its shares."""
    importance = 1.0 / (0.01 + LEVELS * (1.0 - LEVELS))
    known = np.isfinite(past.loss)
    loss = np.where(known, past.loss, 0.0) * importance
    total = loss.sum(axis=(0, 2)) / np.maximum(known.sum(axis=(0, 2)), 1)
    return int(np.argmin(total))


def _variance(excess: Array, weight: Array, months: Array) -> Array:
    """Return the drift's variance at each duration, drawn towards that of all (l,)."""
    whole = max(float((excess * weight).sum() / weight.sum()), 0.0)
    most = float(months.max())
    usual = USUAL_MONTHS * USUAL_DRIFT**2
    pooled = (usual + most * BURSTS * whole) / (USUAL_MONTHS + most)
    total = weight.sum(axis=0)
    own = np.divide(
        (excess * weight).sum(axis=0), total, out=np.zeros(len(total)), where=total > 0
    )
    drawn = USUAL_MONTHS * pooled + months * BURSTS * np.maximum(own, 0.0)
    found: Array = drawn / (USUAL_MONTHS + months)
    return found


def _lean(error: Array, weight: Array, months: float) -> float:
    """Return the median error, drawn to 0 as far as it can be chance (positive part).

    A trend moves all errors to one side; a burst moves few, and the recent curve knows
    of it already: hence the median.
    """
    order = np.argsort(error, axis=None)
    total = np.cumsum(weight.flat[order])
    middle = float(error.flat[order[np.searchsorted(total, total[-1] / 2)]])
    spread = float(((error - middle) ** 2 * weight).sum() / total[-1])
    chance = MEDIAN_VARIANCE * spread / max(months, 1e-9)
    if months < 2.0 or middle**2 <= chance:
        return 0.0
    return middle * (1.0 - chance / middle**2)
