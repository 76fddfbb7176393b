"""What was worked out: when each task is done, how sure that is, and what conflicts.

Days are working-day numbers (``core.workdays``); a finish is the day by whose
beginning the task is over. All of it can be stored as a document and read again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

ConflictKind = Literal[
    "capability", "person", "deadline", "hopeless", "stretched", "moved", "overdrawn"
]


@dataclass(frozen=True, kw_only=True)
class WorkedTask:
    """An open task. ``p10``, ``p50`` and ``p90``: by when it is over in so many of 100 cases.

    ``early`` is when it could start if nobody and nothing had to be shared.
    ``in_time``: the chance to meet its deadline. ``why``: what it waits for.
    """

    pk: int
    start: int
    finish: int
    p10: int
    p50: int
    p90: int
    early: int
    slack: int
    total_float: int
    critical: bool
    late: int
    in_time: float | None
    why: str
    waits_for: str


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What does not go together: of which capability or person, when, and how much is short.

    ``first`` and ``last`` are working-day numbers. ``levelled``: the schedule has
    resolved it by moving tasks; otherwise it stands.
    """

    kind: ConflictKind
    tasks: tuple[int, ...]
    first: int
    last: int
    levelled: bool
    capability: int | None = None
    person: int | None = None
    needed: float = 0.0
    left: float = 0.0
    short: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A schedule. ``ends`` holds (day, share of cases in which all is over by then, not before).

    ``goal`` is the day by which it is to be over, ``goal_is_launch`` tells whether that
    is the launch, ``in_time`` is the share of cases in which it is. ``chain``: the tasks
    that decide the end.
    """

    first: int
    end: int
    bound: int
    proven: bool
    mean: float
    p10: int
    p50: int
    p90: int
    ends: tuple[tuple[int, float], ...]
    goal: int | None
    goal_is_launch: bool
    in_time: float | None
    tasks: tuple[WorkedTask, ...]
    conflicts: tuple[Conflict, ...]
    chain: tuple[int, ...]

    @property
    def by_pk(self) -> dict[int, WorkedTask]:
        return {task.pk: task for task in self.tasks}

    def document(self) -> dict[str, Any]:
        return asdict(self)


def read_worked(document: Mapping[str, Any]) -> Worked:
    """Read what ``Worked.document`` wrote, from JSON as well."""
    content = dict(document)
    content["ends"] = tuple((day, share) for day, share in content["ends"])
    content["tasks"] = tuple(WorkedTask(**row) for row in content["tasks"])
    content["conflicts"] = tuple(
        Conflict(**{**row, "tasks": tuple(row["tasks"])})
        for row in content["conflicts"]
    )
    content["chain"] = tuple(content["chain"])
    return Worked(**content)
