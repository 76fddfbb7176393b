"""Who may do what to which row; the plan is locked before it is judged."""

from typing import Any

from accounts.models import Role, User
from accounts.policy import Act, require
from core.refusals import Invalid
from core.texts import text_problem
from planner.participation.models import About
from planner.participation.services.refusals import (
    NoSuchPlan,
    NotOpenAnyMore,
    NotYours,
)
from planner.plans.content import PlanContent
from planner.plans.models import Plan


def require_host(*, plan: Plan, actor: User) -> None:
    """Refuse what only those do who work on the plan."""
    require(actor, Act.DRAFT_PLANS)
    if not plan.is_workable_by(actor):
        raise NotYours(
            "Only those who work on the plan do this.", next_step="Ask its author."
        )


def seen(*, actor: User, plan_id: int) -> Plan:
    """Lock and return a plan that this person takes part in."""
    require(actor, Act.TAKE_PART)
    return _found(actor, plan_id)


def hosted(*, actor: User, plan_id: int) -> Plan:
    """Lock and return a plan that this person works on."""
    require(actor, Act.DRAFT_PLANS)
    plan = _found(actor, plan_id)
    require_host(plan=plan, actor=actor)
    return plan


def _found(actor: User, plan_id: int) -> Plan:
    # A person who is shut out meanwhile, or whose invitation ended, finds nothing.
    row = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if row is None or not Plan.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise NoSuchPlan(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    return row


def can_see(person: User, plan: Plan) -> bool:
    """Tell whether somebody may see a plan, today."""
    return Plan.objects.visible_to(person).filter(pk=plan.pk).exists()


def require_draft(plan: Plan) -> None:
    """Refuse what only makes sense while the plan is being made."""
    if not plan.is_editable:
        raise NotOpenAnyMore(
            f"It is {plan.get_state_display().lower()}, and stays as it was handed in.",
            next_step="Say it where it is decided, or wait for its next draft.",
        )


def worded(text: str, *, most: int, place: str, ask: str) -> str:
    """Return a text without blanks around it, or say what to write."""
    words = text.strip()
    if said := text_problem(words, missing=ask, most=most):
        raise Invalid(said, next_step="Write it again.", errors={place: [said]})
    return words


def subjects(content: PlanContent, capabilities: dict[str, str]) -> dict[str, Any]:
    """Return the codes that can be spoken of, by what they are the codes of."""
    tactics = content["tactics"]
    promises = {code for row in tactics for code in row["promises"]}
    promises |= {row["driver"].get("reliability", "") for row in content["assumptions"]}
    return {
        About.PLAN: {""},
        About.TACTIC: {row["code"] for row in tactics},
        About.PROMISE: promises - {""},
        About.ASSUMPTION: {row["code"] for row in content["assumptions"]},
        About.CAPABILITY: set(capabilities),
    }


def is_person(user: User) -> bool:
    return user.role in {Role.CEO, Role.DIRECTOR, Role.FRONTLINE}
