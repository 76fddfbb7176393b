"""Recency, frequency and monetary value, each scored from 1 to 5.

Source: J. R. Bult and T. Wansbeek, "Optimal selection for direct mail", Marketing Science
14 (1995); the fifths are A. M. Hughes', "Strategic database marketing" (1994).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.loyalty.histories import Array, Whole

Scores = NDArray[np.int8]
FIFTHS = 5
# Recency against frequency; what a class is called and which scores it takes.
CLASSES = ("best", "regular", "slipping", "recent", "fading", "asleep")
LATELY, LONG_AGO, OFTEN = 4, 2, 4


@dataclass(frozen=True, slots=True, eq=False)
class Rfm:
    """What each customer did, and its scores; all arrays are (customers,).

    ``last`` is the day of the last purchase, ``purchases`` their number, ``amount`` their
    sum; 5 is best: lately, often, much. Who never bought has −1, 0, 0, and 1 throughout.
    """

    last: Whole
    purchases: Whole
    amount: Array
    recency_score: Scores
    frequency_score: Scores
    monetary_score: Scores


def rfm_of(customer: Whole, day: Whole, amount: Array, customers: int) -> Rfm:
    """Score customers 0 … ``customers`` − 1 by their purchases, arrays of (n,).

    Days are whole numbers ≥ 0. Three passes over the purchases, in any order.

    >>> found = rfm_of(
    ...     np.array([0, 1, 1]), np.array([3, 1, 9]), np.array([5.0, 1.0, 1.0]), 2
    ... )
    >>> found.last.tolist(), found.purchases.tolist(), found.amount.tolist()
    ([3, 9], [1, 2], [5.0, 2.0])
    """
    last = np.full(customers, -1, dtype=day.dtype)
    np.maximum.at(last, customer, day)
    purchases = np.bincount(customer, minlength=customers)
    total = np.bincount(customer, amount, customers).astype(float)
    return Rfm(
        last.astype(np.int64),
        purchases,
        total,
        fifths(last),
        fifths(purchases),
        fifths(total),
    )


def fifths(values: NDArray[np.generic]) -> Scores:
    """Return 1 to 5 by the share of customers with less (n,); equals score equally.

    The middle of those who are equal decides: in a crowd of one-time customers nobody
    gets a better score than another, and a lone best of few does not fall short.

    >>> fifths(np.array([1, 1, 1, 2, 9])).tolist()
    [2, 2, 2, 4, 5]
    """
    many = len(values)
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[:many])
    ends = np.append(begins[1:], many)[: len(begins)]
    scores = np.minimum((begins + ends) * FIFTHS // max(2 * many, 1) + 1, FIFTHS)
    found: Scores = np.empty(many, dtype=np.int8)
    found[order] = np.repeat(scores, ends - begins)
    return found


def classes_of(recency: Scores, frequency: Scores) -> Scores:
    """Return each customer's class as its place in ``CLASSES`` (n,).

    Often is a frequency of 4 or 5, lately a recency of 4 or 5, long ago 1 or 2. Who buys
    often: best (lately), regular, slipping (long ago); who does not: recent, fading,
    asleep.

    >>> [CLASSES[one] for one in classes_of(np.array([5, 1, 3]), np.array([4, 5, 2]))]
    ['best', 'slipping', 'fading']
    """
    age = np.where(recency >= LATELY, 0, np.where(recency <= LONG_AGO, 2, 1))
    found: Scores = np.where(frequency >= OFTEN, age, age + 3).astype(np.int8)
    return found
