"""Read the company once, and write what scenarios change in it as codes.

A fixed number of queries, however many scenarios there are and whatever they change.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from accounts.queries import company
from core.weeks import WEEK, monday_of
from operations.models import Capability, Initiative
from planner.plans.content import FORMAT, PlanContent
from planner.plans.models import Commitment, Plan, PlanState, PlanVersion
from planner.plans.models.states import RUNNING
from planner.plans.queries import (
    document,
    late_starts_of,
    results_of,
    with_delays,
    with_parts,
    with_results,
)
from planner.portfolio.promising import apart, figures
from planner.scenarios.applying import Difference, PlanPart, World
from planner.scenarios.models import OF_PLANS, Change, Kind
from planner.scores.assembly import build_case, gaps_of
from promises.models import Promise

Document = dict[str, Any]
LEAST_WEEKS, MOST_WEEKS = 13, 104


@dataclass(frozen=True, kw_only=True)
class Read:
    """The company as it is, what its codes are called, and a fingerprint of both."""

    world: World
    facts: Document
    fingerprint: str
    start: date

    def differences(self, changes: Iterable[Change]) -> tuple[Difference, ...]:
        """Write changes as codes and weeks of this horizon."""
        return tuple(_difference(change, self.start) for change in changes)


def read_world(changes: Sequence[Change], *, as_of: date) -> Read:
    """Read the company, and the plans that some of the changes take into it."""
    start = monday_of(as_of)
    found = _as_they_stand(_contents(changes), as_of)
    lacking = _incomplete(found)
    played = {
        key: (plan, content)
        for key, (plan, content) in found.items()
        if key not in lacking and _end(content) + WEEK * _latest(key, changes) > start
    }
    weeks = _weeks(played, changes, start)
    case = build_case(
        _joint([(key, content) for key, (_, content) in played.items()], start, weeks),
        as_of=as_of,
        undecided=False,
        whole=True,
    )
    parts = _parts(played, case.pop("plan"))
    case["commitments"] = [e for e in case["commitments"] if "plan" not in e]
    case["initiatives"] = []
    ideas = _initiatives(start)
    world = World(base=case, plans=parts, initiatives=ideas, apart=apart(figures()))
    facts = _facts(played, lacking, found, case)
    return Read(world=world, facts=facts, fingerprint=_fingerprint(world), start=start)


def _as_they_stand(
    found: Mapping[int, tuple[Plan, PlanContent]], as_of: date
) -> dict[int, tuple[Plan, PlanContent]]:
    results, late = results_of(found, as_of=as_of), late_starts_of(found)
    return {
        key: (
            plan,
            with_delays(with_results(content, results.get(key, {})), late.get(key, {})),
        )
        for key, (plan, content) in found.items()
    }


def contents(plans: Iterable[int]) -> dict[int, tuple[Plan, PlanContent]]:
    """Return plans with what stands for them: what holds capacity, else the draft."""
    loaded = with_parts(Plan.objects.filter(pk__in=set(plans)).order_by("pk"))
    held = {version.plan_id: version for version in _holding()}
    return {
        plan.pk: (
            plan,
            held[plan.pk].content
            if plan.pk in held
            else document(plan, plan.tactics.all(), plan.assumptions.all()),
        )
        for plan in loaded
    }


# --- Plans ---------------------------------------------------------------------


def _holding() -> list[PlanVersion]:
    """Return what was submitted and holds capacity, the last of each plan last."""
    holding = Commitment.objects.holding().filter(version__isnull=False)
    rows = PlanVersion.objects.filter(
        pk__in=holding.values("version"),
        plan__state__in=[PlanState.SUBMITTED, *RUNNING],
    )
    return list(rows.select_related("plan").order_by("plan", "number"))


def _contents(changes: Sequence[Change]) -> dict[int, tuple[Plan, PlanContent]]:
    """Return what is approved, and whatever some scenario takes in."""
    wanted = {
        change.plan_id
        for change in changes
        if change.kind in OF_PLANS and change.plan_id and change.kind != Kind.PLAN_OUT
    }
    running = Plan.objects.filter(state__in=RUNNING).values_list("pk", flat=True)
    return contents([*running, *wanted])


def _incomplete(found: Mapping[int, tuple[Plan, PlanContent]]) -> dict[int, str]:
    """Say of plans why they cannot be played: a draft may still lack promises."""
    codes = {
        code
        for _, content in found.values()
        for tactic in content["tactics"]
        for code in tactic["promises"]
    }
    promises = list(Promise.objects.filter(code__in=codes).order_by("code"))
    said = {}
    for key, (_, content) in found.items():
        own = {code for tactic in content["tactics"] for code in tactic["promises"]}
        gaps = gaps_of(content, [p for p in promises if p.code in own])
        if gaps:
            said[key] = " ".join(gaps)
    return said


def _end(content: PlanContent) -> date:
    """Return the Monday after a plan's last week."""
    return date.fromisoformat(content["starts_on"]) + WEEK * content["weeks"]


