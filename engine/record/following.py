"""Follow weekly counts: what may be believed of a promise's log-odds, week by week.

With x[t] = level + d[t], d[t] = φ·d[t−1] + ε (an AR(1), the Ornstein–Uhlenbeck process at
whole weeks) and kept[t] ~ Binomial(due[t], 1 / (1 + exp(−x[t]))). Given φ and the standard
deviation of d, (level, d) stays nearly Gaussian: each week's counts move its mean and
variance to those of the exact posterior of x[t], by Gauss–Hermite quadrature around its
mode. φ and the deviation run over a grid of hypotheses, weighed by what they foretold;
each week every hypothesis passes a little of its weight to all of them, because how
restless a promise is changes too.

Sources: West, Harrison & Migon, "Dynamic generalized linear models and Bayesian
forecasting", JASA 80 (1985); Tierney & Kadane, JASA 81 (1986), for the quadrature around
the mode; Herbster & Warmuth, "Tracking the best expert", Machine Learning 32 (1998), for
the passing of weight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logit

Array = NDArray[np.float64]
Counts = NDArray[np.int64] | Array

# Half-lives in weeks and standard deviations in log-odds; steady weighs as much as all
# restless hypotheses together, and the weeks that forget at once half as much as others.
HALF_LIVES: Final = (0.0, 3.0, 6.0, 12.0, 40.0)
DEVIATIONS: Final = (0.1, 0.25, 0.5, 0.9, 1.5)
STEADY_WEIGHT: Final = 0.5
FORGETFUL_WEIGHT: Final = 0.5
PASSED_ON: Final = 0.02

# Before anything is known of a company: around 88 %, from 20 % to 99.6 % at two sigma.
GENERAL_MEAN: Final = 2.0
GENERAL_VARIANCE: Final = 1.75**2
# Promises of one company differ by about this much in log-odds.
COMPANY_VARIANCE: Final = 1.0
# The company's own share counts like this many more outcomes at the general level.
COMPANY_PRIOR: Final = 20.0

NEWTON_STEPS: Final = 3
LONGEST_STEP: Final = 2.0
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What the company's record says of each promise's level: (promises,) log-odds."""

    mean: Array
    variance: Array


def company_level(kept: Array, broken: Array) -> Level:
    """Return what (promises,) counts of the company make of each promise's level."""
    outcomes = kept + broken + COMPANY_PRIOR
    share = (kept + COMPANY_PRIOR * expit(GENERAL_MEAN)) / outcomes
    unsure = 1.0 / (outcomes * share * (1.0 - share))
    return Level(logit(share), COMPANY_VARIANCE + unsure)


@dataclass(frozen=True, slots=True, eq=False)
class Hypotheses:
    """The grid: persistence φ, deviation and log prior weight, each (hypotheses, 1)."""

    persistence: Array
    deviation: Array
    log_prior: Array


def hypotheses() -> Hypotheses:
    """Return the grid, the steady hypothesis first."""
    rows = [(0.0, 0.0, STEADY_WEIGHT)]
    shares = [FORGETFUL_WEIGHT if half == 0.0 else 1.0 for half in HALF_LIVES]
    for half, share in zip(HALF_LIVES, shares, strict=True):
        persistence = 0.5 ** (1.0 / half) if half else 0.0
        weight = (1.0 - STEADY_WEIGHT) * share / (sum(shares) * len(DEVIATIONS))
        rows += [(persistence, deviation, weight) for deviation in DEVIATIONS]
    persistence, deviation, weight = np.array(rows).T[:, :, None]
    return Hypotheses(persistence, deviation, np.log(weight))


GRID: Final = hypotheses()


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """Means, variances and log weights before a week, each (hypotheses, promises)."""

    level: Array
    apart: Array
    level_variance: Array
    covariance: Array
    apart_variance: Array
    log_weight: Array

    def under(self, level: Level) -> "Beliefs":
        """Return the beliefs had they begun with another, narrower level.

        The level is the same in every week, so its prior can be exchanged afterwards: as
        if it had been measured once more.
        """
        precision = 1.0 / level.variance - 1.0 / GENERAL_VARIANCE
        measured = (
            level.mean / level.variance - GENERAL_MEAN / GENERAL_VARIANCE
        ) / precision
        total = self.level_variance + 1.0 / precision
        gain, gain_apart = self.level_variance / total, self.covariance / total
        surprise = measured - self.level
        return Beliefs(
            self.level + gain * surprise,
            self.apart + gain_apart * surprise,
            self.level_variance * (1.0 - gain),
            self.covariance * (1.0 - gain),
            self.apart_variance - gain_apart * self.covariance,
            self.log_weight - 0.5 * (np.log(total) + surprise**2 / total),
        )


