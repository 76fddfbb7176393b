"""Who may work on which plan, and when; each row is locked before it is judged."""

from accounts.models import AuditEvent, User
from accounts.policy import Act, require
from planner.plans.models import Plan
from planner.plans.services.refusals import (
    ChangedMeanwhile,
    NoSuchPlan,
    NotEditable,
    NotYours,
)


def workable(*, plan: Plan, actor: User) -> Plan:
    """Lock and return the plan, if it is this person's to work on."""
    require(actor, Act.DRAFT_PLANS)
    if not Plan.objects.visible_to(actor).filter(pk=plan.pk).exists():
        raise NoSuchPlan(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if not row.is_workable_by(actor):
        raise NotYours(
            "Only its author and their department work on a plan.",
            next_step="Copy it into a draft of your own, or ask its author.",
        )
    return row


def require_editable(plan: Plan) -> None:
    """Refuse to change what was submitted or decided."""
    if not plan.is_editable:
        raise NotEditable(
            f"It is {plan.get_state_display().lower()}, and stays as it was handed in.",
            next_step="Withdraw it, or copy it into a new draft.",
        )


def require_revision(plan: Plan, revision: int) -> None:
    """Refuse an edit of something that the person has not seen."""
    if plan.revision == revision:
        return
    last = (
        AuditEvent.objects.filter(subject_type="plan", subject_id=str(plan.pk))
        .order_by("-pk")
        .first()
    )
    who = f"{last.actor_name} {last.action} it" if last else "Somebody changed it"
    what = ", ".join(list(last.changes)[:6]) if last else ""
    raise ChangedMeanwhile(
        f"{who} since you opened it{f' ({what})' if what else ''}.",
        next_step="What you typed is kept below: compare, then save again.",
    )
