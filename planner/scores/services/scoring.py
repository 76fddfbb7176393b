"""Submit plans to the worker, score them again, and set the policy."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.forms import model_to_dict

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.jobs import JobState
from core.refusals import Conflict, Invalid, NotThere
from core.wake import wake
from planner.participation.services import require_heard
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.plans.services import freeze
from planner.scores.models import Policy, ScoringRun
from planner.scores.queries import is_current
from planner.scores.submitted import submitted
from planner.scores.tasks import work


class NoSuchRun(NotThere):
    title = "This scoring is not here"


class NotWaiting(Conflict):
    title = "This plan is not waiting for a decision"


class NotFailed(Conflict):
    title = "This scoring has not failed"


class PolicyMoved(Conflict):
    title = "Somebody changed the policy in the meantime"


class InvalidPolicy(Invalid):
    title = "This policy cannot be"


def current_policy() -> Policy:
    """Return the company's policy, with the defaults if nobody set one."""
    return Policy.objects.current()


@transaction.atomic
def submit_plan(
    *, plan: Plan, actor: User, revision: int, now: datetime
) -> tuple[PlanVersion, ScoringRun]:
    """Freeze a version, hold its capacity, and queue its scoring.

    Operations and the customer side must have answered what is handed in.
    The same revision submitted again gives the same version and its newest run.
    """
    until = now + timedelta(days=Policy.objects.current().reservation_days)
    version = freeze(
        plan=plan, actor=actor, revision=revision, reserved_until=until, now=now
    )
    run = version.runs.order_by("-pk").first()
    if run is None:
        require_heard(version)
        run = ScoringRun.objects.create(version=version)
        submitted(version, now)
    wake(work)
    return version, run


def _waiting(version: PlanVersion, actor: User) -> Plan:
    """Lock and return the plan, if this version of it waits for a decision."""
    require(actor, Act.ASK)
    if not Plan.objects.visible_to(actor).filter(pk=version.plan_id).exists():
        raise NoSuchRun(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    newest = plan.versions.order_by("-number").values_list("pk", flat=True).first()
    if plan.state != PlanState.SUBMITTED or newest != version.pk:
        raise NotWaiting(
            f"Only what waits for a decision is scored; {version} does not.",
            next_step="Submit the plan again to have it scored.",
        )
    return plan


@transaction.atomic
def rescore(
    *, version: PlanVersion, actor: User, reason: str, now: datetime
) -> ScoringRun:
    """Queue another scoring of a version; one that is under way is enough."""
    plan = _waiting(version, actor)
    run = version.runs.under_way().first()
    if run is None:
        run = ScoringRun.objects.create(version=version, reason=reason[:120])
        audit.record(
            actor=actor,
            action="had scored again",
            subject=plan,
            now=now,
            changes={"version": version.number, "reason": reason},
        )
    wake(work)
    return run


def refresh_overtaken(*, now: datetime) -> int:
    """Queue what waits for a decision on a score of yesterday's world.

    Every finished week of the ledger overtakes all that waits: the CEO should find
    it scored anew. A version whose newest run failed is left to a person.
    """
    waiting = PlanVersion.objects.filter(
        plan__state=PlanState.SUBMITTED, plan_revision=F("plan__revision")
    ).order_by("pk")
    return sum(_refresh(version.pk, now) for version in waiting.only("pk"))


@transaction.atomic
def _refresh(version_id: int, now: datetime) -> bool:
    version = PlanVersion.objects.select_related("plan").get(pk=version_id)
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    run = version.runs.order_by("-pk").first()
    if plan.state != PlanState.SUBMITTED or run is None or run.state != JobState.DONE:
        return False
    if is_current(run.score, now=now):
        return False
    reason = "What it was computed from has changed"
    ScoringRun.objects.create(version=version, reason=reason)
    audit.record(
        actor=None,
        action="had scored again",
        subject=plan,
        now=now,
        changes={"version": version.number, "reason": reason},
    )
    wake(work)
    return True


@transaction.atomic
def retry(*, run: ScoringRun, actor: User, now: datetime) -> ScoringRun:
    """Queue a failed run once more."""
    plan = _waiting(run.version, actor)
    failed = ScoringRun.objects.filter(pk=run.pk, state=JobState.FAILED)
    if run.version.runs.under_way().exists() or not failed.requeue():
        raise NotFailed(
            "It is under way or done, or another scoring took its place.",
            next_step="Look at the plan's score.",
        )
    audit.record(
        actor=actor,
        action="had scoring tried again",
        subject=plan,
        now=now,
        changes={"version": run.version.number},
    )
    wake(work)
    run.refresh_from_db()
    return run


@transaction.atomic
def set_policy(
    *,
    actor: User,
    revision: int,
    keepable: Decimal,
    at_risk: Decimal,
    who_waits: str,
    reservation_days: int,
    review_weeks: int,
    now: datetime,
    dissent_days: int | None = None,
    escalate_after: Decimal | None = None,
    answer_days: int | None = None,
    silent_days: int | None = None,
) -> Policy:
    """Set how sure the company wants to be before it promises.

    How long dissent is open, when the undecided is escalated and how soon the frontline
    is answered or a silent task is escalated stay as they are where they are not named.
    """
    require(actor, Act.SET_POLICY)
    policy = Policy.objects.select_for_update().first() or Policy(pk=1)
    if policy.revision != revision:
        raise PolicyMoved(
            "The policy is not any more what you saw.",
            next_step="Compare with what holds now, then save again.",
        )
    before = model_to_dict(policy)
    policy.keepable, policy.at_risk = keepable, at_risk
    policy.who_waits = who_waits
    policy.reservation_days = reservation_days
    policy.review_weeks = review_weeks
    later = {
        "dissent_days": dissent_days,
        "escalate_after": escalate_after,
        "answer_days": answer_days,
        "silent_days": silent_days,
    }
    for name, value in later.items():
        if value is not None:
            setattr(policy, name, value)
    _check(policy)
    changes = audit.difference(before, model_to_dict(policy))
    if not changes:
        return policy
    policy.revision = revision + 1
    policy.save()
    audit.record(
        actor=actor, action="set the policy", subject=policy, now=now, changes=changes
    )
    return policy


def _check(policy: Policy) -> None:
    errors: dict[str, list[str]] = {}
    try:
        policy.clean_fields()
    except ValidationError as error:
        errors = error.message_dict
    if not errors and policy.at_risk > policy.keepable:
        errors["at_risk"] = ["This cannot be above what makes a plan keepable."]
    if errors:
        raise InvalidPolicy(
            "The policy was not changed.",
            next_step="Correct what is named.",
            errors=errors,
        )
