"""When each task will be done, as the tasks stand today.

A forward pass over the links from what was reported: what is done ended when it
ended; what is under way takes the rest of its expected days from today on; what has
not begun starts after what it waits for, not before its own first day, nor before the
adopted schedule has it. Nobody waits for anybody's hands here: the schedule asks that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final

from core.workdays import day_of, due, workday
from planner.execution.models import Task, TaskLink, TaskState

NEVER: Final = float("-inf")


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The first and the last day of a task; ``is_guess``: it has no estimate."""

    starts_on: date
    ends_on: date
    is_guess: bool = False


@dataclass(frozen=True)
class _Span:
    starts: float
    ends: float


Link = tuple[int, int, str, float]  # before, after, kind, lag


def expected_days(task: Task) -> float | None:
    """Return the mean of the three points (PERT): (low + 4 likely + high) / 6."""
    if task.low is None or task.likely is None or task.high is None:
        return None
    return float(task.low + 4 * task.likely + task.high) / 6


def _length(task: Task) -> float:
    expected = expected_days(task)
    if expected is not None:
        return expected
    if task.planned_starts_on and task.planned_ends_on:
        return workday(task.planned_ends_on) - workday(task.planned_starts_on) + 1
    return 0.0


def in_order(keys: Sequence[int], links: Iterable[Link]) -> list[int]:
    """Return the tasks so that each comes after what it waits for."""
    after: dict[int, list[int]] = {key: [] for key in keys}
    waits = dict.fromkeys(keys, 0)
    for first, second, _, _ in links:
        after[first].append(second)
        waits[second] += 1
    ready = [key for key in keys if not waits[key]]
    for key in ready:
        for other in after[key]:
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return ready


def _earliest(
    links: Sequence[Link], spans: Mapping[int, _Span], length: float
) -> float:
    """Return the earliest start that the links into a task allow."""
    first = NEVER
    for before, _, kind, lag in links:
        if before not in spans:
            continue
        from_ = spans[before].ends if kind[0] == "F" else spans[before].starts
        first = max(first, from_ + lag - (length if kind[1] == "F" else 0))
    return first


def _span(
    task: Task, links: Sequence[Link], spans: Mapping[int, _Span], today: int
) -> _Span:
    if task.started_on and task.finished_on:
        return _Span(workday(task.started_on), due(task.finished_on))
    length = _length(task) * (1 - task.progress / 100)
    earliest = _earliest(links, spans, length)
    if task.started_on:
        rest_from = max(today, earliest if task.state == TaskState.HELD else today)
        held_to = max((_end_at_least(link, spans) for link in links), default=NEVER)
        return _Span(workday(task.started_on), max(rest_from + length, held_to))
    floors = [today, earliest]
    floors += [workday(d) for d in (task.not_before, task.planned_starts_on) if d]
    starts = max(floors)
    return _Span(starts, starts + length)


def _end_at_least(link: Link, spans: Mapping[int, _Span]) -> float:
    """Return how far a link holds back the end of a task that has begun."""
    before, _, kind, lag = link
    if kind[1] != "F" or before not in spans:
        return NEVER
    return (spans[before].ends if kind[0] == "F" else spans[before].starts) + lag


def forecast(
    tasks: Iterable[Task], links: Iterable[Link], today: date
) -> dict[int, Forecast]:
    """Return when each task begins and ends; what was dropped holds nobody back."""
    rows = {task.pk: task for task in tasks if task.state != TaskState.DROPPED}
    known = [link for link in links if link[0] in rows and link[1] in rows]
    into: dict[int, list[Link]] = {key: [] for key in rows}
    for link in known:
        into[link[1]].append(link)
    spans: dict[int, _Span] = {}
    for key in in_order(list(rows), known):
        spans[key] = _span(rows[key], into[key], spans, workday(today))
    return {key: _days(rows[key], span) for key, span in spans.items()}


def _days(task: Task, span: _Span) -> Forecast:
    first = task.started_on or day_of(int(span.starts))
    last = day_of(max(ceil(round(span.ends, 6)) - 1, int(span.starts)))
    return Forecast(
        starts_on=first,
        ends_on=task.finished_on or max(first, last),
        is_guess=task.is_open and expected_days(task) is None,
    )


def links_of(plan_id: int) -> list[Link]:
    """Return the links of a plan, in one query."""
    rows = TaskLink.objects.filter(before__plan=plan_id).order_by("pk")
    found = rows.values_list("before_id", "after_id", "kind", "lag")
    return [(before, after, kind, float(lag)) for before, after, kind, lag in found]


def forecasts_of(plan_id: int, today: date) -> dict[int, Forecast]:
    """Forecast every task of a plan, in two queries."""
    names = (
        "low",
        "likely",
        "high",
        "state",
        "progress",
        "started_on",
        "finished_on",
        "not_before",
        "planned_starts_on",
        "planned_ends_on",
    )
    tasks = Task.objects.filter(plan=plan_id).order_by("position", "pk").only(*names)
    return forecast(tasks, links_of(plan_id), today)
