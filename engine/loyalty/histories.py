"""From purchases to what the models need of each customer.

A customer's history is x, the days with a purchase after the first (several on one day
are one); t_x, the time of the last of them, counted from the first; and T, the time since
the first. The models know customers only by these three, so equal customers are counted
and computed once: an exact compression. Source: P. S. Fader, B. G. S. Hardie and
K. L. Lee, "Counting your customers the easy way", Marketing Science 24 (2005).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Whole = NDArray[np.int64]
Chosen = NDArray[np.bool_]

DAYS_A_WEEK = 7.0


@dataclass(frozen=True, eq=False)
class Shopping:
    """Days with purchases, by customer and day; all arrays are (n,), no day twice.

    ``customer`` counts from 0 without a gap, ``day`` from 1970-01-01, ``amount`` is what
    was bought on that day. Sorted by customer, then day.
    """

    customer: Whole
    day: Whole
    amount: Array

    @cached_property
    def begins(self) -> Whole:
        """Return where each customer's purchases begin (customers,)."""
        new = np.ones(len(self.customer), dtype=bool)
        new[1:] = self.customer[1:] != self.customer[:-1]
        found: Whole = np.flatnonzero(new)
        return found

    @cached_property
    def days(self) -> Whole:
        """Return the number of days with a purchase of each customer (customers,)."""
        ends = np.append(self.begins[1:], len(self.customer))
        found: Whole = ends - self.begins
        return found

    @property
    def first(self) -> Whole:
        """Return the day of each customer's first purchase (customers,)."""
        found: Whole = self.day[self.begins]
        return found

    @property
    def last(self) -> Whole:
        """Return the day of each customer's last purchase (customers,)."""
        found: Whole = self.day[self.begins + self.days - 1]
        return found

    def until(self, day: int) -> "Shopping":
        """Return what had happened by the end of ``day``, by those known then."""
        return self._where(self.day <= day)

    def of(self, chosen: Chosen) -> "Shopping":
        """Return the purchases of the chosen customers (customers,) only."""
        return self._where(np.repeat(chosen, self.days))

    def _where(self, kept: Chosen) -> "Shopping":
        customer = self.customer[kept]
        new = np.ones(len(customer), dtype=bool)
        new[1:] = customer[1:] != customer[:-1]
        number = np.cumsum(new, dtype=np.int64) - 1
        return Shopping(number, self.day[kept], self.amount[kept])


def shopping_of(customer: Whole, day: Whole, amount: Array) -> Shopping:
    """Merge the purchases of one customer on one day; all arrays are (n,).

    >>> merged = shopping_of(
    ...     np.array([1, 0, 1]), np.array([5, 3, 5]), np.array([2.0, 1.0, 4.0])
    ... )
    >>> merged.customer.tolist(), merged.day.tolist(), merged.amount.tolist()
    ([0, 1], [3, 5], [1.0, 6.0])
    """
    if not len(day):
        return Shopping(customer[:0], day[:0], amount[:0])
    least = day.min()
    key = customer * (day.max() - least + 1) + (day - least)
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    chosen = order[starts]
    total = np.add.reduceat(amount[order].astype(float), starts)
    return Shopping(customer[chosen], day[chosen], total)


@dataclass(frozen=True, eq=False)
class Histories:
    """Kinds of customers: x, t_x and T of each, and how many there are of it.

    All arrays are (n,); ``recency`` (t_x) and ``age`` (T) are in days.
    """

    repeats: Whole
    recency: Whole
    age: Whole
    count: Array

    @cached_property
    def levels(self) -> tuple[Whole, Whole]:
        """Return the numbers of repeats that occur, and which each row has."""
        found, place = np.unique(self.repeats, return_inverse=True)
        return found, place.astype(np.int64)

    @cached_property
    def calendar(self) -> Array:
        """Return every number of days up to the longest age, in weeks."""
        longest = int(self.age.max(initial=0))
        days: Array = np.arange(longest + 1) / DAYS_A_WEEK
        return days

    @property
    def weeks(self) -> tuple[Array, Array]:
        """Return t_x and T in weeks."""
        return self.recency / DAYS_A_WEEK, self.age / DAYS_A_WEEK

    def thinned(self, customers: int) -> "Histories":
        """Return every so-many-th customer, about ``customers`` of them."""
        total = self.count.sum()
        if total <= customers:
            return self
        places = (np.arange(customers) + 0.5) * (total / customers)
        rows = np.searchsorted(np.cumsum(self.count), places)
        chosen, count = np.unique(rows, return_counts=True)
        return Histories(
            self.repeats[chosen],
            self.recency[chosen],
            self.age[chosen],
            count.astype(float),
        )


def histories_of(shopping: Shopping, as_of: int) -> Histories:
    """Return one row for each customer, as known at the end of day ``as_of``.

    Every purchase must lie at or before ``as_of``.
    """
    first = shopping.first
    return Histories(
        shopping.days - 1,
        shopping.last - first,
        as_of - first,
        np.ones(len(first)),
    )


def compressed(each: Histories) -> tuple[Histories, Whole]:
    """Return one row for each kind of customer, and which kind each row was.

    Exact: likelihoods and forecasts depend on nothing else.
    """
    key = _keys(each)
    _, chosen, place, _ = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    count: Array = np.bincount(place, each.count, len(chosen)).astype(float)
    kinds = Histories(
        each.repeats[chosen], each.recency[chosen], each.age[chosen], count
    )
    return kinds, place.astype(np.int64)


def kinds_of(each: Histories) -> Histories:
    """Return ``compressed`` without the places, where every row counts once: faster."""
    key = np.sort(_keys(each))
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    width = int(each.age.max(initial=0)) + 1
    rest, age = np.divmod(key[starts], width)
    repeats, recency = np.divmod(rest, width)
    count = np.diff(np.append(starts, len(key))).astype(float)
    return Histories(repeats, recency, age, count)


def _keys(each: Histories) -> Whole:
    """Return x, t_x and T as one number; t_x ≤ T, and 2⁶³ is never reached."""
    width = int(each.age.max(initial=0)) + 1
    key: Whole = (each.repeats * width + each.recency) * width + each.age
    return key