def follow(due: Counts, kept: Counts) -> Iterator[Beliefs]:
    """Yield the beliefs before each week, and after the last: weeks + 1 of them.

    ``due`` and ``kept`` are (promises, weeks) counts, oldest first; a week without
    occasions teaches nothing. Only earlier weeks enter what is yielded.
    """
    beliefs = at_first(due.shape[0])
    for week in range(due.shape[1]):
        yield beliefs
        counts = due[:, week].astype(np.float64), kept[:, week].astype(np.float64)
        beliefs = a_week_on(taught(beliefs, *counts) if counts[0].any() else beliefs)
    yield beliefs


def at_first(promises: int) -> Beliefs:
    """Return what is believed before the first week."""
    shape = (GRID.deviation.size, promises)
    return Beliefs(
        np.full(shape, GENERAL_MEAN),
        np.zeros(shape),
        np.full(shape, GENERAL_VARIANCE),
        np.zeros(shape),
        np.broadcast_to(GRID.deviation**2, shape),
        np.broadcast_to(GRID.log_prior, shape),
    )


def taught(beliefs: Beliefs, due: Array, kept: Array) -> Beliefs:
    """Learn from one week's (promises,) counts."""
    mean = beliefs.level + beliefs.apart
    with_level = beliefs.level_variance + beliefs.covariance
    with_apart = beliefs.covariance + beliefs.apart_variance
    variance = with_level + with_apart
    after, variance_after, evidence = posterior(mean, variance, due, kept)
    gain, gain_apart = with_level / variance, with_apart / variance
    change, narrowing = after - mean, variance_after - variance
    return Beliefs(
        beliefs.level + gain * change,
        beliefs.apart + gain_apart * change,
        beliefs.level_variance + gain * gain * narrowing,
        beliefs.covariance + gain * gain_apart * narrowing,
        beliefs.apart_variance + gain_apart * gain_apart * narrowing,
        beliefs.log_weight + evidence,
    )


def posterior(
    mean: Array, variance: Array, due: Array, kept: Array
) -> tuple[Array, Array, Array]:
    """Return mean and variance of x after the counts, and their log evidence.

    The binomial coefficient, the same for all hypotheses, is left out.
    """
    share = (kept + 0.5) / (due + 1.0)
    weight = due * share * (1.0 - share)
    mode = (mean / variance + weight * logit(share)) / (1.0 / variance + weight)
    for _ in range(NEWTON_STEPS):
        rate = expit(mode)
        slope = kept - due * rate - (mode - mean) / variance
        step = slope / (due * rate * (1.0 - rate) + 1.0 / variance)
        mode = mode + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
    rate = expit(mode)
    scale = 1.0 / np.sqrt(due * rate * (1.0 - rate) + 1.0 / variance)
    points = mode + scale * NODES[:, None, None]
    heights = (
        kept * points
        + due * log_expit(-points)
        - (points - mean) ** 2 / (2.0 * variance)
        + 0.5 * NODES[:, None, None] ** 2
    )
    top = heights.max(axis=0)
    masses = NODE_WEIGHTS[:, None, None] * np.exp(heights - top)
    total = masses.sum(axis=0)
    after = (masses * points).sum(axis=0) / total
    variance_after = (masses * (points - after) ** 2).sum(axis=0) / total
    evidence = top + np.log(total * scale / np.sqrt(variance))
    none = due == 0.0
    return (
        np.where(none, mean, after),
        np.where(none, variance, variance_after),
        np.where(none, 0.0, evidence),
    )


def a_week_on(beliefs: Beliefs) -> Beliefs:
    """Let a week pass: deviations fade and grow anew, weights are passed on."""
    persistence, deviation = GRID.persistence, GRID.deviation
    fresh = deviation**2 * (1.0 - persistence**2)
    weight = mixed(weights(beliefs.log_weight), PASSED_ON)
    return Beliefs(
        beliefs.level,
        persistence * beliefs.apart,
        beliefs.level_variance,
        persistence * beliefs.covariance,
        persistence**2 * beliefs.apart_variance + fresh,
        np.log(weight),
    )


def weights(log_weight: Array) -> Array:
    """Return weights that sum to 1 over the hypotheses."""
    relative = np.exp(log_weight - log_weight.max(axis=0))
    return np.asarray(relative / relative.sum(axis=0))


def mixed(weight: Array, share: float) -> Array:
    """Return weights of which a share is passed on to all hypotheses."""
    return (1.0 - share) * weight + share * np.exp(GRID.log_prior)
