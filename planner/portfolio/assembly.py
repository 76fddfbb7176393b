"""Build the case: everything that competes, for what, and under which names.

What competes is read from where it is kept: commitments and capacity as the load ahead
has them, the value of a plan from the case of its newest score. Nothing is valued that
nobody put a figure on; ``facts`` says what codes are called and what was left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from accounts.models import Department
from accounts.queries import company
from core.weeks import WEEK, monday_of
from operations.models import Capability, Initiative
from planner.plans.models import Commitment, PlanState, PlanVersion
from planner.plans.models.states import RUNNING
from planner.portfolio.amounts import (
    POINTS,
    Sustained,
    Weekly,
    estimate,
    plain,
    points,
)
from planner.portfolio.models import Budgets
from planner.portfolio.promising import apart, figures, promised
from planner.portfolio.relating import relations
from planner.portfolio.tying import Tied, tie
from planner.portfolio.worth import worth_of
from planner.scores.assembly import build_load_case
from planner.scores.models import Policy, Score
from promises.models import Promise

Document = dict[str, Any]
CASE_FORMAT = "portfolio-case/1"
LEAST_WEEKS, MOST_WEEKS = 13, 104
SUREST = 0.9999  # the engine asks no capacity for certain


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """A portfolio case, and what its reader has to be told beside it."""

    case: Document
    facts: Document


@dataclass
class World:
    """What all candidates meet: the weeks, the load ahead and who holds it."""

    start: date
    weeks: int
    ahead: Document
    requires: Mapping[str, Sequence[Document]]
    sustained: Sustained
    held: dict[str, list[Document]] = field(default_factory=lambda: defaultdict(list))


def build_portfolio(*, as_of: date) -> Assembled:
    """Return what competes from this week on: a fixed number of queries."""
    start = monday_of(as_of)
    versions = [row for row in _versions() if _end(row) > start]
    world = _world(start, _weeks(versions, start), versions)
    scores = _newest_scores(versions)
    policy = Policy.objects.current()
    scored = [version for version in versions if version.pk in scores]
    worths = figures()
    known = apart(worths)
    plans = [_plan(row, scores[row.pk], world, known) for row in scored]
    ideas = list(
        Initiative.objects.candidates().select_related("capability").order_by("code")
    )
    levers = [entry for idea in ideas if (entry := _initiative(idea, world))]
    made = {f"plan-{v.plan_id}" for v in versions if v.plan.state in RUNNING}
    found = relations()
    promises = promised(
        scored,
        worths,
        also=found.mentioned,
        as_of=as_of,
        start=start,
        weeks=world.weeks,
    )
    tied = tie(
        plans + levers + promises.entries,
        found.with_needs(promises.needs, promises.called),
    )
    candidates = list(tied.entries.values())
    case: Document = {
        "format": CASE_FORMAT,
        "horizon": world.ahead["horizon"],
        "capabilities": _capabilities(world, made),
        "candidates": candidates,
        "budgets": _budgets(candidates),
        "exclusions": tied.exclusions,
        "policy": {"confidence": min(float(policy.keepable), SUREST)},
    }
    unscored = [version for version in versions if version.pk not in scores]
    facts = _facts(scored, unscored, scores, ideas, policy)
    facts["candidates"] |= promises.facts
    here = {"unvalued": promises.unvalued, "set_apart": sorted(known)}
    return Assembled(case=case, facts=facts | _tied_facts(tied) | here)


# --- The world -----------------------------------------------------------------


def _versions() -> list[PlanVersion]:
    """Return what holds capacity: submitted and approved, one version of each plan."""
    holding = Commitment.objects.holding().filter(version__isnull=False)
    found = (
        PlanVersion.objects.filter(pk__in=holding.values("version"))
        .filter(plan__state__in=[PlanState.SUBMITTED, *RUNNING])
        .select_related("plan__author")
        .order_by("plan", "number")
    )
    return list({version.plan_id: version for version in found}.values())


def _weeks(versions: Iterable[PlanVersion], start: date) -> int:
    """Return the weeks to the end of the last plan, within what can be looked ahead."""
    last = max(((_end(row) - start).days // 7 for row in versions), default=0)
    return min(max(last, LEAST_WEEKS), MOST_WEEKS)


def _end(version: PlanVersion) -> date:
    """Return the Monday after a plan's last week."""
    content = version.content
    return date.fromisoformat(content["starts_on"]) + WEEK * int(content["weeks"])


def _world(start: date, weeks: int, versions: Sequence[PlanVersion]) -> World:
    ahead = build_load_case(start, weeks)
    requires = {entry["id"]: entry["requires"] for entry in ahead["promises"]}
    sustained = Sustained(ahead["capabilities"], ahead["promises"])
    world = World(start, weeks, ahead, requires, sustained)
    for entry in ahead["commitments"]:
        world.held[entry.get("plan", "")].append(entry)
    return world


def _newest_scores(versions: Sequence[PlanVersion]) -> dict[int, Score]:
    rows = Score.objects.filter(version__in=versions).order_by("scored_at", "pk")
    return {row.version_id: row for row in rows}


def _loads(entries: Iterable[Document], world: World) -> dict[str, dict[str, Weekly]]:
    """Return what commitments ask of each capability, after each step's lead."""
    found: dict[str, dict[str, Weekly]] = defaultdict(
        lambda: {point: np.zeros(world.weeks) for point in POINTS}
    )
    for entry in entries:
        occasions = points(entry["occasions"], world.weeks)
        for need in world.requires[entry["promise"]]:
            lead = min(need["lead"], world.weeks)
            for point in POINTS:
                arriving = need["units"] * occasions[point][: world.weeks - lead]
                found[need["capability"]][point][lead:] += arriving
    return found


