"""Draft a plan: make it, change it as a whole, copy it, throw it away."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import Department, Role, User
from accounts.policy import Act, require
from core.refusals import Invalid
from customers.models import Segment
from operations.models import Capability
from planner.plans.content import (
    AssumptionContent,
    PlanContent,
    TacticContent,
    content_problems,
)
from planner.plans.differences import content_difference
from planner.plans.models import Assumption, Plan, Tactic
from planner.plans.queries import known_codes, plan_content
from planner.plans.services.refusals import ChangedMeanwhile, NoSuchPlan, NotEditable
from planner.plans.services.rules import (
    require_editable,
    require_own,
    require_revision,
    workable,
)
from promises.models import Promise


def _require_sound(content: PlanContent) -> None:
    problems = content_problems(content, known=known_codes())
    if problems:
        raise Invalid(
            "The plan is not saved yet: something in it is not right.",
            next_step="Correct what is named and save again.",
            errors=problems,
        )


@dataclass(frozen=True)
class _Named:
    """The rows that a document names by code."""

    promises: dict[str, Promise]
    segments: dict[str, Segment]
    capabilities: dict[str, Capability]

    @classmethod
    def in_content(cls, content: PlanContent) -> "_Named":
        drivers = [row["driver"] for row in content["assumptions"]]
        promises = {code for row in content["tactics"] for code in row["promises"]}
        promises |= {driver.get("reliability", "") for driver in drivers}
        segments = {row["segment"] for row in content["tactics"]}
        capabilities = {driver.get("capacity", "") for driver in drivers}
        return cls(
            promises={p.code: p for p in Promise.objects.filter(code__in=promises)},
            segments={s.code: s for s in Segment.objects.filter(code__in=segments)},
            capabilities={
                c.code: c for c in Capability.objects.filter(code__in=capabilities)
            },
        )


def _write_tactic(
    tactic: Tactic, content: TacticContent, position: int, named: _Named
) -> None:
    tactic.position = position
    tactic.name = content["name"]
    tactic.audience = content["audience"]
    tactic.segment = named.segments.get(content["segment"])
    tactic.channel = content["channel"]
    tactic.budget = Decimal(content["budget"])
    tactic.margin = Decimal(content["margin"])
    tactic.low = Decimal(content["low"])
    tactic.likely = Decimal(content["likely"])
    tactic.high = Decimal(content["high"])
    tactic.starts = content["starts"]
    tactic.ends = content["ends"]
    tactic.save()
    tactic.promises.set([named.promises[code] for code in content["promises"]])


def _write_assumption(
    assumption: Assumption,
    content: AssumptionContent,
    position: int,
    tactics: dict[str, Tactic],
    named: _Named,
) -> None:
    driver = content["driver"]
    assumption.position = position
    assumption.statement = content["statement"]
    assumption.tactic = tactics.get(driver.get("demand", ""))
    assumption.capability = named.capabilities.get(driver.get("capacity", ""))
    assumption.promise = named.promises.get(driver.get("reliability", ""))
    assumption.probability = Decimal(content["probability"])
    assumption.if_false = Decimal(content["if_false"])
    assumption.status = content["status"]
    assumption.note = content["note"]
    assumption.save()


def _write_parts(plan: Plan, content: PlanContent) -> None:
    """Bring the rows to what the document says, matching them by code."""
    named = _Named.in_content(content)
    tactics = {tactic.code: tactic for tactic in plan.tactics.all()}
    for position, row in enumerate(content["tactics"]):
        tactic = tactics.setdefault(row["code"], Tactic(plan=plan, code=row["code"]))
        _write_tactic(tactic, row, position, named)
    assumptions = {each.code: each for each in plan.assumptions.all()}
    for position, belief in enumerate(content["assumptions"]):
        code = belief["code"]
        assumption = assumptions.get(code) or Assumption(plan=plan, code=code)
        _write_assumption(assumption, belief, position, tactics, named)
    # Tactics go last: an assumption that moved to another one has let go by now.
    kept = [belief["code"] for belief in content["assumptions"]]
    plan.assumptions.exclude(code__in=kept).delete()
    plan.tactics.exclude(code__in=[row["code"] for row in content["tactics"]]).delete()


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
    _require_sound(content)
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
    _write_parts(plan, content)
    audit.record(
        actor=actor,
        action="drafted",
        subject=plan,
        now=now,
        changes={"title": [None, plan.title], "revision": [None, 1]},
    )
    return plan


def _changed(
    row: Plan, *, actor: User, revision: int, content: PlanContent, now: datetime
) -> None:
    before = plan_content(row)
    after: PlanContent = {**content, "department": row.department}
    changes = content_difference(before, after)
    if before == after:  # the same save sent twice
        return
    require_revision(row, revision)
    moved = Plan.objects.filter(pk=row.pk, revision=revision).update(
        title=after["title"],
        objective=after["objective"],
        starts_on=date.fromisoformat(after["starts_on"]),
        weeks=after["weeks"],
        revision=F("revision") + 1,
        changed_at=now,
    )
    if not moved:
        raise ChangedMeanwhile(
            "Somebody saved it at the same moment.", next_step="Save again."
        )
    _write_parts(row, after)
    row.title = after["title"]
    audit.record(
        actor=actor,
        action="changed",
        subject=row,
        now=now,
        changes={**changes, "revision": [revision, revision + 1]},
    )


@transaction.atomic
def update(
    *, plan: Plan, actor: User, revision: int, content: PlanContent, now: datetime
) -> Plan:
    """Make the draft what the document says, if nobody changed it meanwhile."""
    row = workable(plan=plan, actor=actor)
    require_editable(row)
    _require_sound(content)
    _changed(row, actor=actor, revision=revision, content=content, now=now)
    return Plan.objects.get(pk=row.pk)


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
    row.delete()


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


@transaction.atomic
def mark_assumption(
    *,
    assumption: Assumption,
    actor: User,
    revision: int,
    status: str,
    note: str,
    now: datetime,
) -> Plan:
    """Record what a test said of an assumption, and how it was tested."""
    plan = workable(plan=assumption.plan, actor=actor)
    require_editable(plan)
    content = plan_content(plan)
    for row in content["assumptions"]:
        if row["code"] == assumption.code:
            row["status"] = status
            row["note"] = note
    if status != Assumption.Status.UNTESTED and not note.strip():
        raise Invalid(
            "Say how it was tested.",
            next_step="Write a note: what was done, when, and what came out.",
            errors={"note": ["Say how it was tested and what came out."]},
        )
    return update(plan=plan, actor=actor, revision=revision, content=content, now=now)
