"""What a schedule is worked out from: a plan's tasks and what is left for them.

Frozen and free of rows: the same facts always give the same hash, so it tells
whether a schedule is older than the tasks.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

Days = tuple[float, float, float]
# So many tasks are worked out within half a second; more are a worker's job.
SMALL = 60
# The longest estimate that a task may have, in working days.
LONGEST = 2_000.0
# How many tasks can be moved at once.
MOST_MOVES = 500


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """A task. ``days`` is its estimate in working days, None where there is none.

    ``needs`` holds (capability, amount over the whole task), ``after`` (task, kind of
    link, lag in working days), ``planned`` the baseline's first and last day.
    """

    pk: int
    code: str
    name: str
    tactic: str
    initiative: int | None
    days: Days | None
    not_before: date | None
    deadline: date | None
    state: str
    progress: int
    started_on: date | None
    finished_on: date | None
    planned: tuple[date, date] | None
    people: tuple[int, ...]
    needs: tuple[tuple[int, float], ...]
    after: tuple[tuple[int, str, int], ...]
    budget: float

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def runs(self) -> bool:
        """Tell whether it has begun, and is not finished."""
        return not self.is_done and self.started_on is not None

    @property
    def left(self) -> float:
        """Return the share of it that is left to do."""
        return 0.0 if self.is_done else 1.0 - self.progress / 100


@dataclass(frozen=True, kw_only=True)
class CapabilityFacts:
    """What is left of a capability by week, in its unit, from the week of the first working day."""

    pk: int
    name: str
    units: str
    left: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """A plan's tasks on a day, and what they share; dropped tasks are left out.

    With ``one_at_a_time`` a responsible person does one task at a time.
    """

    plan: int
    as_of: date
    starts_on: date
    weeks: int
    one_at_a_time: bool
    tasks: tuple[TaskFacts, ...]
    capabilities: tuple[CapabilityFacts, ...]
    people: tuple[tuple[int, str], ...]
    tactics: tuple[tuple[str, str], ...]
    initiatives: tuple[tuple[int, str], ...] = ()
    days_off: tuple[date, ...] = ()  # weekdays to come on which nobody works

    @property
    def by_pk(self) -> dict[int, TaskFacts]:
        return {task.pk: task for task in self.tasks}

    @property
    def open(self) -> tuple[TaskFacts, ...]:
        return tuple(task for task in self.tasks if not task.is_done)

    @property
    def is_small(self) -> bool:
        """Tell whether it is worked out while somebody waits."""
        return len(self.open) <= SMALL

    def digest(self) -> str:
        """Return the SHA-256 of all that a schedule depends on, the day included.

        The baseline is no part of it: it is looked at, not worked with.
        """
        tasks = tuple(replace(task, planned=None) for task in self.tasks)
        bare = asdict(replace(self, tasks=tasks))
        text = json.dumps(bare, sort_keys=True, default=str, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Move:
    """What somebody tries with one task: another first day, or other working days."""

    task: int
    starts: date | None = None
    days: float | None = None

    def document(self) -> dict[str, Any]:
        starts = None if self.starts is None else self.starts.isoformat()
        return {"task": self.task, "starts": starts, "days": self.days}


def read_moves(rows: Iterable[Mapping[str, Any]]) -> tuple[Move, ...]:
    """Read what ``Move.document`` wrote."""
    return tuple(
        Move(
            task=row["task"],
            starts=None if row["starts"] is None else date.fromisoformat(row["starts"]),
            days=row["days"],
        )
        for row in rows
    )


def open_moves(facts: PlanFacts, moves: Iterable[Move]) -> tuple[Move, ...]:
    """Keep the moves of what is open in the plan."""
    known = {task.pk for task in facts.open}
    return tuple(move for move in moves if move.task in known)


def stretched(days: Days | None, likely: float) -> Days:
    """Return an estimate with another likely value, low and high in proportion."""
    if days is None or not days[1]:
        return (likely, likely, likely)
    share = likely / days[1]
    low, _, high = days
    return (round(low * share, 2), likely, min(round(high * share, 2), LONGEST))


def moved(facts: PlanFacts, moves: Iterable[Move]) -> PlanFacts:
    """Return the facts as if what is tried were so: durations, and not before when."""
    wanted = {move.task: move for move in moves}
    tasks = tuple(
        _moved(task, wanted[task.pk]) if task.pk in wanted else task
        for task in facts.tasks
    )
    return replace(facts, tasks=tasks)


def _moved(task: TaskFacts, move: Move) -> TaskFacts:
    if move.days is not None:
        task = replace(task, days=stretched(task.days, move.days))
    if move.starts is not None:
        task = replace(task, not_before=move.starts)
    return task
