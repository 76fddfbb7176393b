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


def require_workable(*, plan: Plan, actor: User) -> None:
    """Refuse, unless this plan is this person's to work on."""
    require(actor, Act.DRAFT_PLANS)
    if not Plan.objects.visible_to(actor).filter(pk=plan.pk).exists():
        raise NoSuchPlan(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    if not plan.is_workable_by(actor):
        raise NotYours(
            "Only its author, their department and whom they invite work on a plan.",
            next_step="Copy it into a draft of your own, or ask its author.",
        )


def require_own(*, plan: Plan, actor: User) -> None:
    """Refuse what guests may not do with somebody's plan: hand it in, end it."""
    if not plan.is_of(actor):
        raise NotYours(
            "Only its author and their department submit a plan or throw it away.",
            next_step="Ask its author to do it.",
        )


def workable(*, plan: Plan, actor: User) -> Plan:
    """Lock and return the plan, if it is this person's to work on."""
    row = Plan.objects.select_for_update().filter(pk=plan.pk).first()
    require_workable(plan=row or plan, actor=actor)
    return row or plan


def require_editable(plan: Plan) -> None:
    """Refuse to change what was submitted or decided."""
    if not plan.is_editable:
        raise NotEditable(
            f"It is {plan.get_state_display().lower()}, and stays as it was handed in.",
            next_step="Withdraw it, or copy it into a new draft.",
        )


def _changes_since(plan: Plan, revision: int) -> tuple[str, list[str]]:
    """Return who changed the plan last, and what has changed since a revision."""
    events = AuditEvent.objects.filter(subject_type="plan", subject_id=str(plan.pk))
    who, what = "", []
    for event in events.order_by("-pk")[:20]:
        revisions = event.changes.get("revision")
        if not isinstance(revisions, list) or revisions[-1] <= revision:
            break
        who = who or f"{event.actor_name} {event.action} it"
        what += [name for name in event.changes if name != "revision"]
    return who or "Somebody changed it", list(dict.fromkeys(what))


def require_revision(plan: Plan, revision: int) -> None:
    """Refuse an edit of something that the person has not seen."""
    if plan.revision == revision:
        return
    who, what = _changes_since(plan, revision)
    told = f": {', '.join(what[:6])}" if what else ""
    raise ChangedMeanwhile(
        f"{who} since you opened it{told}.",
        next_step="What you typed is kept: compare, then save again.",
    )
