"""Lists of customers, a page at a time, equally fast on every page.

A page begins behind the last row of the one before (keyset paging), so the database
walks an index from there and counts nothing, however many customers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)

from accounts.models import User
from core.bulk import AnyOf
from customers.models import Customer, History, Segment

PAGE_SIZE: Final = 50
LARGEST_KEY: Final = 2**63 - 1
LONGEST_CURSOR: Final = 120
FEW: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class Order:
    """One way to sort: the column, and which end comes first."""

    column: str
    title: str
    descending: bool = True
    only_buyers: bool = False


ORDERS: Final = {
    "value": Order(column="value", title="Worth most first"),
    "last": Order(
        column="last_on", title="Bought last, the latest first", only_buyers=True
    ),
    "revenue": Order(column="revenue", title="Most revenue first"),
    "purchases": Order(column="days", title="Most purchases first"),
    "code": Order(
        column="customer__code", title="By customer number", descending=False
    ),
}
USUAL: Final = "value"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed down to, and how it is sorted."""

    q: str = ""
    segment: str = ""
    relationship: str = ""
    rfm_class: str = ""
    sort: str = USUAL

    @property
    def order(self) -> Order:
        return ORDERS.get(self.sort, ORDERS[USUAL])

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.segment or self.relationship or self.rfm_class)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One page, and the cursors that lead to those beside it, "" at an end."""

    rows: Sequence[History]
    older: str
    newer: str


def histories(user: User, wanted: Wanted) -> QuerySet[History]:
    """Return whom a person may see and wants to see, in no order."""
    rows = History.objects.visible_to(user)
    if wanted.segment:
        # By its key, which the database knows how common it is.
        keys = Segment.objects.filter(code=wanted.segment).values_list("pk", flat=True)
        rows = rows.filter(segment_id=keys.first() or 0)
    if wanted.relationship:
        rows = rows.filter(relationship=wanted.relationship)
    if wanted.rfm_class:
        rows = rows.filter(rfm_class=wanted.rfm_class)
    if wanted.q:
        rows = rows.filter(_named(wanted.q))
    if wanted.order.only_buyers:
        rows = rows.filter(days__gt=0, last_on__isnull=False)
    return rows


def _named(words: str) -> Q:
    """Find people by name or number: the few of them first, or many as they come.

    Few are looked up by the search's own index. Where many fit, any order of the list
    meets them soon, and they are picked on the way.
    """
    fits = Q(code__istartswith=words) | Q(name__icontains=words)
    keys = Customer.objects.filter(fits).values_list("pk", flat=True)[: FEW + 1]
    found = list(keys)
    if len(found) <= FEW:
        return Q(AnyOf(F("customer_id"), found))
    return Q(customer__code__istartswith=words) | Q(customer__name__icontains=words)


def sorted_rows(user: User, wanted: Wanted) -> QuerySet[History]:
    """Return all of them in order, for a file."""
    order = wanted.order
    sign = "-" if order.descending else ""
    rows = histories(user, wanted).select_related("customer", "segment")
    return rows.order_by(f"{sign}{order.column}", f"{sign}customer_id")


def listed(user: User, wanted: Wanted, *, after: str = "", before: str = "") -> Listed:
    """Return the page behind ``after`` or before ``before``, else the first one."""
    order = wanted.order
    cursor, back = read_cursor(order, after), False
    if cursor is None:
        cursor = read_cursor(order, before)
        back = cursor is not None
    rows = histories(user, wanted).select_related("customer", "segment")
    if cursor is not None:
        rows = rows.filter(_beyond(order, cursor, back=back))
    sign = "-" if order.descending is not back else ""
    found = list(
        rows.order_by(f"{sign}{order.column}", f"{sign}customer_id")[: PAGE_SIZE + 1]
    )
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if back:
        found.reverse()
    ends = [_cursor(order, row) for row in (found[0], found[-1])] if found else ["", ""]
    return Listed(
        rows=found,
        newer=ends[0] if (more if back else cursor is not None) else "",
        older=ends[1] if (back or more) else "",
    )


def _beyond(order: Order, cursor: tuple[Any, int], *, back: bool) -> Any:  # noqa: ANN401  # a lookup
    """Say "behind this row" as one comparison of pairs, which enters an index there.

    However many rows are equal, none of them is read to be skipped.
    """
    falling = order.descending is not back
    pair = Tuple(F(order.column), F("customer_id"))
    return (TupleLessThan if falling else TupleGreaterThan)(pair, cursor)


def _cursor(order: Order, row: History) -> str:
    value = row.customer.code if "code" in order.column else getattr(row, order.column)
    return f"{row.customer_id}~{value}"


def read_cursor(order: Order, text: str) -> tuple[Any, int] | None:
    """Read a cursor back; what cannot be one is none."""
    key, _, value = text[:LONGEST_CURSOR].partition("~")
    if not key.isascii() or not key.isdigit() or len(key) > 19:  # 2⁶³
        return None
    if int(key) > LARGEST_KEY or "\x00" in value:
        return None
    try:
        read = _READ[order.column](value)
    except (ValueError, InvalidOperation):
        return None
    return None if read is None else (read, int(key))


def _decimal(text: str) -> Decimal | None:
    found = Decimal(text)
    return found if found.is_finite() and abs(found) < Decimal(10) ** 14 else None


def _count(text: str) -> int | None:
    found = int(text[:12])
    return found if 0 <= found < 2**31 else None


_READ: Final[dict[str, Any]] = {
    "value": _decimal,
    "revenue": _decimal,
    "last_on": date.fromisoformat,
    "days": _count,
    "customer__code": str,
}
