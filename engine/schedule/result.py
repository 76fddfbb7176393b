"""The answer: when each task starts, what it waits for, and when everything is finished."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from engine.document import plain_value

PLANNED_FORMAT = "schedule/1"

Status = Literal["optimal", "feasible", "unsolved"]
Reason = Literal["nothing", "earliest", "task", "resource"]


class Found(NamedTuple):
    """A schedule: the periods late, its end, and the starts (n,)."""

    late: int
    end: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is: ``share`` of the time in [0, 1], the best end and the bound."""

    share: float
    end: int
    bound: int


# Returning False ends the search with the best schedule found; to abandon it, raise.
OnProgress = Callable[[Progress], bool | None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a task does not start a period sooner: a task, a resource, or its earliest start."""

    why: Reason
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A task in the schedule: it runs from ``start`` up to, but not in, ``finish``.

    ``slack`` are the periods that it can slip with the end where it is, if what follows
    slips as well: resources held, as the schedule pushed right has it. ``total_float`` counts links
    alone, as the critical path method does. Without slack it is ``critical``. ``late`` are the
    periods by which it misses its deadline.
    """

    id: str
    start: int
    finish: int
    slack: int
    total_float: int
    critical: bool
    late: int
    waits_for: Waiting


@dataclass(frozen=True, slots=True)
class Use:
    """A resource by period, T numbers each in its own unit: what is free, what is taken."""

    id: str
    capacity: tuple[float, ...]
    load: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule, and how far from the best possible it can be.

    ``late`` are the periods by which deadlines are missed, added up: they come first, the
    end after. No schedule of these tasks ends before ``bound``; ``gap`` is (end − bound) / bound.
    """

    status: Status
    end: int | None
    bound: int
    gap: float | None
    late: int
    tasks: tuple[Planned, ...]
    resources: tuple[Use, ...]
    seed: int
    cut_short: bool

    def document(self) -> dict[str, Any]:
        """Write the answer, ready for JSON."""
        content = plain_value(self)
        assert isinstance(content, dict)  # noqa: S101 - a dataclass is written as one
        empty = {"end": None, "gap": None}
        return {"format": PLANNED_FORMAT, **empty, **content}
