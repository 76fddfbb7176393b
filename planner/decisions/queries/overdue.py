"""What nobody has decided although its day has come."""

from datetime import datetime

from django.db.models import F, Max, Q

from accounts.models import User
from planner.decisions.models import Escalation
from planner.plans.models import Commitment, Plan, PlanState, PlanVersion
from planner.scores.models import Policy


def overdue(*, now: datetime) -> list[tuple[PlanVersion, datetime]]:
    """Return the undecided submissions past their day, and when it was.

    A decision is due when a share of the time is over for which the plan holds its
    capacity: half of it, unless the policy says otherwise.
    """
    held = Q(commitments__kind=Commitment.Kind.RESERVED)
    rows = (
        PlanVersion.objects.filter(
            held,
            plan__state=PlanState.SUBMITTED,
            plan_revision=F("plan__revision"),
            decisions__isnull=True,
        )
        .annotate(until=Max("commitments__reserved_until"))
        .defer("content")
        .order_by("submitted_at", "pk")
    )
    share = float(Policy.objects.current().escalate_after)
    found = []
    for version in rows:
        until: datetime = version.until  # type: ignore[attr-defined]  # annotated
        due_at = version.submitted_at + (until - version.submitted_at) * share
        if due_at <= now:
            found.append((version, due_at))
    return found


def escalated(user: User) -> list[Escalation]:
    """Return what was escalated and is undecided still, or ran out undecided."""
    undecided = Escalation.objects.filter(
        version__plan__in=Plan.objects.visible_to(user),
        version__decisions__isnull=True,
        version__plan__state__in=[PlanState.SUBMITTED, PlanState.EXPIRED],
    )
    newest = undecided.annotate(newest=Max("version__plan__versions__number"))
    return list(
        newest.filter(version__number=F("newest"))
        .select_related("version__plan", "version__author")
        .defer("version__content")
        .order_by("due_at", "pk")
    )
