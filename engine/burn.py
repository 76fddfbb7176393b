"""Error budgets: how fast a promise uses up the occasions it may break.

A target of 0.95 leaves a budget of 5 broken occasions in 100. The burn rate is the
broken share over that budget: at 1 it is used up exactly when its window ends. An
alert asks for a high burn rate over a long window, so that it matters, and over a
short one, so that it goes on now; the idea is that of B. Beyer et al., "The Site
Reliability Workbook" (2018), chapter 5, with weeks in the place of hours. Weeks hold
far fewer occasions than hours of web traffic, so an alert also asks that chance alone
would hardly do it. Which windows and burn rates, and how often they alert for
nothing: ``benchmarks/error_budget.py``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Fewer occasions than this in the long window never alert.
FEWEST_OCCASIONS = 20
# Nor does what chance would do more often than this while the target is just reached.
MOST_CHANCE = 0.01


@dataclass(frozen=True, slots=True)
class BurnRule:
    """Alert at this burn rate over both the last ``long`` and ``short`` weeks."""

    name: str
    long: int
    short: int
    burn: float


# Four weeks at 2 use up 62 % of a quarter's budget; thirteen at 1.5 half as much again.
ACUTE = BurnRule("acute", long=4, short=1, burn=2.0)
LASTING = BurnRule("lasting", long=13, short=4, burn=1.5)
RULES = (ACUTE, LASTING)


def burn_rates(broken: ArrayLike, occasions: ArrayLike, target: float) -> Array:
    """Return broken share ÷ (1 − target), any shape; NaN where nothing fell due.

    A target of 1 has no budget: any break burns it infinitely fast.

    >>> burn_rates([3, 10, 0], [100, 100, 0], 0.95)
    array([0.6, 2. , nan])
    """
    broken, occasions = np.asarray(broken, float), np.asarray(occasions, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = broken / occasions
        rates = shares / budget(target)
    return np.where(shares == 0.0, 0.0, rates)


def budget(target: float) -> float:
    """Return the share that may break, clean of rounding: 0.05 for 0.95."""
    return round(1.0 - target, 12)


def chance_of(broken: ArrayLike, occasions: ArrayLike, target: float) -> Array:
    """Return the probability of at least so many breaks if the target is just reached.

    The upper tail of Binomial(occasions, 1 − target), as an incomplete beta function.

    >>> chance_of([0, 1, 2], 2, 0.9).round(4)
    array([1.  , 0.19, 0.01])
    """
    broken, occasions = np.asarray(broken, float), np.asarray(occasions, float)
    tail = betainc(
        np.maximum(broken, 1.0),
        np.maximum(occasions - broken + 1.0, 1.0),
        budget(target),
    )
    return np.where(broken > 0.0, tail, 1.0)


def windows(counts: ArrayLike, weeks: int) -> Counts:
    """Return (weeks of history,) the sum of each week and those before it in a window.

    >>> windows([1, 2, 3, 4], 2)
    array([1, 3, 5, 7])
    """
    total = np.concatenate([np.zeros(weeks), np.cumsum(np.asarray(counts))])
    return np.asarray(total[weeks:] - total[:-weeks], dtype=np.int64)


def alerts(due: ArrayLike, broken: ArrayLike, target: float, rule: BurnRule) -> Flags:
    """Tell at the end of which weeks a rule alerts.

    ``due`` and ``broken`` are (weeks,) counts of consecutive weeks, oldest first, with
    noughts in weeks without occasions. ``target`` is in (0, 1].
    """
    long_due, long_broken = windows(due, rule.long), windows(broken, rule.long)
    short = burn_rates(windows(broken, rule.short), windows(due, rule.short), target)
    long = burn_rates(long_broken, long_due, target)
    with np.errstate(invalid="ignore"):
        burns = (long >= rule.burn) & (short >= rule.burn)
    rare = chance_of(long_broken, long_due, target) <= MOST_CHANCE
    return np.asarray(burns & rare & (long_due >= FEWEST_OCCASIONS))
