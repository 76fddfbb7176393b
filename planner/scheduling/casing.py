"""Facts to the engine's case: what has happened is fixed, the rest is to be placed.

Period 0 is the first working day from ``as_of`` on. Tasks under way go on in it, and a
task that somebody moved is held to its day: both take their share of what is free
before anything else is placed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Final

from core.weeks import WEEK
from core.workdays import DAYS_A_WEEK, due, week_of, workday
from engine import schedule
from engine.quantity import ThreePoint
from engine.schedule.building import expected
from planner.scheduling.facts import CapabilityFacts, Days, PlanFacts, TaskFacts

THOUSAND: Final = 1_000
NOT_ESTIMATED: Final[Days] = (1.0, 1.0, 1.0)
# What would take longer than this for want of a capability is as good as never done.
LONGEST_STRETCH: Final = 1_000.0
# A person who is responsible for a task is taken by it, wholly.
ONE: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a task asks of the days it runs, and what of it can never be had.

    ``stretched`` is by how much it takes longer because there is too little of the
    capability a day, ``hopeless`` are capabilities of which next to nothing is left.
    """

    days: Days
    needs: tuple[tuple[str, float], ...]
    stretched: float = 1.0
    stretched_by: int | None = None
    hopeless: tuple[int, ...] = ()


@dataclass(kw_only=True)
class Cases:
    """A case to place the tasks in, and one in which durations vary.

    In the second one, what is fixed takes its capacity as long as it really lasts.
    ``fixed`` tells at which period; ``demands`` what each open task asks for.
    """

    first: int
    placing: schedule.ScheduleCase
    varying: schedule.ScheduleCase
    alone: schedule.ScheduleCase
    fixed: Mapping[int, int]
    demands: Mapping[int, Demand]


def capability_id(pk: int) -> str:
    return f"capability-{pk}"


def person_id(pk: int) -> str:
    return f"person-{pk}"


def number_of(name: str) -> int:
    """Return the key that a name in a case was made of."""
    return int(name.rpartition("-")[2])


def daily(capability: CapabilityFacts, first: int) -> tuple[float, ...]:
    """Return what is left on each working day from the first one on.

    A week's is shared out evenly over the days on which somebody works in it; after
    the last week all days are as in the freest week.
    """
    monday = week_of(first)
    found: list[float] = []
    for number, left in enumerate(capability.left):
        starts = monday + WEEK * number
        days = range(max(first, workday(starts)), workday(starts + WEEK))
        whole = workday(starts + WEEK) - workday(starts)
        found += [_thousandths(left / max(whole, 1))] * len(days)
    return (*found, _thousandths(max(capability.left) / DAYS_A_WEEK))


def _thousandths(amount: float) -> float:
    return floor(amount * THOUSAND) / THOUSAND


def demand(task: TaskFacts, most: Mapping[int, float]) -> Demand:
    """Return what a task takes a day: its amount spread over what is left of it.

    Where that is more than there ever is, it takes as much longer.
    """
    whole = task.days or NOT_ESTIMATED
    low, likely, high = (value * task.left for value in whole)
    usual = max((low + 4 * likely + high) / 6, ONE if task.needs else 0.0)
    asked = {pk: amount * task.left / usual for pk, amount in task.needs if usual}
    possible = {
        pk: rate
        for pk, rate in asked.items()
        if rate * usual <= most[pk] * max(LONGEST_STRETCH, usual)
    }
    hopeless = tuple(pk for pk in asked if pk not in possible)
    longest = max(possible, key=lambda pk: possible[pk] / most[pk], default=None)
    factor = 1.0 if longest is None else max(1.0, possible[longest] / most[longest])
    needs = tuple(
        (capability_id(pk), min(most[pk], rate / factor))
        for pk, rate in possible.items()
    )
    return Demand(
        days=(low * factor, likely * factor, high * factor),
        needs=needs,
        stretched=factor,
        stretched_by=longest if factor > 1.0 else None,
        hopeless=hopeless,
    )


def duration(days: Days) -> int | ThreePoint:
    low, likely, high = days
    return ceil(likely - 1e-9) if low == high else ThreePoint(low, likely, high)