def _latest(plan: int, changes: Iterable[Change]) -> int:
    """Return by how many weeks some scenario puts the plan off."""
    moves = [
        int(c.amount or 0) for c in changes if c.kind == Kind.MOVE and c.plan_id == plan
    ]
    return max([0, *moves])


def _weeks(
    played: Mapping[int, tuple[Plan, PlanContent]],
    changes: Sequence[Change],
    start: date,
) -> int:
    ends = [
        (_end(content) - start).days // 7 + _latest(key, changes)
        for key, (_, content) in played.items()
    ]
    return min(max([LEAST_WEEKS, *ends]), MOST_WEEKS)


def _mark(plan: int) -> str:
    return f"plan-{plan}."


def _joint(
    played: Sequence[tuple[int, PlanContent]], start: date, weeks: int
) -> PlanContent:
    """Return all plans as one, so that everything they touch is read at once."""
    joint: PlanContent = {
        "format": FORMAT,
        "title": "",
        "objective": "",
        "department": "",
        "starts_on": start.isoformat(),
        "weeks": weeks,
        "tactics": [],
        "assumptions": [],
    }
    for key, content in played:
        shift = (date.fromisoformat(content["starts_on"]) - start).days // 7
        for tactic in content["tactics"]:
            place = {"starts": tactic["starts"] + shift, "ends": tactic["ends"] + shift}
            code = _mark(key) + tactic["code"]
            joint["tactics"].append({**tactic, "code": code, **place})  # type: ignore[typeddict-item]
        joint["assumptions"] += [
            {**belief, "code": _mark(key) + belief["code"]}
            for belief in content["assumptions"]
        ]
    return joint


def _parts(
    played: Mapping[int, tuple[Plan, PlanContent]], joint: Document
) -> dict[int, PlanPart]:
    """Take the one plan apart again, its entries written as the engine reads them."""
    tactics: dict[str, list[Document]] = defaultdict(list)
    for entry in joint["tactics"]:
        mark, _, code = entry["id"].partition(".")
        rest = {name: value for name, value in entry.items() if name != "id"}
        tactics[mark].append({"code": code, **rest})
    beliefs: dict[str, list[Document]] = defaultdict(list)
    for entry in joint["assumptions"]:
        mark, _, code = entry["id"].partition(".")
        beliefs[mark].append({**entry, "id": code})
    return {
        key: PlanPart(
            title=content["title"],
            made=plan.state in RUNNING,
            tactics=tuple(tactics[f"plan-{key}"]),
            assumptions=tuple(beliefs[f"plan-{key}"]),
        )
        for key, (plan, content) in played.items()
    }


# --- What else there is ---------------------------------------------------------


def _initiatives(start: date) -> dict[str, Document]:
    """Return the initiatives that could be funded, each from its first full week."""
    rows = Initiative.objects.candidates().select_related("capability").order_by("code")
    return {
        row.code: {
            "capability": row.capability.code,
            "adds": float(row.adds),
            "cost": float(row.cost),
            "from": max(0, -((start - row.helps_from).days // 7)),
        }
        for row in rows
    }


def _facts(
    played: Mapping[int, tuple[Plan, PlanContent]],
    lacking: Mapping[int, str],
    found: Mapping[int, tuple[Plan, PlanContent]],
    case: Document,
) -> Document:
    codes = [entry["id"] for entry in case["promises"]]
    promises = Promise.objects.filter(code__in=codes).order_by("code")
    return {
        "plans": {
            str(key): {"title": content["title"], "state": plan.state}
            for key, (plan, content) in played.items()
        },
        "incomplete": {found[key][1]["title"]: words for key, words in lacking.items()},
        "promises": {
            row.code: {"name": row.statement, "pk": row.pk} for row in promises
        },
        "capabilities": {
            row.code: {"name": row.name, "pk": row.pk, "unit": row.unit}
            for row in Capability.objects.order_by("code")
        },
        "currency": company().currency,
    }


def _fingerprint(world: World) -> str:
    """Return the SHA-256 of all that a comparison is computed from."""
    plans = {str(key): asdict(part) for key, part in world.plans.items()}
    whole = [world.base, plans, dict(world.initiatives), dict(world.apart)]
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _difference(change: Change, start: date) -> Difference:
    """Write a change as codes; what it names must be loaded."""

    def week(day: date) -> int:
        return (monday_of(day) - start).days // 7

    return Difference(
        kind=change.kind,
        plan=change.plan_id,
        tactic=change.tactic_code,
        initiative=change.initiative.code if change.initiative else "",
        capability=change.capability.code if change.capability else "",
        promise=change.promise.code if change.promise else "",
        amount=float(change.amount or 0),
        who_waits=change.who_waits,
        first=0 if change.from_week is None else week(change.from_week),
        last=None if change.to_week is None else week(change.to_week),
    )
