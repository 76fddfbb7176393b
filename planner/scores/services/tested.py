"""Score what was submitted again as soon as a test says something of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import audit
from accounts.queries import local_day
from core.jobs import JobState
from core.wake import wake
from planner.plans.models import (
    RUNNING,
    AssumptionTest,
    Plan,
    PlanState,
    PlanVersion,
)
from planner.plans.models.testing import TOLD
from planner.scores.models import ScoringRun
from planner.scores.queries import stands_as_tested
from planner.scores.tasks import work

# What is scored as it was submitted; a draft's score is computed whenever it is read.
LIVE = (PlanState.SUBMITTED, *RUNNING)


@transaction.atomic
def rescore_tested(*, plan: Plan, reason: str, now: datetime) -> ScoringRun | None:
    """Queue another scoring of what was submitted last, because a test said something.

    A run that waits will read what the test said; one that is under way may have read
    the plan before, and is followed by another (``refresh_tested``).
    """
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    version = row.versions.order_by("-number").first()
    if row.state not in LIVE or version is None:
        return None
    run = version.runs.under_way().first()
    if run is None:
        run = ScoringRun.objects.create(version=version, reason=reason[:120])
        audit.record(
            actor=None,
            action="had scored again",
            subject=row,
            now=now,
            changes={"version": version.number, "reason": reason},
        )
    wake(work)
    return run


def refresh_tested(*, now: datetime) -> int:
    """Queue what was scored with other results of tests than hold now.

    This follows up what was concluded while a run was under way, and results that ran
    out. A version whose newest run failed is left to a person.
    """
    told = AssumptionTest.objects.filter(plan=OuterRef("pk"), state__in=TOLD)
    plans = Plan.objects.filter(Exists(told), state__in=LIVE).order_by("pk")
    return sum(_refresh(plan, now) for plan in plans)


def _refresh(plan: Plan, now: datetime) -> bool:
    version = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    run = version.runs.order_by("-pk").first() if version else None
    if version is None or run is None or run.state != JobState.DONE:
        return False
    if stands_as_tested(version, as_of=local_day(now)):
        return False
    reason = "What tests say of its assumptions has changed"
    return rescore_tested(plan=plan, reason=reason, now=now) is not None
