"""What the frontline says against promises; and to one person, what they said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Prefetch, QuerySet, Value, When

from accounts.models import User
from promises.models import (
    Objection,
    ObjectionAnswer,
    ObjectionState,
    ObjectionVoice,
    Promise,
)

OPEN_FIRST = Case(When(state=ObjectionState.OPEN, then=Value(0)), default=Value(1))


@dataclass(frozen=True)
class Standing:
    """How many objections to a promise are open, and the reason of the newest."""

    open: int
    newest: str


def objections(user: User) -> QuerySet[Objection]:
    """Return what this person may read, the open ones first; two queries."""
    answers = ObjectionAnswer.objects.select_related("by").order_by("at", "pk")
    return (
        Objection.objects.visible_to(user)
        .select_related("promise__owner")
        .prefetch_related(Prefetch("answers", answers))
        .order_by(OPEN_FIRST, "-raised_at", "-pk")
    )


def standing_objections(promises: Collection[int]) -> dict[int, Standing]:
    """Return what stands open of some promises; one query."""
    rows = (
        Objection.objects.open()
        .filter(promise__in=promises)
        .order_by("pk")
        .values_list("promise_id", "reason")
    )
    found: dict[int, Standing] = {}
    for promise, reason in rows:
        before = found.get(promise)
        found[promise] = Standing(before.open + 1 if before else 1, reason)
    return found


def own_objections(person: User) -> QuerySet[ObjectionVoice]:
    """Return what this person raised: for them alone."""
    answers = ObjectionAnswer.objects.select_related("by").order_by("at", "pk")
    return (
        ObjectionVoice.objects.filter(person=person)
        .select_related("objection__promise")
        .prefetch_related(Prefetch("objection__answers", answers))
        .order_by("-objection__raised_at", "-pk")
    )


def to_answer(user: User, *, all_of_them: bool = False) -> QuerySet[Objection]:
    """Return the open ones that wait for this person: on their promises, or on all."""
    rows = Objection.objects.visible_to(user).open().select_related("promise__owner")
    if not all_of_them:
        rows = rows.filter(promise__owner=user)
    return rows.order_by("due_at", "pk")


def is_overdue(objection: Objection, now: datetime) -> bool:
    """Tell whether it should have been answered by now."""
    return objection.is_open and objection.due_at <= now


def may_answer(user: User, promise: Promise, *, decides: bool) -> bool:
    """Tell whether this person answers for the promise: its owner, or who decides."""
    return user.is_active and (decides or promise.owner_id == user.pk)
