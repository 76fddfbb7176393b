"""Call an approved plan back for review, and let the CEO end that either way.

While it is in review it goes on holding its capacity: customers may have heard of it.
"""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import deputyship, require_decider
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.plans.services.refusals import NotOpen


def _move(
    *,
    version: PlanVersion,
    actor: User | None,
    action: str,
    states: tuple[PlanState, PlanState],
    now: datetime,
    why: str,
) -> None:
    """Move the plan on, if this is its newest version and it stands as supposed."""
    before, after = states
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    newest = plan.versions.order_by("-number").values_list("pk", flat=True).first()
    revision = plan.revision + (after == PlanState.RETURNED)
    if plan.state != before or newest != version.pk:
        raise NotOpen(
            f"{plan} is {plan.get_state_display().lower()}.",
            next_step="Reload the page and look at what happened.",
        )
    Plan.objects.filter(pk=plan.pk).update(
        state=after, revision=revision, changed_at=now
    )
    changes: dict[str, object] = {"state": [before, after], "reason": why}
    if revision != plan.revision:
        changes["revision"] = [plan.revision, revision]
    audit.record(
        actor=actor,
        action=action,
        subject=plan,
        now=now,
        standing_in=deputyship(actor, now) if actor else None,
        changes=changes,
    )


@transaction.atomic
def call_back(*, version: PlanVersion, now: datetime, why: str) -> None:
    """Put an approved plan before the CEO again, for the reason given."""
    _move(
        version=version,
        actor=None,
        action="called back for review",
        states=(PlanState.APPROVED, PlanState.REVIEW),
        now=now,
        why=why,
    )


@transaction.atomic
def restore(*, version: PlanVersion, actor: User, now: datetime, why: str) -> None:
    """Let the approval stand, after the CEO has dealt with all that brought it back."""
    require_decider(actor, now)
    _move(
        version=version,
        actor=actor,
        action="approved again",
        states=(PlanState.REVIEW, PlanState.APPROVED),
        now=now,
        why=why,
    )


@transaction.atomic
def end_approved(*, version: PlanVersion, actor: User, now: datetime, why: str) -> None:
    """Give a plan in review back to its author, and let its capacity go."""
    require_decider(actor, now)
    version.commitments.holding().update(released_at=now)
    _move(
        version=version,
        actor=actor,
        action="took the approval back",
        states=(PlanState.REVIEW, PlanState.RETURNED),
        now=now,
        why=why,
    )
