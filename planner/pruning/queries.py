"""What the pages and endpoints read: the newest look, and what was said to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from accounts.queries import local_day
from planner.decisions.queries.dissents import Voice, voices
from planner.pruning.models import (
    Objection,
    ObjectionReply,
    Pruning,
    Retirement,
    Telling,
)

Document = Mapping[str, Any]
_DISSENTS = Count(
    "objections", filter=Q(objections__in=Objection.objects.standing()), distinct=True
)


@dataclass(frozen=True, kw_only=True)
class Newest:
    """The newest look, and which of its subjects are decided on or wait for it."""

    done: Pruning | None
    under_way: Pruning | None
    proposed: Mapping[str, Retirement]
    kept: Mapping[str, Retirement]
    retired: frozenset[str]

    def subjects(self) -> list[dict[str, Any]]:
        """Return what was found and is not decided, or decided and due again."""
        if self.done is None or self.done.result is None:
            return []
        return [
            subject
            for subject in self.done.result["subjects"]
            if subject["grounds"]
            and subject["key"] not in self.kept
            and subject["key"] not in self.retired
        ]


def newest(user: User, now: datetime) -> Newest:
    """Return how things stand; a fixed number of queries."""
    seen = Pruning.objects.visible_to(user).select_related("asked_by")
    done = seen.done().order_by("-pk").first()
    under_way = seen.under_way().defer("result").order_by("-pk").first()
    rows = Retirement.objects.visible_to(user).select_related(
        "proposed_by", "decided_by", "standing_in__ceo"
    )
    since = Q(pk__in=[])
    if done is not None:
        since = Q(state=Retirement.State.RETIRED, decided_at__gte=done.asked_at)
    kept = Q(state=Retirement.State.KEPT, review_on__gt=local_day(now))
    relevant = list(
        rows.filter(Q(state=Retirement.State.PROPOSED) | kept | since)
        .annotate(dissents=_DISSENTS)
        .defer("finding")
        .order_by("pk")
    )
    state = Retirement.State
    return Newest(
        done=done,
        under_way=under_way,
        proposed={row.key: row for row in relevant if row.state == state.PROPOSED},
        kept={row.key: row for row in relevant if row.state == state.KEPT},
        retired=frozenset(row.key for row in relevant if row.state == state.RETIRED),
    )


def retirements(user: User) -> QuerySet[Retirement]:
    """Return what was proposed and decided, the latest first, with what is left to tell."""
    open_ = Q(tellings__done_at__isnull=True)
    left = Count("tellings", filter=open_, distinct=True)
    return (
        Retirement.objects.visible_to(user)
        .select_related("proposed_by", "decided_by", "standing_in__ceo", "decision")
        .annotate(
            to_tell=Count("tellings", distinct=True),
            left_to_tell=left,
            dissents=_DISSENTS,
        )
        .order_by("-pk")
    )


def with_tellings(rows: QuerySet[Retirement]) -> QuerySet[Retirement]:
    told = Telling.objects.select_related("by", "done_by").order_by("number")
    return rows.prefetch_related(Prefetch("tellings", queryset=told))


REPLIES = Prefetch(
    "replies", ObjectionReply.objects.select_related("by").order_by("at", "pk")
)


def objections(row: Retirement) -> QuerySet[Objection]:
    """Return who dissents from retiring it, or from what was decided, by name."""
    rows = row.objections.select_related("by").prefetch_related(REPLIES)
    return rows.order_by("at", "pk")


def objection_voices(row: Retirement) -> list[Voice]:
    """Return the dissents for a page, and which came after the CEO's word."""
    return voices(
        objections(row), decided_at=row.decided_at, address="pruning:objection"
    )


def to_tell(user: User) -> QuerySet[Telling]:
    """Return what this person is still to tell others, the first due first."""
    rows = Telling.objects.visible_to(user).left().filter(by=user)
    return rows.select_related("retirement").order_by("due_on", "pk")


def proposed(user: User) -> QuerySet[Retirement]:
    """Return what waits for the CEO's word, the oldest first."""
    rows = Retirement.objects.visible_to(user).open()
    return rows.select_related("proposed_by").defer("finding").order_by("pk")
