"""Have what was submitted or approved scored again, because the world has changed."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from core.wake import wake
from planner.plans.models import RUNNING, Commitment, Plan, PlanState, PlanVersion
from planner.scores.models import ScoringRun
from planner.scores.tasks import work
from promises.models import Promise

SCORED = (PlanState.SUBMITTED, *RUNNING)


@transaction.atomic
def score_again(*, version: PlanVersion, reason: str, now: datetime) -> None:
    """Queue a scoring of what waits or runs, that reads the world after this.

    One that waits or is under way is told to look again: it may have read before.
    Call it in the transaction of the change.
    """
    under_way = ScoringRun.objects.filter(version=version).under_way()
    if not under_way.update(asked_again=True):
        ScoringRun.objects.create(version=version, reason=reason[:120])
    audit.record(
        actor=None,
        action="had scored again",
        subject=version.plan,
        now=now,
        changes={"version": version.number, "reason": reason},
    )
    wake(work)


def makers(promise: Promise) -> list[PlanVersion]:
    """Return the versions, submitted or approved, that make this promise."""
    held = Commitment.objects.holding().filter(promise=promise).values("version")
    return list(
        PlanVersion.objects.filter(pk__in=held, plan__state__in=SCORED)
        .select_related("plan")
        .defer("content")
        .order_by("pk")
    )


def leaning_on(capabilities: Collection[int], *, day: date) -> list[PlanVersion]:
    """Return what is approved, not over yet, and makes promises that need these."""
    made = Commitment.objects.holding().filter(
        kind=Commitment.Kind.APPROVED,
        promise__requirements__capability__in=capabilities,
    )
    found = (
        PlanVersion.objects.filter(
            pk__in=made.values("version"), plan__state__in=RUNNING
        )
        .select_related("plan")
        .defer("content")
        .order_by("pk")
    )
    return [row for row in found if not row.plan.is_over(day)]


def newest_of(plan: Plan) -> PlanVersion | None:
    """Return what was submitted last of a plan that waits or runs."""
    if plan.state not in SCORED:
        return None
    return plan.versions.select_related("plan").order_by("-number").first()


def hear_the_frontline(promise: Promise, now: datetime) -> None:
    """Score all that makes a promise whose open objections are others now."""
    for version in makers(promise):
        score_again(
            version=version,
            reason="What the frontline says of its promises has changed",
            now=now,
        )
