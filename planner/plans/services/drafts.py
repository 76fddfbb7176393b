"""Draft a plan: make it, change it as a whole, copy it, throw it away."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts import audit
from accounts.models import Department, Role, User
from accounts.policy import Act, require
from core.refusals import Invalid
from planner.plans.content import PlanContent
from planner.plans.models import Plan
from planner.plans.queries import plan_content, untested
from planner.plans.services.parts import write_parts
from planner.plans.services.refusals import NoSuchPlan, NotEditable
from planner.plans.services.rules import require_own, workable
from planner.plans.services.saving import keep_revision, require_sound


def _department_of(actor: User, content: PlanContent) -> str:
    """Return whose draft it is: the actor's department's, or that which a system names.

    Nobody else could open a system's draft before it is submitted.
    """
    if actor.role != Role.INTEGRATION:
        return actor.department
    if content["department"] not in Department.values:
        raise Invalid(
            "Say whose plan this is: a department that can look after it.",
            next_step='Send "department" with the plan.',
            errors={"department": [f"Choose one of: {', '.join(Department.values)}."]},
        )
    return content["department"]


@transaction.atomic
def create(*, actor: User, content: PlanContent, now: datetime) -> Plan:
    """Make a draft of the actor's own, in the actor's department.

    Another system has none: it names the department that the plan is for.
    """
    require(actor, Act.DRAFT_PLANS)
    require_sound(content)
    content = untested(content)
    department = _department_of(actor, content)
    plan = Plan.objects.create(
        title=content["title"],
        objective=content["objective"],
        author=actor,
        department=department,
        starts_on=date.fromisoformat(content["starts_on"]),
        weeks=content["weeks"],
        created_at=now,
        changed_at=now,
    )
    write_parts(plan, content)
    keep_revision(
        plan,
        revision=1,
        content={**content, "department": department},
        by=actor,
        now=now,
    )
    audit.record(
        actor=actor,
        action="drafted",
        subject=plan,
        now=now,
        changes={"title": [None, plan.title], "revision": [None, 1]},
    )
    return plan


@transaction.atomic
def delete(*, plan: Plan, actor: User, now: datetime) -> None:
    """Throw a draft away; what was ever submitted stays."""
    row = workable(plan=plan, actor=actor)
    require_own(plan=row, actor=actor)
    if row.versions.exists():
        raise NotEditable(
            "It has been submitted, and what was submitted stays on record.",
            next_step="Withdraw it, if it is still open.",
        )
    audit.record(
        actor=actor,
        action="deleted",
        subject=row,
        now=now,
        changes={"title": [row.title, None], "objective": [row.objective, None]},
    )
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        kept = {str(each._meta.verbose_name_plural) for each in error.protected_objects}
        raise NotEditable(
            f"There are {' and '.join(sorted(kept))} on its record, and these stay.",
            next_step="Let the draft lie, or take these back first.",
        ) from error
    except IntegrityError as error:
        raise NotEditable(
            "Something was reported on it, and what was reported stays.",
            next_step="Let the draft lie.",
        ) from error


@transaction.atomic
def copy(*, plan: Plan, actor: User, now: datetime) -> Plan:
    """Make a draft of the actor's own from any plan they may see."""
    require(actor, Act.DRAFT_PLANS)
    if not Plan.objects.visible_to(actor).filter(pk=plan.pk).exists():
        raise NoSuchPlan(
            "There is no such plan, or it is not yours to see.",
            next_step="Look for it in the list of plans.",
        )
    content = plan_content(plan)
    title = f"Copy of {content['title']}"[:120]
    return create(actor=actor, content={**content, "title": title}, now=now)
