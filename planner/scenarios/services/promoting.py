"""Make drafts of what a scenario supposes: say which first, then all of them at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts import audit
from accounts.models import User
from accounts.policy import Act, allows, require
from accounts.queries import local_day
from core.weeks import monday_of
from operations.models import Initiative
from operations.services import create_initiative
from planner.plans import services as plans
from planner.plans.content import PlanContent, free_code
from planner.plans.differences import content_difference
from planner.plans.models import Plan, PlanState
from planner.scenarios.assembly import contents
from planner.scenarios.models import (
    OF_CAPACITY,
    OF_PLANS,
    OF_POLICY,
    Change,
    Kind,
    Promoted,
    Scenario,
    ScenarioState,
)
from planner.scenarios.promoted import promoted_content
from planner.scenarios.queries import with_changes
from planner.scenarios.sentences import sentence
from planner.scenarios.services.drafting import editable
from planner.scenarios.services.refusals import InvalidScenario

RESHAPED = (Kind.WITHOUT, Kind.MOVE, Kind.VOLUME)


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What makes a supposed capacity a candidate initiative: its name and its cost."""

    name: str
    cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A plan that would be drafted, and what it would change against the original."""

    original: Plan
    content: PlanContent
    sentences: tuple[str, ...]
    differences: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class Room:
    """Capacity that becomes a candidate initiative once it has a name and a cost."""

    change: Change
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Left:
    """What does not become a draft, and who does something about it instead."""

    sentence: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """All that promoting a scenario would do, and would not."""

    drafts: tuple[Draft, ...] = ()
    rooms: tuple[Room, ...] = ()
    left: tuple[Left, ...] = field(default=())


def proposals(*, scenario: Scenario, actor: User) -> Proposals:
    """Say what promoting would make, without making it."""
    changes = list(
        with_changes(Scenario.objects.filter(pk=scenario.pk)).get().changes.all()
    )
    by_plan: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind in OF_PLANS and change.plan_id:
            by_plan[change.plan_id].append(change)
    drafts, left = [], []
    originals = contents(by_plan)
    for key, own in by_plan.items():
        plan, content = originals[key]
        draft = _draft(plan, content, own, scenario.name)
        if draft is not None:
            drafts.append(draft)
        else:
            left += [Left(sentence=sentence(c), why=_why_not(c, plan)) for c in own]
    rooms = []
    for change in changes:
        if _is_room(change) and allows(actor, Act.EDIT_OPERATIONS):
            rooms.append(Room(change=change, sentence=sentence(change)))
        elif change.kind not in OF_PLANS:
            left.append(Left(sentence=sentence(change), why=_whose(change)))
    return Proposals(drafts=tuple(drafts), rooms=tuple(rooms), left=tuple(left))


def _draft(
    plan: Plan, content: PlanContent, changes: Sequence[Change], named: str
) -> Draft | None:
    """Return the draft of a plan that is changed, or that was rejected and comes back."""
    reshaped = [change for change in changes if change.kind in RESHAPED]
    if not reshaped and plan.state != PlanState.REJECTED:
        return None
    after = promoted_content(content, reshaped, named=named)
    return Draft(
        original=plan,
        content=after,
        sentences=tuple(sentence(change) for change in changes),
        differences=content_difference(content, after),
    )


def _why_not(change: Change, plan: Plan) -> str:
    if change.kind == Kind.PLAN_OUT:
        return "An approval is taken back by the CEO, on the plan's decision."
    if plan.state == PlanState.SUBMITTED:
        return "It waits for a decision as it is: there is nothing to draft."
    return "It is a draft already: submit it when it is ready."


def _is_room(change: Change) -> bool:
    """Tell whether this is more of something from some week on: what initiatives bring."""
    more = change.kind == Kind.CAPACITY_PLUS and (change.amount or 0) > 0
    return more and change.to_week is None


def _whose(change: Change) -> str:
    if change.kind == Kind.FUND:
        return (
            "It is a candidate already: the CEO funds it under Operations, Initiatives."
        )
    if change.kind in OF_POLICY:
        return "The policy is the CEO's: it is set under Settings, Policy."
    if change.kind == Kind.DEMAND:
        return "What customers ask for is not ours to draft."
    if _is_room(change):
        return "The operations director makes a candidate initiative of it."
    if change.kind in OF_CAPACITY:
        return (
            "No initiative brings this: operations enter it in the capability's weeks."
        )
    return ""


@transaction.atomic
def promote(
    *,
    actor: User,
    scenario: Scenario,
    revision: int,
    ideas: Mapping[int, Idea],
    now: datetime,
) -> list[Promoted]:
    """Make all the drafts at once; ``ideas`` names and costs capacity, by change.

    The plans that they are copied from stay as they are. A scenario is promoted once.
    """
    require(actor, Act.DRAFT_PLANS)
    row = editable(scenario, actor, revision)
    found = proposals(scenario=row, actor=actor)
    rooms = [room for room in found.rooms if room.change.pk in ideas]
    if not found.drafts and not rooms:
        raise InvalidScenario(
            "Nothing in this scenario becomes a draft.",
            next_step="The list says who does something about each part of it.",
        )
    made = [
        Promoted(
            scenario=row,
            original=draft.original,
            plan=plans.create(actor=actor, content=draft.content, now=now),
        )
        for draft in found.drafts
    ]
    today = local_day(now)
    for room in rooms:
        initiative = _propose(room, ideas[room.change.pk], actor, today, now)
        made.append(Promoted(scenario=row, initiative=initiative))
    Promoted.objects.bulk_create(made)
    row.state, row.changed_at = ScenarioState.PROMOTED, now
    row.save(update_fields=["state", "changed_at"])
    audit.record(
        actor=actor,
        action="promoted a scenario",
        subject=row,
        now=now,
        changes={"drafts": [None, [str(one) for one in made]]},
    )
    return made


def _propose(
    room: Room, idea: Idea, actor: User, today: date, now: datetime
) -> Initiative:
    change = room.change
    taken = Initiative.objects.values_list("code", flat=True)
    wanted = slugify(idea.name)[:45].strip("-_").replace("_", "-") or "initiative"
    return create_initiative(
        actor=actor,
        code=free_code(wanted, taken),
        facts={
            "name": idea.name,
            "capability": change.capability,
            "cost": idea.cost,
            "adds": change.amount,
            "available_from": change.from_week or monday_of(today),
            "note": f"From the scenario “{change.scenario}”.",
        },
        now=now,
    )
