"""Who brought whom, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import DecimalField, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from customers.models import Purchase
from planner.outreach.models import (
    Acquaintance,
    Referral,
)

MOST_SHOWN: Final = 500
MOST_DRAWN: Final = 60
ROW: Final = 34
COLUMN: Final = 230
WIDTH: Final = 190


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A referral, and what the one who was brought has bought since."""

    referral: Referral
    first_on: date | None
    value: Decimal

    @property
    def became(self) -> str:
        if self.first_on is not None:
            return "Became a customer"
        return str(self.referral.get_became_display())


@dataclass(frozen=True, kw_only=True)
class Node:
    """Somebody in the graph, at a place."""

    label: str
    x: int
    y: int
    bought: bool

    @property
    def ends(self) -> int:
        return self.x + WIDTH

    @property
    def middle(self) -> int:
        return self.y + ROW // 2 - 3


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Who brought whom, from left to right."""

    nodes: tuple[Node, ...]
    lines: tuple[tuple[Node, Node], ...]
    width: int
    height: int


def referred(user: User) -> QuerySet[Referral]:
    """Return referrals, the latest first, each with what the brought one bought since."""
    since = (
        Purchase.objects.filter(
            customer=OuterRef("brought__customer"), on__gte=OuterRef("on")
        )
        .order_by()
        .values("customer")
    )
    value = Subquery(since.annotate(value=Sum("amount")).values("value"))
    money = DecimalField(max_digits=20, decimal_places=2)
    return (
        Referral.objects.visible_to(user)
        .select_related("source", "brought", "by")
        .annotate(
            first_bought_on=Subquery(since.annotate(first=Min("on")).values("first")),
            bought_since=Coalesce(value, Decimal(0), output_field=money),
        )
        .order_by("-on", "-pk")
    )


def referrals(user: User) -> list[Brought]:
    """Return who brought whom, the latest first, with purchases since; one query."""
    return [brought(row) for row in referred(user)[:MOST_SHOWN]]


def brought(row: Referral) -> Brought:
    """Return what became of a referral that ``referred`` has found."""
    return Brought(
        referral=row,
        first_on=row.first_bought_on,  # type: ignore[attr-defined]  # annotated
        value=row.bought_since,  # type: ignore[attr-defined]  # annotated
    )


def graph(found: list[Brought]) -> Graph:
    """Place people in columns by how many steps they are from who brought the first.

    Whoever was brought by several, or in a circle, stands once, at the first place found.
    """
    drawn = found[:MOST_DRAWN]
    children: dict[int, list[int]] = {}
    names: dict[int, Acquaintance] = {}
    for each in drawn:
        one, other = each.referral.source, each.referral.brought
        names[one.pk], names[other.pk] = one, other
        children.setdefault(one.pk, []).append(other.pk)
    customers = {b.referral.brought_id for b in drawn if b.first_on is not None}
    led = {pk for those in children.values() for pk in those}
    nodes = _placed([pk for pk in names if pk not in led] + list(names), children)
    made = {
        pk: Node(
            label=names[pk].name[:24], x=x * COLUMN, y=y * ROW, bought=pk in customers
        )
        for pk, (x, y) in nodes.items()
    }
    lines = tuple(
        (made[each.referral.source_id], made[each.referral.brought_id])
        for each in drawn
    )
    return Graph(
        nodes=tuple(made.values()),
        lines=lines,
        width=max((node.ends for node in made.values()), default=0) + 2,
        height=max((node.y for node in made.values()), default=0) + ROW,
    )


def _placed(
    roots: list[int], children: Mapping[int, list[int]]
) -> dict[int, tuple[int, int]]:
    """Return column and row of everybody, without recursion."""
    places: dict[int, tuple[int, int]] = {}
    row = 0
    for root in roots:
        waiting = [(root, 0)]
        while waiting:
            pk, column = waiting.pop()
            if pk in places:
                continue
            places[pk] = (column, row)
            fresh = [c for c in children.get(pk, []) if c not in places]
            if not fresh:
                row += 1
            waiting += [(child, column + 1) for child in reversed(fresh)]
    return places
