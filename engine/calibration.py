"""Do scores keep their own promises? Forecasts against what happened.

A forecast is a probability that a promise reaches its target, and a range that its
keep rate should fall in 8 times of 10. Sources: the score of G. W. Brier,
"Verification of forecasts expressed in terms of probability", Monthly Weather Review
78 (1950); its decomposition, A. H. Murphy, "A new vector partition of the probability
score", Journal of Applied Meteorology 12 (1973), with the two terms that binning adds,
D. B. Stephenson, C. A. S. Coelho and I. T. Jolliffe, "Two extra components in the Brier
score decomposition", Weather and Forecasting 23 (2008); consistency bands, J. Bröcker
and L. A. Smith, "Increasing the reliability of reliability diagrams", Weather and
Forecasting 22 (2007), here computed exactly for the forecasts as they were made instead
of by resampling; the interval of a share, E. B. Wilson, Journal of the American
Statistical Association 22 (1927).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrc, ndtri

Array = NDArray[np.float64]
Judgement = Literal["", "too-optimistic", "too-pessimistic", "too-sure"]

# Each of the two tests of a direction may be wrong this often: 1 in 20 together.
SIGNIFICANT = 0.025
OUTSIDE_EACH_SIDE = 0.1
BAND = 0.9


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same probability, and how often they came true.

    ``low`` and ``high`` bound the band in which the observed share lies 9 times of 10
    if the forecasts are right.
    """

    count: int
    forecast: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Brier:
    """The Brier score and what it is made of.

    score = reliability − resolution + uncertainty + within, exactly. ``within`` is what
    the forecasts of one bin differ by: its variance less twice its covariance with what
    happened.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and the 95 % interval (Wilson) of the share behind it."""

    count: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What was forecast, and what happened: one entry each, in the same order.

    ``chances`` are the probabilities that a target is reached, ``hits`` whether it was;
    ``sides`` is −1 where the keep rate fell below its range, 1 above, 0 inside.
    """

    chances: tuple[float, ...]
    hits: tuple[bool, ...]
    sides: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.chances)


@dataclass(frozen=True, slots=True)
class Bias:
    """How likely what happened is if the forecasts are right, tail by tail."""

    judgement: Judgement
    so_few_hits: float
    so_many_hits: float
    so_many_below: float
    so_many_above: float
    so_few_inside: float


def brier(chances: ArrayLike, hits: ArrayLike, *, bins: int = 10) -> Brier:
    """Return the Brier score of (n,) forecasts, decomposed over bins of equal width.

    Raises ``ValueError`` without forecasts.

    >>> brier([0.0, 1.0], [False, True]).score
    0.0
    """
    p, o = checked(chances, hits)
    reliability = resolution = within = 0.0
    overall = float(o.mean())
    for members in binned(p, bins):
        f, h = p[members], o[members]
        mean, share = float(f.mean()), float(h.mean())
        reliability += len(members) * (mean - share) ** 2
        resolution += len(members) * (share - overall) ** 2
        spread = f - mean
        within += float((spread * spread).sum() - 2.0 * (spread * (h - share)).sum())
    return Brier(
        score=float(((p - o) ** 2).mean()),
        reliability=reliability / len(p),
        resolution=resolution / len(p),
        uncertainty=overall * (1.0 - overall),
        within=within / len(p),
    )


def reliability_diagram(
    chances: ArrayLike, hits: ArrayLike, *, bins: int = 10
) -> tuple[Bin, ...]:
    """Return the bins that hold forecasts, from the least probable on."""
    p, o = checked(chances, hits)
    return tuple(bin_of(p[members], o[members]) for members in binned(p, bins))


def bin_of(chances: Array, hits: Array) -> Bin:
    """Return one bin; its band is exact: the quantiles of the number of hits ÷ count."""
    below = np.cumsum(hits_distribution(chances))
    margin = (1.0 - BAND) / 2.0
    ends = np.searchsorted(below, [margin + 1e-12, 1.0 - margin - 1e-12])
    return Bin(
        count=len(chances),
        forecast=float(chances.mean()),
        observed=float(hits.mean()),
        low=float(ends[0] / len(chances)),
        high=float(ends[1] / len(chances)),
    )


def binned(chances: Array, bins: int) -> list[NDArray[np.intp]]:
    """Return which forecasts each bin that is not empty holds; 1 is in the last."""
    places = np.minimum((chances * bins).astype(np.intp), bins - 1)
    return [np.flatnonzero(places == place) for place in np.unique(places)]


def checked(chances: ArrayLike, hits: ArrayLike) -> tuple[Array, Array]:
    """Accept as many probabilities as outcomes, at least one."""
    p, o = np.asarray(chances, dtype=float), np.asarray(hits, dtype=float)
    if p.shape != o.shape or p.ndim != 1 or not len(p):
        raise ValueError("needs as many outcomes as forecasts, and at least one")
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("a probability lies between 0 and 1")
    return p, o


def hits_distribution(chances: ArrayLike) -> Array:
    """Return (n + 1,) probabilities of 0 … n hits of independent forecasts.

    The Poisson binomial distribution, one forecast after the other.

    >>> hits_distribution([0.5, 0.5])
    array([0.25, 0.5 , 0.25])
    """
    p = np.asarray(chances, dtype=float)
    found = np.zeros(len(p) + 1)
    found[0] = 1.0
    for chance in p:
        found[1:] = found[1:] * (1.0 - chance) + found[:-1] * chance
        found[0] *= 1.0 - chance
    return found


def share_of(count: int, of: int, *, confidence: float = 0.95) -> Share:
    """Return a share with Wilson's interval; from 0 to 1 where there is nothing.

    >>> share = share_of(8, 10)
    >>> round(share.low, 3), round(share.high, 3)
    (0.49, 0.943)
    """
    if not of:
        return Share(count, of, 0.0, 1.0)
    z = float(ndtri(0.5 + confidence / 2.0))
    share, spread = count / of, z * z / of
    middle = (share + spread / 2.0) / (1.0 + spread)
    reach = z / (1.0 + spread) * np.sqrt((share * (1.0 - share) + spread / 4.0) / of)
    low = float(middle - reach) if count else 0.0
    return Share(count, of, low, float(middle + reach) if count < of else 1.0)


def bias(forecasts: Forecasts) -> Bias:
    """Judge whether forecasts were off by more than chance explains.

    Two exact tests for each direction: the number of targets reached against the
    Poisson binomial distribution of the chances, and the number of keep rates on one
    side of their ranges against Binomial(n, 0.1). Off where one of them says that so
    much would happen in at most 2.5 % of such series; too sure where both directions
    are, or where at most 2.5 % of such series would have so few inside their ranges. The forecasts must be of
    separate stretches of the ledger: overlapping ones hit and miss together.
    """
    chances = hits_distribution(forecasts.chances)
    hits = sum(forecasts.hits)
    few = float(min(1.0, chances[: hits + 1].sum()))
    many = float(min(1.0, chances[hits:].sum()))
    below, above = (chance_outside(forecasts.sides, side) for side in (-1, 1))
    inside = sum(1 for side in forecasts.sides if not side)
    narrow = float(bdtr(inside, forecasts.count, 1.0 - 2.0 * OUTSIDE_EACH_SIDE))
    optimistic = min(few, below) <= SIGNIFICANT
    pessimistic = min(many, above) <= SIGNIFICANT
    return Bias(
        judgement=judgement(
            optimistic=optimistic, pessimistic=pessimistic, sure=narrow <= SIGNIFICANT
        ),
        so_few_hits=few,
        so_many_hits=many,
        so_many_below=below,
        so_many_above=above,
        so_few_inside=narrow,
    )


def judgement(*, optimistic: bool, pessimistic: bool, sure: bool) -> Judgement:
    """Name what being off amounts to; one direction says more than narrow ranges."""
    if optimistic != pessimistic:
        return "too-optimistic" if optimistic else "too-pessimistic"
    return "too-sure" if sure or optimistic else ""


def chance_outside(sides: Sequence[int], side: int) -> float:
    """Return the probability of so many or more on one side of a range for 8 of 10.

    >>> round(chance_outside([-1, -1], -1), 4), chance_outside([0, 1], -1)
    (0.01, 1.0)
    """
    count = sum(1 for found in sides if found == side)
    return float(bdtrc(count - 1, len(sides), OUTSIDE_EACH_SIDE)) if count else 1.0
