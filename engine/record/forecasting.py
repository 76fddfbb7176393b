"""From beliefs to the predictive distribution of a keep rate over coming weeks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri
from scipy.stats import binom

from engine.record.following import (
    GRID,
    PASSED_ON,
    Beliefs,
    Counts,
    Level,
    mixed,
    weights,
)

Array = NDArray[np.float64]

# Real records are wilder than any hypothesis: restless ones are widened by this factor,
# found on real and made-up ledgers together (docs/scoring.md).
WIDENING: Final = 1.25
# Beyond a quarter no more weight is passed on: a forecast is not a shrug.
LONGEST_PASSING: Final = 13
TABLE_POINTS: Final = 160
FARTHEST: Final = 9.0
SMALLEST_CHANCE: Final = 1e-15
# The second coordinate of an even sequence in the unit square (the golden ratio).
GOLDEN: Final = 0.6180339887498949


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Log-odds of the keep rate: normal mixtures, each (hypotheses, promises)."""

    centre: Array
    scale: Array
    weight: Array

    def of(self, promise: int) -> "Mixture":
        """Return the mixture of one promise alone."""
        one = slice(promise, promise + 1)
        return Mixture(self.centre[:, one], self.scale[:, one], self.weight[:, one])

    def table(self) -> tuple[Array, Array]:
        """Return (points, promises) log-odds and their cumulative probabilities."""
        mean = (self.weight * self.centre).sum(axis=0)
        square = self.scale**2 + (self.centre - mean) ** 2
        reach = FARTHEST * np.sqrt((self.weight * square).sum(axis=0))
        low = np.maximum(
            (self.centre - FARTHEST * self.scale).min(axis=0), mean - reach
        )
        high = np.minimum(
            (self.centre + FARTHEST * self.scale).max(axis=0), mean + reach
        )
        points = np.linspace(low, high, TABLE_POINTS)
        chances = np.zeros_like(points)
        for centre, scale, weight in zip(
            self.centre, self.scale, self.weight, strict=True
        ):
            chances += weight * ndtr((points - centre) / scale)
        return points, chances

    def log_odds(self, scores: Array) -> Array:
        """Return (scores, promises) quantiles of the log-odds at normal scores."""
        points, chances = self.table()
        heights = ndtri(np.clip(chances, SMALLEST_CHANCE, 1.0 - SMALLEST_CHANCE))
        columns = [
            np.interp(scores, heights[:, index], points[:, index])
            for index in range(points.shape[1])
        ]
        return np.stack(columns, axis=1)

    def quantiles(self, levels: Array) -> Array:
        """Return (levels, promises) quantiles of the keep rate; levels in (0, 1)."""
        return np.asarray(expit(self.log_odds(ndtri(levels))))


def forecast(
    beliefs: Beliefs, *, weeks: int, after: int = 0, level: Level | None = None
) -> Mixture:
    """Forecast the mean keep rate over ``weeks`` weeks, ``after`` weeks from now.

    ``level`` is what the company's record says; without it little is known beforehand. With y the mean of x over the weeks
    (normal) and v the variance of single weeks around it, the mean rate is nearly
    1 / (1 + exp(−y / √(1 + πv/8))): the probit approximation of MacKay, Neural
    Computation 4 (1992).
    """
    known = beliefs if level is None else beliefs.under(level)
    persistence, deviation = GRID.persistence, GRID.deviation
    ahead = np.arange(after, after + weeks)
    fading = persistence**ahead
    faded = fading.mean(axis=1, keepdims=True)
    lags = np.arange(1, weeks)
    together = (
        weeks + 2.0 * ((weeks - lags) * persistence**lags).sum(axis=1, keepdims=True)
    ) / weeks**2
    mean = known.level + faded * known.apart
    variance = (
        known.level_variance
        + 2.0 * faded * known.covariance
        + faded**2 * known.apart_variance
        + deviation**2 * (together - faded**2)
    )
    squared = (fading**2).mean(axis=1, keepdims=True)
    single = (
        known.level_variance
        + 2.0 * faded * known.covariance
        + squared * (known.apart_variance - deviation**2)
        + deviation**2
        + (squared - faded**2) * known.apart**2
    )
    shrink = 1.0 / np.sqrt(1.0 + np.pi / 8.0 * np.maximum(single - variance, 0.0))
    widening = np.where(deviation > 0.0, WIDENING, 1.0)
    share = 1.0 - (1.0 - PASSED_ON) ** (min(2 * after + weeks, LONGEST_PASSING) / 2.0)
    scale = shrink * np.sqrt(np.maximum(variance, np.finfo(float).tiny)) * widening
    return Mixture(shrink * mean, scale, mixed(weights(known.log_weight), share))


def observed_rates(mixture: Mixture, due: Counts, points: int = 200) -> Array:
    """Return an even sample (points, promises) of the rates that will be observed.

    ``due`` is (promises,) occasions, at least 1 each: their chance is part of it.
    """
    levels = (np.arange(points) + 0.5) / points
    chance = (np.arange(points) * GOLDEN + 0.5 / points) % 1.0
    rates = np.clip(mixture.quantiles(levels), 0.0, 1.0)
    kept = binom.ppf(chance[:, None], due, rates)
    return np.sort(kept / due, axis=0)
