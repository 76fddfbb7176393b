"""Lists of customers, a page at a time, equally fast on every page.

A page begins behind the last row of the one before (keyset paging), so the database
walks indexes from there and counts nothing, however many customers there are. However a
list is narrowed, what it shows are a few groups, each of them in order in an index: a
page is merged from the next rows of each, and nobody is read who is not asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Final

from django.db import connections
from django.db.models import F, Q, QuerySet

from accounts.models import User
from core.bulk import AnyOf
from core.keyset import Cut, cut
from customers.models import Customer, History, Relationship, RfmClass, Segment

PAGE_SIZE: Final = 50
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
    "code": Order(column="code", title="By customer number", descending=False),
}
USUAL: Final = "value"

Rows = QuerySet[History]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed down to, and how it is sorted."""

    q: str = ""
    segment: str = ""
    relationship: str = ""
    rfm_class: str = ""
    code: str = ""
    sort: str = USUAL
    turned: bool = False

    @property
    def order(self) -> Order:
        found = ORDERS.get(self.sort, ORDERS[USUAL])
        return replace(found, descending=not found.descending) if self.turned else found

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.segment or self.relationship or self.rfm_class)


def histories(user: User, wanted: Wanted, keys: Sequence[int] | None) -> Rows:
    """Return whom a person may see and wants to see, in no order.

    ``keys`` are those found by the words that are looked for, None where they are many.
    """
    rows = History.objects.visible_to(user)
    if wanted.segment:
        # By its key, which the database knows how common it is.
        found = Segment.objects.filter(code=wanted.segment).values_list("pk", flat=True)
        rows = rows.filter(segment_id=found.first() or 0)
    if wanted.relationship:
        rows = rows.filter(relationship=wanted.relationship)
    if wanted.rfm_class:
        rows = rows.filter(rfm_class=wanted.rfm_class)
    if keys is not None:
        rows = rows.filter(AnyOf(F("customer_id"), keys))
    elif wanted.q:
        rows = rows.filter(
            Q(customer__code__istartswith=wanted.q)
            | Q(customer__name__icontains=wanted.q)
        )
    if wanted.order.only_buyers:
        rows = rows.filter(days__gt=0, last_on__isnull=False)
    return rows


def _sought(wanted: Wanted) -> list[int] | None:
    """Find people by name or number: the few of them first, or many as they come.

    Few are looked up by the search's own index. Where many fit, any order of the list
    meets them soon, and they are picked on the way.
    """
    if not wanted.q and not wanted.code:
        return None
    fits = Q(code=wanted.code) if wanted.code else Q()
    if wanted.q:
        fits &= Q(code__istartswith=wanted.q) | Q(name__icontains=wanted.q)
    keys = Customer.objects.filter(fits).values_list("pk", flat=True)[: FEW + 1]
    found = list(keys)
    return found if len(found) <= FEW else None


def sorted_rows(user: User, wanted: Wanted) -> Rows:
    """Return all of them in order, for a file."""
    order = wanted.order
    sign = "-" if order.descending else ""
    rows = histories(user, wanted, _sought(wanted))
    return rows.select_related("customer", "segment").order_by(
        f"{sign}{order.column}", f"{sign}customer_id"
    )


def listed(
    user: User,
    wanted: Wanted,
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Cut[History]:
    """Return the page behind ``after`` or before ``before``, else the first one."""
    order, keys = wanted.order, _sought(wanted)
    groups = [Q()] if keys is not None else list(_groups(wanted))
    return cut(
        histories(user, wanted, keys),
        by=f"-{order.column}" if order.descending else order.column,
        size=size,
        after=after,
        before=before,
        first=partial(_merged, groups=groups),
    )


def _merged(
    rows: Rows, by: tuple[str, str], size: int, *, groups: Sequence[Q]
) -> Sequence[History]:
    """Return the first rows, merged from the first ones of each group."""
    pairs = rows.values_list("pk", by[0].lstrip("-"))
    found = pairs.order_by(*by)[:size]
    features = connections[rows.db].features
    if len(groups) > 1 and features.supports_slicing_ordering_in_compound:
        parts = [pairs.filter(group).order_by(*by)[:size] for group in groups]
        found = parts[0].union(*parts[1:], all=True).order_by(*by)[:size]
    whole = History.objects.filter(pk__in=[key for key, _ in found])
    return list(whole.select_related("customer", "segment").order_by(*by))


def _groups(wanted: Wanted) -> Iterator[Q]:
    """Name every pair of a relationship and a class that a list may hold."""
    relations = [wanted.relationship] if wanted.relationship else Relationship.values
    classes = [wanted.rfm_class] if wanted.rfm_class else [*RfmClass.values, ""]
    for relationship, rfm_class in product(relations, classes):
        yield Q(relationship=relationship, rfm_class=rfm_class)
