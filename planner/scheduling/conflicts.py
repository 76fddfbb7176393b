"""What does not go together, before the tasks are levelled and after."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.workdays import DAYS_A_WEEK, due, week_of
from engine import schedule
from planner.scheduling.casing import Cases, Demand, capability_id, daily
from planner.scheduling.facts import CapabilityFacts, PlanFacts
from planner.scheduling.worked import Conflict, WorkedTask

LEAST: Final = 0.05


@dataclass(frozen=True)
class _Stay:
    """A task on some days, as working-day numbers; ``finish`` is the day after."""

    task: int
    start: int
    finish: int


def too_soon(
    facts: PlanFacts,
    planned: schedule.Schedule,
    cases: Cases,
    pinned: Mapping[int, int],
) -> tuple[Conflict, ...]:
    """Return the moves that cannot be: what they wait for is not over yet."""
    return tuple(
        Conflict(
            kind="moved",
            tasks=(int(task.id),),
            first=cases.first + pinned[int(task.id)],
            last=cases.first + task.start,
            levelled=False,
            short=float(task.start - pinned[int(task.id)]),
        )
        for task in planned.tasks
        if int(task.id) in pinned and task.start > pinned[int(task.id)]
    )


def find_conflicts(
    facts: PlanFacts, cases: Cases, tasks: Sequence[WorkedTask]
) -> tuple[Conflict, ...]:
    """Return everything that is short or late; what stands before what was levelled."""
    early = [_Stay(t.pk, t.early, t.early + t.finish - t.start) for t in tasks]
    level = [_Stay(t.pk, t.start, t.finish) for t in tasks]
    found = [
        *_deadlines(facts, tasks),
        *_demands(cases),
        *_capabilities(facts, cases, level, levelled=False),
        *_people(facts, level, levelled=False),
    ]
    standing = {_place(conflict) for conflict in found}
    before = [
        *_capabilities(facts, cases, early, levelled=True),
        *_people(facts, early, levelled=True),
    ]
    return (*found, *(c for c in before if _place(c) not in standing))


def _place(conflict: Conflict) -> tuple[str, int | None, int | None, int]:
    if conflict.kind == "person":
        return "person", None, conflict.person, 0
    kind = "capability" if conflict.kind == "overdrawn" else conflict.kind
    return kind, conflict.capability, None, week_of(conflict.first).toordinal()


def _deadlines(facts: PlanFacts, tasks: Iterable[WorkedTask]) -> Iterator[Conflict]:
    by_pk = facts.by_pk
    for task in tasks:
        deadline = by_pk[task.pk].deadline
        if deadline is not None and task.late:
            yield Conflict(
                kind="deadline",
                tasks=(task.pk,),
                first=due(deadline),
                last=task.finish,
                levelled=False,
                short=float(task.late),
            )


def _demands(cases: Cases) -> Iterator[Conflict]:
    """Return what is asked of capabilities of which there is never enough."""
    for pk, demand in cases.demands.items():
        for capability in demand.hopeless:
            yield _of_demand("hopeless", pk, capability, cases, demand)
        if demand.stretched_by is not None:
            yield _of_demand("stretched", pk, demand.stretched_by, cases, demand)


def _of_demand(
    kind: str, pk: int, capability: int, cases: Cases, demand: Demand
) -> Conflict:
    low, likely, high = demand.days
    usual = (low + 4 * likely + high) / 6
    return Conflict(
        kind="hopeless" if kind == "hopeless" else "stretched",
        tasks=(pk,),
        first=cases.first,
        last=cases.first,
        levelled=kind != "hopeless",
        capability=capability,
        needed=round(usual, 1),
        left=round(usual / demand.stretched, 1),
    )


def _capabilities(
    facts: PlanFacts, cases: Cases, stays: Sequence[_Stay], *, levelled: bool
) -> Iterator[Conflict]:
    """Return the weeks in which tasks ask more of a capability than is left."""
    for capability in facts.capabilities:
        takers = _takers(cases, capability_id(capability.pk), stays)
        yield from _weeks(capability, cases.first, takers, levelled=levelled)


def _takers(
    cases: Cases, name: str, stays: Sequence[_Stay]
) -> list[tuple[_Stay, float]]:
    rates = {
        pk: dict(demand.needs).get(name, 0.0) for pk, demand in cases.demands.items()
    }
    return [(stay, rates[stay.task]) for stay in stays if rates[stay.task]]


def _weeks(
    capability: CapabilityFacts,
    first: int,
    takers: Sequence[tuple[_Stay, float]],
    *,
    levelled: bool,
) -> Iterator[Conflict]:
    free = daily(capability, first)
    needed: dict[int, float] = defaultdict(float)
    for stay, rate in takers:
        for day in range(stay.start, stay.finish):
            needed[day] += rate
    short: dict[date, list[int]] = defaultdict(list)
    for day in sorted(needed):
        if needed[day] > _left(free, first, day) + LEAST / DAYS_A_WEEK:
            short[week_of(day)].append(day)
    for days in short.values():
        asked = sum(needed[day] for day in days)
        left = sum(_left(free, first, day) for day in days)
        yield Conflict(
            kind="capability" if levelled else "overdrawn",
            tasks=tuple(
                stay.task
                for stay, _ in takers
                if stay.start <= days[-1] and stay.finish > days[0]
            ),
            first=days[0],
            last=days[-1],
            levelled=levelled,
            capability=capability.pk,
            needed=round(asked, 3),
            left=round(left, 3),
            short=round(asked - left, 3),
        )


def _left(free: Sequence[float], first: int, day: int) -> float:
    """Return what is left on a day; the list begins with the first one."""
    return free[min(day - first, len(free) - 1)]


def _people(
    facts: PlanFacts, stays: Sequence[_Stay], *, levelled: bool
) -> Iterator[Conflict]:
    """Return who would be on two tasks at once, and on how many days."""
    by_pk = facts.by_pk
    on: dict[int, list[_Stay]] = defaultdict(list)
    for stay in stays:
        for person in by_pk[stay.task].people:
            on[person].append(stay)
    for person, theirs in sorted(on.items()):
        days: dict[int, list[int]] = defaultdict(list)
        for stay in theirs:
            for day in range(stay.start, stay.finish):
                days[day].append(stay.task)
        twice = sorted(day for day, tasks in days.items() if len(tasks) > 1)
        if twice:
            tasks = dict.fromkeys(task for day in twice for task in days[day])
            yield Conflict(
                kind="person",
                tasks=tuple(tasks),
                first=twice[0],
                last=twice[-1],
                levelled=levelled,
                person=person,
                short=float(len(twice)),
            )
