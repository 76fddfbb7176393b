"""The schedule case: tasks, how they are linked and what they need, as frozen dataclasses.

Units: periods are counted from 0; durations and lags are whole periods; needs and capacity are
in the resource's own unit per period. Every constructor raises ``InvalidCase``.
"""

from dataclasses import dataclass
from typing import Literal

from engine import checks
from engine.quantity import Profile, ThreePoint
from engine.refusal import InvalidCase

MOST_TASKS = 5_000
MOST_RESOURCES = 1_000
MOST_PER_TASK = 500
MOST_PERIODS = 20_000
# Durations and lags together: how far a schedule may reach.
LONGEST_SCHEDULE = 1_000_000

Kind = Literal["FS", "SS", "FF", "SF"]
KINDS: tuple[Kind, ...] = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True, slots=True)
class Resource:
    """What tasks share: units free in every period, or a list that keeps its last entry."""

    id: str
    capacity: Profile

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        if not isinstance(self.capacity, tuple):
            checks.number(self.capacity, "capacity")
            return
        if not 1 <= len(self.capacity) <= MOST_PERIODS:
            raise InvalidCase("capacity", f"must have 1 to {MOST_PERIODS:,} entries")
        for period, units in enumerate(self.capacity):
            checks.number(units, f"capacity[{period}]")


@dataclass(frozen=True, slots=True)
class Need:
    """What a task takes of a resource in each period that it runs."""

    resource: str
    units: float

    def __post_init__(self) -> None:
        checks.name(self.resource, "resource")
        checks.number(self.units, "units")


@dataclass(frozen=True, slots=True)
class Link:
    """What a task waits for: another's finish or start (F, S), before its own start or finish.

    It waits ``lag`` periods longer, or may come that much sooner if the lag is negative.
    """

    task: str
    kind: Kind = "FS"
    lag: int = 0

    def __post_init__(self) -> None:
        checks.name(self.task, "task")
        checks.choice(self.kind, "kind", KINDS)
        checks.whole(self.lag, "lag", least=-MOST_PERIODS, most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class Task:
    """Work without interruption. An uncertain duration is a three-point estimate."""

    id: str
    duration: int | ThreePoint
    needs: tuple[Need, ...] = ()
    after: tuple[Link, ...] = ()
    earliest: int = 0
    deadline: int | None = None

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        check_duration(self.duration)
        checks.sequence(self.needs, "needs", Need, most=MOST_PER_TASK)
        checks.distinct([need.resource for need in self.needs], "needs", "resource")
        checks.sequence(self.after, "after", Link, most=MOST_PER_TASK)
        checks.whole(self.earliest, "earliest", most=MOST_PERIODS)
        if self.deadline is not None:
            checks.whole(self.deadline, "deadline", most=MOST_PERIODS)


def check_duration(duration: object) -> None:
    """Accept whole periods, or an estimate of three numbers of periods."""
    if not isinstance(duration, ThreePoint):
        checks.whole(duration, "duration", most=MOST_PERIODS)
        return
    for key in ("low", "likely", "high"):
        checks.number(getattr(duration, key), f"duration.{key}", most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class ScheduleCase:
    """One project, complete: it can be stored and scheduled again."""

    tasks: tuple[Task, ...]
    resources: tuple[Resource, ...] = ()

    def __post_init__(self) -> None:
        # Imported here because the cross-checks read the classes above.
        from engine.schedule.consistency import check_schedule

        check_schedule(self)
