"""Who disagreed: by name, with reasons, and what was said to it since."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from accounts.models import User
from planner.decisions.models import APPROVALS, Decision, Dissent, DissentReply
from planner.plans.models import PlanVersion
from planner.scores.models import Policy
from promises.models import Promise

REPLIES = Prefetch(
    "replies", DissentReply.objects.select_related("by").order_by("at", "pk")
)
Voice = dict[str, Any]


def dissents(
    *,
    version: PlanVersion | None = None,
    promise: Promise | None = None,
    revision: int | None = None,
) -> QuerySet[Dissent]:
    """Return the dissents from one version, or from one reading of a promise."""
    if version is not None:
        rows = Dissent.objects.filter(version=version)
    else:
        rows = Dissent.objects.filter(promise=promise, promise_revision=revision)
    return rows.select_related("by").prefetch_related(REPLIES).order_by("at", "pk")


def dissents_from(decision: Decision) -> QuerySet[Dissent]:
    """Return the dissents from what was decided, before it and since."""
    if decision.version_id is not None:
        return dissents(version=decision.version)
    return dissents(promise=decision.promise, revision=decision.promise_revision)


def as_document(found: Iterable[Any]) -> list[Voice]:
    """Return dissents as they stand now, to be kept with a decision.

    They are ``Dissent`` or rows of an app above that have the same fields.
    """
    return [
        {
            "by": f"{one.by.name}, {one.title}",
            "reason": one.reason,
            "at": one.at.isoformat(),
            "replies": [
                {
                    "kind": reply.kind,
                    "by": reply.by.name,
                    "text": reply.text,
                    "at": reply.at.isoformat(),
                }
                for reply in one.replies.all()
            ],
        }
        for one in found
    ]


def voices(
    found: Iterable[Any],
    decision: Decision | None = None,
    *,
    decided_at: datetime | None = None,
    address: str = "decisions:dissent",
) -> list[Voice]:
    """Return dissents for a page: who, why, whether it came after the decision.

    They are ``Dissent`` or rows of an app above, whose own page is at ``address``.
    """
    decided_at = decision.decided_at if decision is not None else decided_at
    return [
        {
            "url": reverse(address, args=[one.pk]),
            "by": f"{one.by.name}, {one.title}",
            "reason": one.reason,
            "at": one.at,
            "after": decided_at is not None and one.at > decided_at,
            "withdrawn": any(
                reply.kind == DissentReply.Kind.WITHDRAWAL
                for reply in one.replies.all()
            ),
            "replies": [
                {
                    "words": reply.get_kind_display().lower(),
                    "by": reply.by.name,
                    "text": reply.text,
                    "at": reply.at,
                }
                for reply in one.replies.all()
            ],
        }
        for one in found
    ]


def voices_then(document: list[Voice]) -> list[Voice]:
    """Return dissents as they were kept with a decision, for a page."""
    return [
        {
            "url": "",
            "by": one["by"],
            "reason": one["reason"],
            "at": parse_datetime(one["at"]),
            "after": False,
            "withdrawn": any(r["kind"] == "withdrawal" for r in one["replies"]),
            "replies": [
                {
                    "words": DissentReply.Kind(reply["kind"]).label.lower(),
                    "by": reply["by"],
                    "text": reply["text"],
                    "at": parse_datetime(reply["at"]),
                }
                for reply in one["replies"]
            ],
        }
        for one in document
    ]


def closes_on(decision: Decision) -> datetime:
    """Return until when a dissent from a decision can be put down.

    The policy says how many days; later it would be hindsight.
    """
    return decision.decided_at + timedelta(days=Policy.objects.current().dissent_days)


def may_dissent(user: User, decision: Decision | None, *, now: datetime) -> bool:
    """Tell whether this reader is offered to put a dissent down."""
    if decision is None:
        return True
    return now < closes_on(decision) and decision.decided_by_id != user.pk


def unanswered(user: User, *, since: date) -> QuerySet[Dissent]:
    """Return the standing dissents from this person's decisions that nobody answered."""
    # Before a decision they are from the plan, so a rejection is what they asked for.
    mine = Decision.objects.filter(
        Q(outcome__in=APPROVALS) | Q(decided_at__lt=OuterRef("at")),
        decided_by=user,
        decided_at__date__gte=since,
    )
    answers = DissentReply.objects.filter(dissent=OuterRef("pk"))
    on_plans = Exists(mine.filter(version=OuterRef("version")))
    on_promises = Exists(
        mine.filter(
            promise=OuterRef("promise"), promise_revision=OuterRef("promise_revision")
        )
    )
    return (
        Dissent.objects.filter(on_plans | on_promises)
        .exclude(Exists(answers))
        .select_related("by", "version__plan", "promise")
        .defer("version__content")
        .order_by("-at", "-pk")
    )
