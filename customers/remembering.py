"""The days on which customers bought: read once, then only of those who changed.

A study wants all of them, and there may be ten million purchases. What it read is put away
with a stamp of each customer's history; the next study takes it from there, and reads the
purchases of those alone whose stamp is another, because something of theirs was counted
since. Whoever is counted while a study reads is read again by the next one.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from customers import reading
from customers.models import PurchaseDays
from customers.reading import People, Whole
from engine.loyalty import shopping_of

QUICKEST: Final = 1
CUSTOMERS_A_PART: Final = 200_000
COLUMNS: Final = {
    "customer": "<i8",
    "stamp": "<i8",
    "many": "<i4",
    "day": "<i4",
    "cents": "<i8",
}


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Days on which customers bought, by their keys.

    ``customer``, ``stamp`` and ``many``, the number of days, are (customers,) in order;
    ``day``, from 1970-01-01, and ``cents`` are (days,), one customer after the other.
    """

    customer: Whole
    stamp: Whole
    many: Whole
    day: Whole
    cents: Whole

    def of(self, chosen: NDArray[np.bool_]) -> "Days":
        """Return the days of the chosen customers (customers,)."""
        rows = np.repeat(chosen, self.many)
        return Days(
            self.customer[chosen],
            self.stamp[chosen],
            self.many[chosen],
            self.day[rows],
            self.cents[rows],
        )


def days(people: People) -> tuple[Days, int]:
    """Return everybody's days, and of how many customers the purchases were read."""
    held = recalled()
    place, known = among(held.customer, people.customer)
    known[known] = held.stamp[place[known]] == people.stamp[known]
    kept = np.zeros(len(held.customer), dtype=bool)
    kept[place[known]] = True
    changed = people.customer[~known]
    if not len(changed):
        return held.of(kept), 0
    lines = reading.bought(changed if kept.any() else None)
    fresh = merged(changed, people.stamp[~known], lines)
    return joined(held.of(kept), fresh), len(changed)


def among(keys: Whole, wanted: Whole) -> tuple[Whole, NDArray[np.bool_]]:
    """Return where wanted keys stand among ordered ones, and which of them do."""
    place = np.searchsorted(keys, wanted)
    known = place < len(keys)
    known[known] = keys[place[known]] == wanted[known]
    return place, known


def merged(customer: Whole, stamp: Whole, lines: reading.Lines) -> Days:
    """Add up each customer's lines of a day; lines of anybody else are left out."""
    place, known = among(customer, lines.customer)
    cents = lines.cents[known].astype(np.float64)  # exact, far beyond any sum of money
    bought = shopping_of(place[known], lines.day[known], cents)
    many = np.bincount(bought.customer, minlength=len(customer))
    return Days(customer, stamp, many, bought.day, bought.amount.astype(np.int64))


def joined(some: Days, others: Days) -> Days:
    """Put the days of different customers together."""
    customer = np.concatenate((some.customer, others.customer))
    many = np.concatenate((some.many, others.many))
    order = np.argsort(customer)
    starts = np.cumsum(many) - many
    # Each row stands as far from the first of its customer as before.
    offset = np.cumsum(many[order]) - many[order]
    rows = np.arange(many.sum()) + np.repeat(starts[order] - offset, many[order])
    return Days(
        customer[order],
        np.concatenate((some.stamp, others.stamp))[order],
        many[order],
        np.concatenate((some.day, others.day))[rows],
        np.concatenate((some.cents, others.cents))[rows],
    )


def recalled() -> Days:
    """Return what was put away."""
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
    parts = PurchaseDays.objects.order_by("number").values_list("packed", flat=True)
    for packed in parts.iterator(chunk_size=1):
        with zipfile.ZipFile(io.BytesIO(packed)) as held:
            for name, kind in COLUMNS.items():
                columns[name].append(np.frombuffer(held.read(name), kind))
    return Days(
        **{
            name: np.concatenate([np.zeros(0, np.int64), *found]).astype(np.int64)
            for name, found in columns.items()
        }
    )


def put_away(found: Days) -> None:
    """Let the next study begin from these days."""
    PurchaseDays.objects.all().delete()
    ends = np.concatenate(([0], np.cumsum(found.many)))
    for number, first in enumerate(range(0, len(found.customer), CUSTOMERS_A_PART)):
        people = slice(first, first + CUSTOMERS_A_PART)
        last = min(people.stop, len(found.customer))
        rows = slice(int(ends[first]), int(ends[last]))
        part = Days(
            found.customer[people],
            found.stamp[people],
            found.many[people],
            found.day[rows],
            found.cents[rows],
        )
        PurchaseDays.objects.create(number=number, packed=packed(part))


def packed(part: Days) -> bytes:
    """Return a part as bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(
        file, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=QUICKEST
    ) as into:
        for name, kind in COLUMNS.items():
            into.writestr(name, getattr(part, name).astype(kind).tobytes())
    return file.getvalue()
