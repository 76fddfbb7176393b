"""Submit plans to the worker, score them again, and set the policy."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.jobs import JobState
from core.refusals import Conflict, NotThere
from core.wake import wake
from planner.plans.models import Plan, PlanVersion
from planner.plans.services import freeze
from planner.scores.models import Policy, ScoringRun
from planner.scores.tasks import work

OPEN = (JobState.QUEUED, JobState.RUNNING)


def current_policy() -> Policy:
    """Return the company's policy, with the defaults if nobody set one."""
    return Policy.objects.first() or Policy(pk=1)


@transaction.atomic
def submit_plan(
    *, plan: Plan, actor: User, revision: int, now: datetime
) -> tuple[PlanVersion, ScoringRun]:
    """Freeze a version, hold its capacity, and queue its scoring.

    The same revision submitted again gives the same version and run.
    """
    until = now + timedelta(days=current_policy().reservation_days)
    version = freeze(
        plan=plan, actor=actor, revision=revision, reserved_until=until, now=now
    )
    run = version.runs.order_by("pk").first()
    if run is None:
        run = ScoringRun.objects.create(version=version)
    wake(work)
    return version, run


@transaction.atomic
def rescore(
    *, version: PlanVersion, actor: User, reason: str, now: datetime
) -> ScoringRun:
    """Queue another scoring of a version; one that is under way is enough."""
    require(actor, Act.SEE_PLANS)
    Plan.objects.select_for_update().get(pk=version.plan_id)
    run = version.runs.filter(state__in=OPEN).first()
    if run is None:
        run = ScoringRun.objects.create(version=version, reason=reason[:120])
        audit.record(
            actor=actor,
            action="scored again",
            subject=version.plan,
            now=now,
            changes={"version": version.number, "reason": reason},
        )
    wake(work)
    return run


@transaction.atomic
def retry(*, run: ScoringRun, actor: User, now: datetime) -> ScoringRun:
    """Queue a failed run once more."""
    require(actor, Act.SEE_PLANS)
    failed = ScoringRun.objects.filter(pk=run.pk, state=JobState.FAILED)
    if not ScoringRun.objects.filter(pk=run.pk).exists():
        raise NotThere("There is no such run.")
    if run.version.runs.filter(state__in=OPEN).exists() or not failed.exists():
        raise Conflict(
            "This scoring has not failed, or another one is under way.",
            next_step="Wait for the score.",
        )
    failed.update(state=JobState.QUEUED, attempts=0, error="", not_before=None)
    audit.record(
        actor=actor, action="scoring retried", subject=run.version.plan, now=now
    )
    wake(work)
    run.refresh_from_db()
    return run


@transaction.atomic
def set_policy(*, policy: Policy, actor: User, now: datetime) -> Policy:
    """Set how sure the company wants to be before it promises."""
    require(actor, Act.SET_POLICY)
    policy.full_clean()
    before: dict[str, object] = dict(Policy.objects.filter(pk=1).values().first() or {})
    policy.pk = 1
    policy.save()
    after = Policy.objects.filter(pk=1).values().get()
    changes = audit.difference(before, after)
    audit.record(
        actor=actor, action="policy set", subject=policy, now=now, changes=changes
    )
    return policy
