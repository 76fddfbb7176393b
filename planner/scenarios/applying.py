"""Apply differences to the company as it is: documents in, a document out.

No database and no clock: the company is read once (``assembly``), and every scenario is
its differences laid over that. The order in which they were written does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.portfolio.amounts import POINTS, estimate, plain, points

Document = dict[str, Any]
# No code is spelled like this: what is promised where no plan promises anything.
NOTHING = "(nothing)"
HUNDRED = 100.0


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that differs, by codes; weeks are counted from 0, both included."""

    kind: str
    plan: int | None = None
    tactic: str = ""
    initiative: str = ""
    capability: str = ""
    promise: str = ""
    amount: float = 0.0
    who_waits: str = ""
    first: int = 0
    last: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlanPart:
    """A plan as the engine's entries, its weeks counted from the first of the horizon.

    They may begin before it and end after it: only what falls into it is played.
    """

    title: str
    made: bool
    tactics: tuple[Document, ...]
    assumptions: tuple[Document, ...] = ()

    @property
    def begins(self) -> int:
        return min((tactic["starts"] for tactic in self.tactics), default=0)

    @property
    def ends(self) -> int:
        """Return the week after its last."""
        return max((tactic["ends"] + 1 for tactic in self.tactics), default=0)


@dataclass(frozen=True, kw_only=True)
class World:
    """The company as it is: a case without plans, and the plans that there are.

    ``apart`` is what one kept occasion of a promise is worth because nobody else makes
    it, where somebody has put a figure on it.
    """

    base: Document
    plans: Mapping[int, PlanPart]
    initiatives: Mapping[str, Document] = field(default_factory=dict)
    apart: Mapping[str, float] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        periods: int = self.base["horizon"]["periods"]
        return periods


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A scenario's case; which plans are in it, what is spent on initiatives beside."""

    case: Document
    plans: tuple[int, ...]
    initiatives_cost: float
    without_effect: tuple[Difference, ...]
    apart: Mapping[str, float] = field(default_factory=dict)

    @property
    def promises_something(self) -> bool:
        return bool(self.plans)


def apply(world: World, differences: Iterable[Difference] = ()) -> Applied:
    """Return the company with these differences; without any, the company as it is."""
    changes = sorted(differences, key=_order)
    plans, idle = _plans(world, changes)
    funded = [
        d for d in changes if d.kind == "fund" and d.initiative in world.initiatives
    ]
    idle += [d for d in changes if d.kind == "fund" and d not in funded]
    idle += _unheard(world, changes)
    case = {
        **world.base,
        "capabilities": _capabilities(world, changes, funded),
        "commitments": _commitments(world, changes),
        "policy": _policy(world.base["policy"], changes),
    }
    _put_in(case, plans, world.weeks)
    inside = tuple(sorted(plans))
    cost = sum(float(world.initiatives[d.initiative]["cost"]) for d in funded)
    return Applied(
        case=case,
        plans=inside,
        initiatives_cost=cost,
        without_effect=tuple(idle),
        apart=world.apart,
    )


def _unheard(world: World, changes: Sequence[Difference]) -> list[Difference]:
    """Return what is said of customers to whom nothing was promised."""
    promised = {entry["promise"] for entry in world.base["commitments"]}
    asked = [d for d in changes if d.kind == "demand"]
    return [
        d for d in asked if not ({d.promise} & promised or (promised and not d.promise))
    ]


def _order(change: Difference) -> tuple[Any, ...]:
    names = (change.tactic, change.initiative, change.capability, change.promise)
    last = -1 if change.last is None else change.last
    where = (change.plan or 0, *names, change.first, last)
    return (change.kind, *where, change.amount, change.who_waits)


# --- Plans ---------------------------------------------------------------------


def _plans(
    world: World, changes: Sequence[Difference]
) -> tuple[dict[int, PlanPart], list[Difference]]:
    """Return the plans that are in, as they are changed; and what changed nothing.

    A plan is in if the company has made it, or if anything is said of it but that it
    stays out.
    """
    out = {d.plan for d in changes if d.kind == "plan-out"}
    named = {d.plan for d in changes if d.plan is not None}
    inside = {
        key: part
        for key, part in world.plans.items()
        if key not in out and (part.made or key in named)
    }
    for change in changes:
        if change.plan in inside:
            inside[change.plan] = _changed(inside[change.plan], change)
    played = {k: part for k, part in inside.items() if _has_weeks(part, world.weeks)}
    idle = [
        d for d in changes if d.plan is not None and not _tells(d, world, set(played))
    ]
    return played, idle


def _tells(change: Difference, world: World, played: set[int]) -> bool:
    """Tell whether what is said of a plan has any effect."""
    part = world.plans.get(change.plan or 0)
    if change.kind == "plan-out":
        return part is not None and part.made
    if change.kind == "without" and part is not None:
        return any(tactic["code"] == change.tactic for tactic in part.tactics)
    return change.plan in played


def _has_weeks(part: PlanPart, weeks: int) -> bool:
    return any(t["ends"] >= 0 and t["starts"] < weeks for t in part.tactics)


def _changed(part: PlanPart, change: Difference) -> PlanPart:
    """Return a plan as one difference makes it."""
    if change.kind == "without":
        left = [t for t in part.tactics if t["code"] != change.tactic]
        return _with(part, left)
    if change.kind == "move":
        step = int(change.amount)
        return _with(part, [_moved(t, step) for t in part.tactics])
    if change.kind == "volume":
        share = change.amount / HUNDRED
        return _with(part, [_scaled(t, share) for t in part.tactics])
    return part


