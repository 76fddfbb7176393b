"""What a broken promise costs in customers: extra loss, like compared with like.

Customers to whom a promise was broken are compared with those to whom it was kept, within
strata (the same quarter and segment), by Mantel and Haenszel's risk difference:

    RD = Σ (a·m − c·n) / N  ÷  Σ n·m / N,

with a of n lost where it was broken and c of m where it was kept, N = n + m. Its variance
is Sato's, which holds for few large and for many small strata. What differs within a
stratum (who lives far away gets more late parcels, and may leave for that) is not taken
out. Sources: N. Mantel and W. Haenszel, JNCI 22 (1959); S. Greenland and J. M. Robins,
Biometrics 41 (1985); T. Sato, "On the variance estimator for the Mantel-Haenszel risk
difference", Biometrics 45 (1989).

What such a loss is worth is a mean over customers, and uncertain as well; the price is the
product of the two, and so is its variance: L. A. Goodman, "On the exact variance of
products", JASA 55 (1960).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Numbers = NDArray[np.float64]

FEWEST: Final = 30
FEWEST_LOST: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Counts in each stratum, all (k,): customers and those lost, broken and kept."""

    broken: Numbers
    broken_lost: Numbers
    kept: Numbers
    kept_lost: Numbers

    def comparable(self) -> "Strata":
        """Return the strata that hold customers of both kinds."""
        both = (self.broken > 0) & (self.kept > 0)
        return Strata(
            self.broken[both],
            self.broken_lost[both],
            self.kept[both],
            self.kept_lost[both],
        )


@dataclass(frozen=True, slots=True)
class ExtraLoss:
    """How much more often customers are lost where the promise was broken.

    ``difference`` is None where there is not enough to say; counts are of the strata
    that could be compared.
    """

    broken: int
    broken_lost: int
    kept: int
    kept_lost: int
    strata: int
    difference: float | None
    low: float | None
    high: float | None

    @property
    def seen(self) -> bool:
        """Tell whether there surely is an extra loss."""
        return self.low is not None and self.low > 0.0


def extra_loss(strata: Strata, *, confidence: float = 0.95) -> ExtraLoss:
    """Return the risk difference and its interval.

    None where fewer than 30 customers of either kind can be compared, or fewer than 10
    of them were lost.

    >>> found = extra_loss(
    ...     Strata(*(np.array([one]) for one in (100.0, 30.0, 400.0, 80.0)))
    ... )
    >>> round(found.difference, 3), round(found.low, 3), round(found.high, 3)
    (0.1, 0.002, 0.198)
    """
    some = strata.comparable()
    broken, broken_lost, kept, kept_lost = (
        round(float(one.sum()))
        for one in (some.broken, some.broken_lost, some.kept, some.kept_lost)
    )
    if min(broken, kept) < FEWEST or broken_lost + kept_lost < FEWEST_LOST:
        return ExtraLoss(
            broken, broken_lost, kept, kept_lost, len(some.broken), None, None, None
        )
    n, a, m, c = some.broken, some.broken_lost, some.kept, some.kept_lost
    size = n + m
    weight = float((n * m / size).sum())
    difference = float(((a * m - c * n) / size).sum()) / weight
    tilt = ((n**2 * c - m**2 * a + n * m * (m - n) / 2.0) / size**2).sum()
    spread = ((a * (m - c) + c * (n - a)) / (2.0 * size)).sum()
    variance = max(float(difference * tilt + spread), 0.0) / weight**2
    reach = float(ndtri(0.5 + confidence / 2.0)) * variance**0.5
    return ExtraLoss(
        broken,
        broken_lost,
        kept,
        kept_lost,
        len(some.broken),
        difference,
        difference - reach,
        difference + reach,
    )


@dataclass(frozen=True, slots=True)
class Worth:
    """A weighted mean of what customers are worth, and its standard deviation."""

    mean: float
    deviation: float


def worth_of(
    weight: Numbers, count: Numbers, total: Numbers, squares: Numbers
) -> Worth:
    """Return Σ w·x̄ ÷ Σ w over strata, x̄ being the mean of ``count`` ≥ 1 customers.

    All are (k,): ``total`` adds up what they are worth, ``squares`` its squares. A
    stratum of one customer has the spread of the others; where all have one, the mean
    may be off by itself.

    >>> worth_of(*(np.array([one]) for one in (5.0, 2.0, 6.0, 20.0)))
    Worth(mean=3.0, deviation=1.0)
    """
    if not weight.sum():
        return Worth(0.0, 0.0)
    share = weight / weight.sum()
    means = total / count
    mean = float(share @ means)
    apart = np.maximum(squares - count * means**2, 0.0)
    freedom = np.maximum(count - 1.0, 0.0)
    if not freedom.sum():
        return Worth(mean, abs(mean))
    pooled = apart.sum() / freedom.sum()
    variance = np.where(freedom > 0, apart / np.maximum(freedom, 1.0), pooled)
    return Worth(mean, float((share**2 @ (variance / count)) ** 0.5))


def priced(
    found: ExtraLoss, worth: Worth, *, confidence: float = 0.95
) -> tuple[float, float, float] | None:
    """Return extra loss × worth with its interval, None where nothing can be said.

    The variance of the product of two independent estimates is D²·v + W²·u + u·v, u and v
    being those of the difference D and the worth W.

    >>> one = ExtraLoss(100, 30, 400, 80, 1, 0.1, 0.002, 0.198)
    >>> [round(value, 2) for value in priced(one, Worth(400.0, 0.0))]
    [40.0, 0.8, 79.2]
    """
    if found.difference is None or found.low is None or found.high is None:
        return None
    z = float(ndtri(0.5 + confidence / 2.0))
    u = ((found.high - found.low) / (2.0 * z)) ** 2
    v = worth.deviation**2
    mean = found.difference * worth.mean
    reach = z * (found.difference**2 * v + worth.mean**2 * u + u * v) ** 0.5
    return mean, mean - reach, mean + reach
