"""Repeat rate and retention by cohort: Kaplan–Meier curves with confidence bands.

Customers who come and go as they like never say that they have left. *Silent* here means:
no purchase for longer than a stated number of days. How long customers stay until they
first fall silent, and how long until they buy again, is seen in full for some, and only up
to today for the others; Kaplan and Meier's estimator uses both. Sources: E. L. Kaplan and
P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958); variance
M. Greenwood (1926); bands on the log(−log) scale, J. D. Kalbfleisch and R. L. Prentice,
"The statistical analysis of failure time data" (1980).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from engine.loyalty.histories import Array, Chosen, Shopping, Whole


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Kaplan–Meier curves of c cohorts at times 0 … k − 1; all arrays are (c, k).

    ``share`` is S(t), the share to whom it has not happened by t, ``low`` and ``high``
    its pointwise band (as wide as can be where nothing is known), ``followed`` the
    number still followed at t.
    """

    share: Array
    low: Array
    high: Array
    followed: Whole


def kaplan_meier(
    time: Whole, happened: Chosen, cohort: Whole, cohorts: int, confidence: float = 0.9
) -> Curves:
    """Return the curve of every cohort.

    ``time`` (n,) counts whole units ≥ 0 until it happened or until it was last looked,
    ``cohort`` (n,) says which cohort, from 0. One count of all rows, then sums along
    time: S(t) = ∏ (1 − d/n), variance S²·Σ d/(n(n−d)).

    >>> curves = kaplan_meier(
    ...     np.array([1, 2, 2]), np.array([True, False, True]), np.zeros(3, int), 1
    ... )
    >>> curves.share.round(3).tolist(), curves.followed.tolist()
    ([[1.0, 0.667, 0.333]], [[3, 3, 2]])
    """
    length = int(time.max(initial=0)) + 1
    place = (cohort * length + time) * 2 + happened
    counts = np.bincount(place, minlength=2 * cohorts * length)
    counts = counts.reshape(cohorts, length, 2)
    done = counts[:, :, 1]
    ends = counts[:, :, 0] + done
    followed = np.cumsum(ends[:, ::-1], axis=1)[:, ::-1]
    some = np.maximum(followed, 1)
    share = np.cumprod(1.0 - done / some, axis=1)
    left = followed - done
    terms = done / (some * np.maximum(left, 1.0))
    # Once all are gone S is 0, and its variance, too.
    variance = np.cumsum(np.where(left > 0, terms, 0.0), axis=1)
    low, high = bands(share, variance, some, confidence)
    # Of later times nothing is known but that no more can be left.
    return Curves(share, np.where(followed > 0, low, 0.0), high, followed)


def bands(
    share: Array, variance: Array, followed: Array, confidence: float
) -> tuple[Array, Array]:
    """Return S^exp(±z·σ/log S): ``variance`` is Σ d/(n(n−d)), any shape.

    A share of 1 or 0 has no such band: there it is Clopper and Pearson's, of ``followed``
    to all or none of whom it happened.
    """
    tail = (1.0 - confidence) / 2.0
    surely = np.exp(np.log(tail) / followed)
    inner = (share > 0.0) & (share < 1.0)
    log_share = np.log(np.where(inner, share, 0.5))
    width = np.exp(ndtri(1.0 - tail) * np.sqrt(variance) / log_share)
    none = share > 0.0
    low = np.where(inner, np.exp(log_share / width), np.where(none, surely, 0.0))
    high = np.where(inner, np.exp(log_share * width), np.where(none, 1.0, 1.0 - surely))
    return low, high


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """How long each customer took to something, in days; all arrays are (customers,)."""

    days: Whole
    happened: Chosen


def until_again(shopping: Shopping, as_of: int) -> Spells:
    """Return the days from each customer's first purchase to the second."""
    repeated = shopping.days > 1
    second = shopping.day[np.minimum(shopping.begins + 1, len(shopping.day) - 1)]
    end = np.where(repeated, second, as_of)
    return Spells(end - shopping.first, repeated)


def until_silent(shopping: Shopping, as_of: int, silent_after: int) -> Spells:
    """Return the days from each first purchase to the first silence of so many days.

    It happens on the day on which ``silent_after`` days have passed without a purchase;
    those to whom it had not by ``as_of`` are followed until then.
    """
    following = np.append(shopping.day[1:], 0)
    last = shopping.begins + shopping.days - 1
    following[last] = as_of
    silence = following - shopping.day
    too_long = silence > silent_after
    # The first long silence of each customer; the row after all where there is none.
    rows = np.where(too_long, np.arange(len(silence)), len(silence))
    first_row = np.minimum.reduceat(rows, shopping.begins) if len(rows) else rows
    happened = first_row < len(silence)
    begins = shopping.day[np.minimum(first_row, len(silence) - 1)]
    end = np.where(happened, begins + silent_after, as_of)
    return Spells(end - shopping.first, happened)


def came_back(shopping: Shopping, as_of: int, silent_after: int) -> tuple[int, int]:
    """Return how many silences of so many days there were, and how many ended."""
    gaps = np.diff(shopping.day)
    same = np.diff(shopping.customer) == 0
    ended = int(np.count_nonzero(same & (gaps > silent_after)))
    still = int(np.count_nonzero(as_of - shopping.last > silent_after))
    return ended + still, ended


def usual_silence(shopping: Shopping) -> int:
    """Return the days within which 95 % of those who came back had come back.

    In whole weeks, at least 4 of them: what is silent by the data's own rhythm. Long
    silences that had no time to end are missing here, so this is rather too short.
    """
    gaps = np.diff(shopping.day)[np.diff(shopping.customer) == 0]
    usual = float(np.quantile(gaps, 0.95)) if len(gaps) else 0.0
    return max(int(np.ceil(usual / 7.0)), 4) * 7


def month_cohorts(first: Whole) -> tuple[Whole, list[str]]:
    """Return each customer's cohort by month of the first purchase, and their names.

    >>> month_cohorts(np.array([0, 40, 31]))
    (array([0, 1, 1]), ['1970-01', '1970-02'])
    """
    return _cohorts(first, "M8[M]")


def year_cohorts(first: Whole) -> tuple[Whole, list[str]]:
    """Return each customer's cohort by year of the first purchase, and their names.

    >>> year_cohorts(np.array([0, 400, 31]))
    (array([0, 1, 0]), ['1970', '1971'])
    """
    return _cohorts(first, "M8[Y]")


def _cohorts(first: Whole, unit: str) -> tuple[Whole, list[str]]:
    spans = first.astype("M8[D]").astype(unit)
    found, place = np.unique(spans, return_inverse=True)
    return place.astype(np.int64), [str(span) for span in found]
