"""Needs × promises: what is served, what nobody promises, what serves nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.pages import Tone
from customers.models import Need, Segment
from promises.models import MADE, Promise, PromiseState, ServedNeed

# From here on customers expect it, or leave without it.
MATTERS: Final = Need.Importance.GREAT

PENDING_STATES: Final = (PromiseState.IDEA, PromiseState.STUDIED)
PROMISED, PENDING, NOBODY = "promised", "in-the-making", "nobody"
STANDINGS: Final[dict[str, tuple[str, Tone]]] = {
    PROMISED: ("promised", "kept"),
    PENDING: ("in the making", "accent"),
    NOBODY: ("nobody promises it", "not-kept"),
}


@dataclass(frozen=True)
class Row:
    """A need, and for each column of the matrix whether that promise serves it."""

    need: Need
    standing: str
    cells: tuple[tuple[Promise, bool], ...]

    @property
    def words(self) -> str:
        return STANDINGS[self.standing][0]

    @property
    def tone(self) -> Tone:
        grave = self.standing != NOBODY or self.matters
        return STANDINGS[self.standing][1] if grave else "neutral"

    @property
    def matters(self) -> bool:
        return self.need.importance >= MATTERS


@dataclass(frozen=True)
class Column:
    promise: Promise
    count: int


@dataclass(frozen=True)
class Matrix:
    """Some needs, the most important first, against all promises that are not over."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    @property
    def idle(self) -> tuple[Promise, ...]:
        """Return the promises that serve no need at all."""
        return tuple(column.promise for column in self.columns if not column.count)


@dataclass(frozen=True)
class Counts:
    """How many needs there are, and how many of those that matter are unserved."""

    needs: int
    matter: int
    unserved: int


def _by(states: Iterable[str]) -> Exists:
    links = ServedNeed.objects.filter(need=OuterRef("pk"), promise__state__in=states)
    return Exists(links)


def standing_needs(user: User) -> QuerySet[Need]:
    """Return the needs with whether a made or a drafted promise serves them."""
    return (
        Need.objects.visible_to(user)
        .select_related("segment")
        .annotate(is_promised=_by(MADE), is_pending=_by(PENDING_STATES))
        .order_by("-importance", "statement", "pk")
    )


def standing_of(need: Need) -> str:
    """Say how a need of ``standing_needs`` stands."""
    if need.is_promised:  # type: ignore[attr-defined]
        return PROMISED
    return PENDING if need.is_pending else NOBODY  # type: ignore[attr-defined]


def to_segment(rows: QuerySet[Need], segment: Segment | None) -> QuerySet[Need]:
    """Keep what a segment needs, which everybody's needs are part of."""
    if segment is None:
        return rows
    return rows.filter(Q(segment=segment) | Q(segment__isnull=True))


def narrowed(
    rows: QuerySet[Need], *, segment: Segment | None = None, only: str = ""
) -> QuerySet[Need]:
    """Keep the needs of a segment, or those that stand so."""
    rows = to_segment(rows, segment)
    if only == PROMISED:
        return rows.filter(_by(MADE))
    if only == PENDING:
        return rows.filter(~_by(MADE), _by(PENDING_STATES))
    if only == NOBODY:
        return rows.filter(~_by([*MADE, *PENDING_STATES]))
    return rows


def counted(rows: QuerySet[Need]) -> Counts:
    """Count the needs, and those that matter and no promise serves; one query."""
    matter = Q(importance__gte=MATTERS)
    found = rows.order_by().aggregate(
        needs=Count("pk"),
        matter=Count("pk", filter=matter),
        unserved=Count("pk", filter=matter & Q(is_promised=False, is_pending=False)),
    )
    return Counts(**found)


def columns(user: User, segment: Segment | None = None) -> tuple[Column, ...]:
    """Return the promises that are not over, those that are made first; one query."""
    rows = Promise.objects.visible_to(user).exclude(state=PromiseState.RETIRED)
    if segment is not None:
        rows = rows.filter(Q(segment=segment) | Q(segment__isnull=True))
    found = rows.annotate(count=Count("served")).order_by("statement", "pk")
    return tuple(
        Column(promise=promise, count=promise.count)  # type: ignore[attr-defined]
        for promise in sorted(found, key=lambda promise: not promise.is_made)
    )


def matrix(needs: Sequence[Need], user: User, segment: Segment | None = None) -> Matrix:
    """Cross these needs with the promises; two queries."""
    heads = columns(user, segment)
    links = set(
        ServedNeed.objects.filter(need__in=needs).values_list("need_id", "promise_id")
    )
    return Matrix(
        rows=tuple(
            Row(
                need=need,
                standing=standing_of(need),
                cells=tuple(
                    (head.promise, (need.pk, head.promise.pk) in links)
                    for head in heads
                ),
            )
            for need in needs
        ),
        columns=heads,
    )


def serving(needs: Sequence[Need], user: User) -> dict[int, list[str]]:
    """Return the codes of the promises that serve each of these; one query."""
    links = ServedNeed.objects.by_visible_promises(user).filter(need__in=needs)
    links = links.exclude(promise__state=PromiseState.RETIRED)
    found: dict[int, list[str]] = {}
    for need, code in links.order_by("promise__code").values_list(
        "need_id", "promise__code"
    ):
        found.setdefault(need, []).append(code)
    return found


def needs_served_by(promise: Promise) -> list[Need]:
    """Return the needs a promise serves, the most important first.

    Takes two queries, or none where ``for_page`` has loaded the promise.
    """
    needs = [link.need for link in promise.served.all()]
    return sorted(needs, key=lambda need: (-need.importance, need.statement))