# --- Capacity ------------------------------------------------------------------


def _capabilities(world: World, made: set[str]) -> list[Document]:
    """Return what can be done, less what the company has made: to customers, by plans."""
    ours = [e for holder in ("", *sorted(made)) for e in world.held.get(holder, ())]
    loads = _loads(ours, world)
    return [_capability(entry, world, loads) for entry in world.ahead["capabilities"]]


def _capability(entry: Document, world: World, loads: Mapping[str, Any]) -> Document:
    code, weeks = entry["id"], world.weeks
    if "staffed" in entry:
        servers = world.sustained.servers(code, weeks)
        capacity: Any = plain(world.sustained.calls(code, servers))
    else:
        capacity = entry["capacity"]
    own = np.asarray(entry["committed"], float) + np.zeros(weeks)
    asked = {p: own + loads[code][p] if code in loads else own for p in POINTS}
    waiting = _backlog(entry["backlog"], capacity, asked["high"], weeks)
    return {
        "id": code,
        "unit": entry["unit"],
        "capacity": capacity,
        "committed": estimate({p: asked[p] + waiting for p in POINTS}),
    }


def _backlog(
    backlog: float,
    capacity: Any,  # noqa: ANN401
    asked: Weekly,
    weeks: int,
) -> Weekly:
    """Return when what waits today is served: in what the first weeks leave free."""
    free = np.maximum(points(capacity, weeks)["low"] - asked, 0.0)
    return np.diff(np.minimum(np.cumsum(free), backlog), prepend=0.0)


# --- What competes -------------------------------------------------------------


def _plan(
    version: PlanVersion, score: Score, world: World, known: Mapping[str, float]
) -> Document:
    """Return a plan; of one that is approved the load is counted as committed."""
    made = version.plan.state in RUNNING
    worth = worth_of(score.case, known)
    own = [] if made else world.held.get(f"plan-{version.plan_id}", [])
    entry: Document = {
        "id": f"plan-{version.plan_id}",
        "kind": "plan",
        "value": worth.value(),
        "cost": round(worth.budget, 2),
        "loads": [
            {"capability": code, "units": estimate(profiles)}
            for code, profiles in sorted(_loads(own, world).items())
        ],
        "must": made,
    }
    if version.content["department"]:
        entry["department"] = version.content["department"]
    return entry


def _initiative(idea: Initiative, world: World) -> Document | None:
    """Return an initiative, if it helps before the last week is over."""
    first = max(0, -((world.start - idea.helps_from).days // 7))
    if first >= world.weeks:
        return None
    code, adds = idea.capability.code, float(idea.adds)
    units: Any = adds
    if idea.capability.is_staffed:
        servers = world.sustained.servers(code, world.weeks)
        more = world.sustained.calls(code, servers + adds)
        units = plain(more - world.sustained.calls(code, servers))
    return {
        "id": f"initiative-{idea.code}",
        "kind": "initiative",
        "department": Department.OPERATIONS.value,
        "cost": float(idea.cost),
        "adds": [{"capability": code, "units": units, "from": first}],
    }


def _budgets(candidates: Sequence[Document]) -> list[Document]:
    """Return the budgets that somebody among the candidates could spend."""
    budgets = Budgets.objects.current()
    entries: list[Document] = []
    if budgets.total is not None:
        entries.append({"amount": float(budgets.total)})
    spending = {entry.get("department") for entry in candidates}
    for department in Department:
        amount = budgets.of(department)
        if amount is not None and department.value in spending:
            entries.append({"amount": float(amount), "department": department.value})
    return entries


# --- What it is called ---------------------------------------------------------


def _facts(
    scored: Iterable[PlanVersion],
    unscored: Iterable[PlanVersion],
    scores: Mapping[int, Score],
    ideas: Iterable[Initiative],
    policy: Policy,
) -> Document:
    codes = Capability.objects.order_by("code")
    named = {f"plan-{v.plan_id}": _plan_facts(v, scores[v.pk]) for v in scored}
    named |= {
        f"initiative-{idea.code}": {
            "name": idea.name,
            "pk": idea.pk,
            "capability": idea.capability.code,
        }
        for idea in ideas
    }
    return {
        "candidates": named,
        "unscored": [{"name": v.content["title"], "plan": v.plan_id} for v in unscored],
        "capabilities": {
            row.code: {"name": row.name, "pk": row.pk, "unit": row.unit}
            for row in codes
        },
        "promises": {
            row.code: {"name": row.statement, "pk": row.pk}
            for row in Promise.objects.only("code", "statement")
        },
        "currency": company().currency,
        "keepable": float(policy.keepable),
        "who_waits": policy.who_waits,
    }


def _tied_facts(tied: Tied) -> Document:
    """Return the relations that were met, and what had to be left out for them."""
    return {
        "called": tied.found.names,
        "musts": list(tied.found.musts),
        "held_out": tied.held_out,
        "absent_musts": tied.absent_musts,
    }


def _plan_facts(version: PlanVersion, score: Score) -> Document:
    return {
        "name": version.content["title"],
        "plan": version.plan_id,
        "version": version.pk,
        "author": version.plan.author.name,
        "department": version.content["department"],
        "state": version.plan.state,
        "score": score.pk,
        "keep_probability": score.keep_probability,
        "verdict": score.verdict,
        "scored_value": score.result["value"]["mean"],
    }
