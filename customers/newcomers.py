"""Count customers who came with a file from its lines, without asking for them again.

Whoever is entered in a transaction has nothing but what is entered with them: the sums of
``customers.rollup`` are then those of the lines at hand. Cents are whole numbers, so that
nothing is rounded.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core import bulk
from customers.models import History

Whole = NDArray[np.int64]
NEVER: Final = 2**31  # a day after all days
BITS: Final = 22  # of the key that a day takes: more than any has


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of purchases; all arrays are (n,), days are ordinals as of ``date``."""

    customer: Whole
    day: Whole
    cents: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """One entry per customer; ``first`` is ``NEVER`` for who only gave back."""

    customer: Whole
    first: Whole
    last: Whole
    days: Whole
    bought: Whole
    on_first: Whole
    returned: Whole


def add_up(lines: Lines) -> Sums:
    """Add up each customer's days, then each customer."""
    order = np.argsort((lines.customer << BITS) | lines.day)
    who, day, cents = lines.customer[order], lines.day[order], lines.cents[order]
    starts = _starts((who << BITS) | day)
    who, day = who[starts], day[starts]
    is_bought = np.logical_or.reduceat(cents >= 0, starts)
    bought = np.add.reduceat(np.maximum(cents, 0), starts)
    returned = np.add.reduceat(np.maximum(-cents, 0), starts)
    starts = _starts(who)
    first = np.minimum.reduceat(np.where(is_bought, day, NEVER), starts)
    lasting = np.diff(np.append(starts, len(who)))
    is_first = day == np.repeat(first, lasting)
    return Sums(
        customer=who[starts],
        first=first,
        last=np.maximum.reduceat(np.where(is_bought, day, 0), starts),
        days=np.add.reduceat(is_bought.astype(np.int64), starts),
        bought=np.add.reduceat(bought, starts),
        on_first=np.add.reduceat(np.where(is_first, bought, 0), starts),
        returned=np.add.reduceat(returned, starts),
    )


def _starts(keys: Whole) -> Whole:
    """Return where each run of equal keys starts."""
    return np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1))


def count(lines: Lines, *, relationship: str) -> None:
    """Store the sums of newcomers: of this relationship, in no segment."""
    if not len(lines.customer):
        return
    sums = add_up(lines)
    columns: dict[str, Any] = {
        "customer_id": sums.customer.tolist(),
        "first_on": _days(sums.first, sums.days),
        "last_on": _days(sums.last, sums.days),
        "days": sums.days.tolist(),
        "revenue": _money(sums.bought - sums.returned),
        "repeat_revenue": _money(sums.bought - sums.on_first),
        "returned": _money(sums.returned),
    }
    usual = {"relationship": relationship, "value": 0, "rfm_class": ""}
    rows = [(*row, *usual.values()) for row in zip(*columns.values(), strict=True)]
    bulk.insert(History, columns=(*columns, *usual), rows=rows)


def _days(ordinals: Whole, days: Whole) -> list[date | None]:
    return [
        date.fromordinal(ordinal) if many else None
        for ordinal, many in zip(ordinals.tolist(), days.tolist(), strict=True)
    ]


def _money(cents: Whole) -> list[Decimal]:
    return [Decimal(each).scaleb(-2) for each in cents.tolist()]