@dataclass
class _Building:
    """The parts of a case, while they are put together."""

    facts: PlanFacts
    pinned: Mapping[int, int]
    first: int = field(init=False)
    demands: dict[int, Demand] = field(init=False)
    free: dict[str, tuple[float, ...]] = field(init=False)

    def __post_init__(self) -> None:
        facts = self.facts
        self.first = workday(facts.as_of)
        self.free = {
            capability_id(c.pk): daily(c, self.first) for c in facts.capabilities
        }
        most = {c.pk: max(self.free[capability_id(c.pk)]) for c in facts.capabilities}
        self.demands = {
            task.pk: demand(task, most) for task in facts.tasks if not task.is_done
        }
        if facts.one_at_a_time:
            people = {pk for task in self.open for pk in task.people}
            self.free |= {person_id(pk): (ONE,) for pk in people}

    @property
    def open(self) -> list[TaskFacts]:
        return [task for task in self.facts.tasks if not task.is_done]

    def needs(self, task: TaskFacts) -> tuple[tuple[str, float], ...]:
        people = sorted(task.people) if self.facts.one_at_a_time else ()
        return (*self.demands[task.pk].needs, *((person_id(p), ONE) for p in people))

    def fixed(self) -> dict[int, int]:
        """Return the period of what is not to be placed: it runs, or was moved there."""
        running = {
            task.pk: 0 for task in self.open if task.runs and not self.waits(task)
        }
        return running | dict(self.pinned)

    def waits(self, task: TaskFacts) -> bool:
        """Tell whether something that is not finished keeps it from being finished."""
        tasks = self.facts.by_pk
        return any(
            kind[1] == "F" and before in tasks and not tasks[before].is_done
            for before, kind, _ in task.after
        )

    def task(
        self, task: TaskFacts, needs: Iterable[tuple[str, float]]
    ) -> schedule.Task:
        days = duration(self.demands[task.pk].days)
        links, earliest = self.links(task, expected(days))
        return schedule.Task(
            id=str(task.pk),
            duration=days,
            needs=tuple(schedule.Need(name, units) for name, units in needs),
            after=links,
            earliest=max(earliest, self.pinned.get(task.pk, 0)),
            deadline=(
                None
                if task.deadline is None
                else max(0, due(task.deadline) - self.first)
            ),
        )

    def links(
        self, task: TaskFacts, days: int
    ) -> tuple[tuple[schedule.Link, ...], int]:
        """Return what it waits for, and the period before which it may not start.

        What has happened is no link any more but a day.
        """
        tasks, links, earliest = self.facts.by_pk, [], self.not_before(task)
        for before, kind, lag in task.after:
            other = tasks.get(before)
            if other is None or (task.runs and kind[1] == "S"):
                continue
            happened = self.happened(other, kind[0])
            if happened is None:
                links.append(schedule.Link(str(before), kind, lag))  # type: ignore[arg-type]
            elif kind[1] == "S":
                earliest = max(earliest, happened + lag)
            else:
                earliest = max(earliest, happened + lag - days)
        return tuple(links), earliest

    def not_before(self, task: TaskFacts) -> int:
        if task.not_before is None or task.runs:
            return 0
        return max(0, workday(task.not_before) - self.first)

    def happened(self, task: TaskFacts, end: str) -> int | None:
        """Return the period in which a task started or by which it finished, if it has."""
        if end == "S" and task.started_on is not None:
            return workday(task.started_on) - self.first
        if end == "F" and task.finished_on is not None:
            return due(task.finished_on) - self.first
        return None


def build_cases(facts: PlanFacts, *, pinned: Mapping[int, int]) -> Cases:
    """Return the cases of a plan; ``pinned`` are the periods that tasks were moved to."""
    building = _Building(facts, pinned)
    fixed = building.fixed()
    # What is fixed comes first, so that it is first to take what is free.
    tasks = sorted(building.open, key=lambda task: task.pk not in fixed)
    taken = _taken(building, tasks, fixed)
    reduced = {
        name: _reduced(building.free[name], taken[name]) for name in building.free
    }
    over = {name for name, row in taken.items() if _overdrawn(building.free[name], row)}
    return Cases(
        first=building.first,
        placing=_case(building, tasks, reduced, without=fixed),
        varying=_case(
            building,
            tasks,
            {n: reduced[n] if n in over else row for n, row in building.free.items()},
            without=fixed,
            over=over,
        ),
        alone=_case(building, tasks, {}, without={task.pk for task in tasks}),
        fixed=fixed,
        demands=building.demands,
    )


def _case(
    building: _Building,
    tasks: Sequence[TaskFacts],
    free: Mapping[str, tuple[float, ...]],
    *,
    without: Collection[int],
    over: Collection[str] | None = None,
) -> schedule.ScheduleCase:
    """Return a case; tasks in ``without`` take nothing, or only what is not ``over``."""

    def needs(task: TaskFacts) -> list[tuple[str, float]]:
        wanted = list(building.needs(task))
        if task.pk not in without:
            return wanted
        if over is None:
            return []
        return [(name, units) for name, units in wanted if name not in over]

    return schedule.ScheduleCase(
        tasks=tuple(building.task(task, needs(task)) for task in tasks),
        resources=tuple(
            schedule.Resource(name, row[0] if len(row) == 1 else row)
            for name, row in free.items()
        ),
    )


def _taken(
    building: _Building, tasks: Sequence[TaskFacts], fixed: Mapping[int, int]
) -> dict[str, dict[int, float]]:
    """Return what fixed tasks take, by resource and period."""
    taken: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for task in tasks:
        if task.pk not in fixed:
            continue
        start = fixed[task.pk]
        days = expected(duration(building.demands[task.pk].days))
        for name, units in building.needs(task):
            for period in range(start, start + days):
                taken[name][period] += units
    return taken


def _extended(row: Sequence[float], periods: int) -> list[float]:
    return [*row, *(row[-1] for _ in range(periods - len(row)))]


def _reduced(row: tuple[float, ...], taken: Mapping[int, float]) -> tuple[float, ...]:
    """Return what is left of a row; its last entry, which goes on, stays as it is."""
    if not taken:
        return row
    long = _extended(row, max(taken) + 2)
    for period, units in taken.items():
        long[period] = max(0.0, round(long[period] - units, 6))
    return tuple(long)


def _overdrawn(row: tuple[float, ...], taken: Mapping[int, float]) -> bool:
    long = _extended(row, max(taken, default=0) + 1)
    return any(units > long[period] + 1e-9 for period, units in taken.items())