def _with(part: PlanPart, tactics: Sequence[Document]) -> PlanPart:
    return PlanPart(
        title=part.title,
        made=part.made,
        tactics=tuple(tactics),
        assumptions=part.assumptions,
    )


def _moved(tactic: Document, step: int) -> Document:
    return {**tactic, "starts": tactic["starts"] + step, "ends": tactic["ends"] + step}


def _scaled(tactic: Document, share: float) -> Document:
    """Return a tactic with a share of its occasions, and of its money."""
    occasions = tactic["occasions"]
    if isinstance(occasions, dict):
        asked: Any = {point: occasions[point] * share for point in POINTS}
    else:
        asked = occasions * share
    return {**tactic, "occasions": asked, "budget": tactic["budget"] * share}


def _put_in(case: Document, plans: Mapping[int, PlanPart], weeks: int) -> None:
    """Let the case play these plans as one; where there is none, nothing is promised."""
    tactics: list[Document] = []
    assumptions: list[Document] = []
    for key in sorted(plans):
        mark = f"plan-{key}."
        played = [t for t in plans[key].tactics if _in_horizon(t, weeks)]
        tactics += [_entry(tactic, mark, weeks) for tactic in played]
        codes = {tactic["code"] for tactic in played}
        assumptions += [
            _belief(belief, mark)
            for belief in plans[key].assumptions
            if belief["driver"].get("demand", "") in {"", *codes}
        ]
    if not tactics:
        case["promises"] = [
            *case["promises"],
            {"id": NOTHING, "target": 1.0, "requires": []},
        ]
        tactics = [{"id": NOTHING, "promises": [NOTHING], "occasions": 0.0}]
    case["plan"] = {"tactics": tactics, "assumptions": assumptions}


def _in_horizon(tactic: Document, weeks: int) -> bool:
    return bool(tactic["ends"] >= 0 and tactic["starts"] < weeks)


def _entry(tactic: Document, mark: str, weeks: int) -> Document:
    entry = {key: value for key, value in tactic.items() if key != "code"}
    return {
        "id": mark + tactic["code"],
        **entry,
        "starts": max(tactic["starts"], 0),
        "ends": min(tactic["ends"], weeks - 1),
    }


def _belief(belief: Document, mark: str) -> Document:
    driver = dict(belief["driver"])
    if "demand" in driver:
        driver["demand"] = mark + driver["demand"]
    return {**belief, "id": mark + belief["id"], "driver": driver}


# --- Capacity, customers, policy --------------------------------------------------


def _inside(change: Difference, weeks: int) -> Any:  # noqa: ANN401  # a (T,) mask
    last = weeks - 1 if change.last is None else change.last
    week = np.arange(weeks)
    return (week >= change.first) & (week <= last)


def _capabilities(
    world: World, changes: Sequence[Difference], funded: Sequence[Difference]
) -> list[Document]:
    """Return what can be done: what is there and funded, its share, and what is added."""
    return [
        _capability(
            entry,
            world.weeks,
            shares=[
                d
                for d in changes
                if d.kind == "capacity-times" and d.capability == entry["id"]
            ],
            more=[
                d
                for d in changes
                if d.kind == "capacity-plus" and d.capability == entry["id"]
            ],
            ideas=[
                world.initiatives[d.initiative]
                for d in funded
                if world.initiatives[d.initiative]["capability"] == entry["id"]
            ],
        )
        for entry in world.base["capabilities"]
    ]


def _capability(
    entry: Document,
    weeks: int,
    *,
    shares: Sequence[Difference],
    more: Sequence[Difference],
    ideas: Sequence[Document],
) -> Document:
    if not shares and not more and not ideas:
        return entry
    factor, added = np.ones(weeks), np.zeros(weeks)
    for change in shares:
        factor = np.where(
            _inside(change, weeks), factor * change.amount / HUNDRED, factor
        )
    for change in more:
        added = added + np.where(_inside(change, weeks), change.amount, 0.0)
    week = np.arange(weeks)
    for idea in ideas:
        added = added + np.where(week >= idea["from"], idea["adds"], 0.0)

    def changed(values: Any) -> Any:  # noqa: ANN401
        return np.maximum(np.asarray(values, float) * factor + added, 0.0)

    if "staffed" in entry:
        servers = changed(
            np.broadcast_to(np.asarray(entry["staffed"]["servers"], float), (weeks,))
        )
        return {**entry, "staffed": {**entry["staffed"], "servers": plain(servers)}}
    found = points(entry["capacity"], weeks)
    return {
        **entry,
        "capacity": estimate({point: changed(found[point]) for point in POINTS}),
    }


def _commitments(world: World, changes: Sequence[Difference]) -> list[Document]:
    """Return what existing customers ask for, as much of it as is supposed."""
    asked = [d for d in changes if d.kind == "demand"]
    return [
        _commitment(
            entry,
            world.weeks,
            [d for d in asked if d.promise in {"", entry["promise"]}],
        )
        for entry in world.base["commitments"]
    ]


def _commitment(entry: Document, weeks: int, changes: Sequence[Difference]) -> Document:
    if not changes:
        return entry
    factor = np.ones(weeks)
    for change in changes:
        factor = np.where(
            _inside(change, weeks), factor * change.amount / HUNDRED, factor
        )
    found = points(entry["occasions"], weeks)
    occasions = estimate({point: found[point] * factor for point in POINTS})
    return {**entry, "occasions": occasions}


def _policy(policy: Document, changes: Sequence[Difference]) -> Document:
    found = dict(policy)
    for change in changes:
        if change.kind == "keepable":
            found["keepable"] = change.amount / HUNDRED
            found["at_risk"] = min(found["at_risk"], found["keepable"])
        elif change.kind == "queue":
            found["who_waits"] = change.who_waits
    return found
