"""Repeat business: what those bring who had bought before, by quarter and by group.

A purchase is *repeat* when its customer had bought on an earlier day. A customer's first
day is new business, however much was bought on it, and whoever bought before the data
begin is taken for new there.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.loyalty.histories import Array, Shopping, Whole

MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, eq=False)
class RepeatBusiness:
    """Sums of every group (g) and quarter (q); all tables are (g, q).

    ``customers`` bought in that quarter, ``repeaters`` of them after an earlier day.
    ``quarters`` names the quarters, those without a purchase, too.
    """

    quarters: tuple[str, ...]
    revenue: Array
    repeat_revenue: Array
    customers: Whole
    repeaters: Whole


def repeat_business(shopping: Shopping, group: Whole, groups: int) -> RepeatBusiness:
    """Add up what was bought in every calendar quarter; ``group`` is (customers,).

    >>> found = repeat_business(
    ...     Shopping(np.array([0, 0, 1]), np.array([0, 95, 96]), np.array([5.0, 3, 2])),
    ...     np.array([0, 0]), 1,
    ... )
    >>> found.quarters, found.revenue.tolist(), found.repeat_revenue.tolist()
    (('1970-Q1', '1970-Q2'), [[5.0, 5.0]], [[0.0, 3.0]])
    >>> found.customers.tolist(), found.repeaters.tolist()
    ([[1, 2]], [[0, 1]])
    """
    month = shopping.day.astype("M8[D]").astype("M8[M]").astype(np.int64)
    quarter = month // MONTHS_A_QUARTER
    first, last = int(quarter.min()), int(quarter.max())
    size = last - first + 1
    place = group[shopping.customer] * size + quarter - first
    again = np.ones(len(shopping.day), dtype=bool)
    again[shopping.begins] = False

    def summed(amounts: Array) -> Array:
        total: Array = np.bincount(place, amounts, groups * size).astype(float)
        return total.reshape(groups, size)

    def counted(rows: Whole) -> Whole:
        # Sorted by customer and day: a customer's rows of one quarter are neighbours.
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (np.diff(shopping.customer[rows]) != 0) | (
            np.diff(quarter[rows]) != 0
        )
        total = np.bincount(place[rows[new]], minlength=groups * size)
        return total.reshape(groups, size)

    return RepeatBusiness(
        tuple(quarter_name(number) for number in range(first, last + 1)),
        summed(shopping.amount),
        summed(np.where(again, shopping.amount, 0.0)),
        counted(np.arange(len(quarter))),
        counted(np.flatnonzero(again)),
    )


def quarter_name(number: int) -> str:
    """Write a quarter, counted from the first of 1970.

    >>> quarter_name(0), quarter_name(223)
    ('1970-Q1', '2025-Q4')
    """
    year, quarter = divmod(number, 4)
    return f"{1970 + year}-Q{quarter + 1}"


def business_document(
    found: RepeatBusiness, shopping: Shopping, group: Whole, names: list[str]
) -> dict[str, Any]:
    """Write repeat business over time and by group, with each group's repeat rate."""
    size = len(names)
    repeated = np.bincount(group[shopping.days > 1], minlength=size)
    known = np.bincount(group, minlength=size)
    return {
        "quarters": list(found.quarters),
        "all": _rows(found, slice(None)),
        "groups": [
            {
                "group": name,
                "customers": int(known[index]),
                "repeated": int(repeated[index]),
                "repeat_rate": share(repeated[index], known[index]),
                "revenue": float(found.revenue[index].sum()),
                "repeat_revenue": float(found.repeat_revenue[index].sum()),
                "share": share(
                    found.repeat_revenue[index].sum(), found.revenue[index].sum()
                ),
                "by_quarter": _rows(found, slice(index, index + 1)),
            }
            for index, name in enumerate(names)
            if known[index]
        ],
    }


def _rows(found: RepeatBusiness, groups: slice) -> list[dict[str, Any]]:
    """Write the quarters of some groups, added up."""
    tables = (found.revenue, found.repeat_revenue, found.customers, found.repeaters)
    revenue, repeat, customers, repeaters = (one[groups].sum(axis=0) for one in tables)
    return [
        {
            "quarter": name,
            "revenue": float(revenue[index]),
            "repeat_revenue": float(repeat[index]),
            "share": share(repeat[index], revenue[index]),
            "customers": int(customers[index]),
            "repeat_customers": int(repeaters[index]),
        }
        for index, name in enumerate(found.quarters)
    ]


def share(part: float, whole: float) -> float | None:
    """Return part ÷ whole, None of nothing.

    >>> share(1.0, 4.0), share(0.0, 0.0)
    (0.25, None)
    """
    return float(part / whole) if whole > 0 else None
