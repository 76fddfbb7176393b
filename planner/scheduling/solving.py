"""Work a schedule out: place the tasks, play it through, and say what conflicts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

import engine
from core.refusals import Invalid
from core.workdays import due, workday
from engine import schedule
from engine.schedule.outlook import drawn_durations, finishes
from planner.scheduling.casing import Cases, build_cases, duration
from planner.scheduling.conflicts import find_conflicts, too_soon
from planner.scheduling.facts import Move, PlanFacts, TaskFacts, moved
from planner.scheduling.worked import Conflict, Worked, WorkedTask

SCHEDULE_VERSION: Final = "tasks/1"
DRAWS: Final = 256
SEED: Final = 1

Numbers = NDArray[np.int64]
Say = Callable[[int, str], None]


class NotSchedulable(Invalid):
    title = "No schedule can be worked out"


def work_out(
    facts: PlanFacts,
    moves: Iterable[Move] = (),
    *,
    seconds: float = 0.5,
    say: Say = lambda share, note: None,
) -> Worked | None:
    """Return the schedule of what is not finished, or None if everything is.

    A task that was moved stays on its day, unless what it waits for comes later: then
    it starts as soon as it can and the conflict says so. Raises ``NotSchedulable``.
    """
    wanted = tuple(moves)
    tried = moved(facts, wanted)
    if all(task.is_done for task in tried.tasks):
        return None
    try:
        return _work_out(tried, wanted, seconds, say)
    except engine.InvalidCase as error:
        raise _refused(tried, error) from error


def _refused(facts: PlanFacts, error: engine.InvalidCase) -> NotSchedulable:
    return NotSchedulable(
        f"The {len(facts.tasks)} tasks of this plan cannot be scheduled: {error}.",
        next_step="Bring their links, estimates and dates nearer together.",
    )


def _work_out(
    facts: PlanFacts, moves: tuple[Move, ...], seconds: float, say: Say
) -> Worked:
    say(5, "Placing the tasks")
    pinned = _pinned(facts, moves)
    cases = build_cases(facts, pinned=pinned)
    planned = _place(cases, seconds, say)
    blocked = too_soon(facts, planned, cases, pinned)
    if blocked:
        kept = {
            pk: period
            for pk, period in pinned.items()
            if pk not in {task for conflict in blocked for task in conflict.tasks}
        }
        cases = build_cases(facts, pinned=kept)
        planned = _place(cases, seconds, say)
    say(80, "Playing it through")
    alone = schedule.schedule(cases.alone, seconds=seconds, seed=SEED)
    return _report(facts, cases, planned, alone, blocked)


def _pinned(facts: PlanFacts, moves: Iterable[Move]) -> dict[int, int]:
    """Return the periods to which tasks were moved; what runs cannot start anew."""
    tasks, first = facts.by_pk, workday(facts.as_of)
    return {
        move.task: max(0, workday(move.starts) - first)
        for move in moves
        if move.starts is not None
        and move.task in tasks
        and not (tasks[move.task].is_done or tasks[move.task].runs)
    }


def _place(cases: Cases, seconds: float, say: Say) -> schedule.Schedule:
    def heard(progress: schedule.Progress) -> bool:
        say(5 + round(70 * progress.share), "Looking for a better order")
        return True

    planned = schedule.schedule(
        cases.placing, seconds=seconds, seed=SEED, progress=heard
    )
    if planned.end is None:
        raise NotSchedulable(
            "What is left of the capabilities is too little for these tasks.",
            next_step="Ask less of them, or make room in Operations.",
        )
    return planned


def _report(
    facts: PlanFacts,
    cases: Cases,
    planned: schedule.Schedule,
    alone: schedule.Schedule,
    blocked: tuple[Conflict, ...],
) -> Worked:
    durations = drawn_durations(cases.varying, DRAWS, SEED)
    found = cases.first + finishes(cases.varying, planned, durations)
    ends = found.max(axis=0)
    tasks = _tasks(facts, cases, planned, alone, found)
    goal, is_launch, scope = _goal(facts)
    rows = {int(task.id): row for task, row in zip(planned.tasks, found, strict=True)}
    levels = np.quantile(ends, (0.1, 0.5, 0.9), method="inverted_cdf")
    days, counts = np.unique(ends, return_counts=True)
    assert planned.end is not None  # noqa: S101 - a schedule without one is refused
    return Worked(
        first=cases.first,
        end=cases.first + planned.end,
        bound=cases.first + planned.bound,
        proven=planned.status == "optimal",
        mean=float(ends.mean()),
        p10=int(levels[0]),
        p50=int(levels[1]),
        p90=int(levels[2]),
        ends=tuple(
            (int(day), int(count) / DRAWS)
            for day, count in zip(days, counts, strict=True)
        ),
        goal=goal,
        goal_is_launch=is_launch,
        in_time=None if goal is None else _share([rows[pk] for pk in scope], goal),
        tasks=tasks,
        conflicts=(*blocked, *find_conflicts(facts, cases, tasks)),
        chain=_chain(facts, tasks),
    )


def _share(rows: Iterable[Numbers], goal: int) -> float:
    """Return the share of cases in which all of these are over by a day."""
    latest = np.max(np.stack(list(rows)), axis=0)
    return float((latest <= goal).mean())


def _goal(facts: PlanFacts) -> tuple[int | None, bool, tuple[int, ...]]:
    """Return by which day what has to be over, and whether that is the launch.

    For the launch: what has a deadline before the plan's first week, or everything if
    nothing has a deadline. Otherwise everything, by the last deadline.
    """
    tasks = [task for task in facts.tasks if not task.is_done]
    every = tuple(task.pk for task in tasks)
    ahead = facts.starts_on > facts.as_of
    deadlines = {task.pk: task.deadline for task in tasks if task.deadline is not None}
    if not deadlines:
        return (workday(facts.starts_on), True, every) if ahead else (None, False, ())
    before = tuple(pk for pk, day in deadlines.items() if day <= facts.starts_on)
    if ahead and before:
        return workday(facts.starts_on), True, before
    return due(max(deadlines.values())), False, every


def _tasks(
    facts: PlanFacts,
    cases: Cases,
    planned: schedule.Schedule,
    alone: schedule.Schedule,
    found: Numbers,
) -> tuple[WorkedTask, ...]:
    early = {int(task.id): task.start for task in alone.tasks}
    by_pk, first = facts.by_pk, cases.first
    levels = np.quantile(found, (0.1, 0.5, 0.9), axis=1, method="inverted_cdf").T
    rows = []
    for task, row, level in zip(planned.tasks, found, levels, strict=True):
        pk = int(task.id)
        deadline = by_pk[pk].deadline
        until = None if deadline is None else due(deadline)
        finish = first + task.finish
        rows.append(
            WorkedTask(
                pk=pk,
                start=first + task.start,
                finish=finish,
                p10=int(level[0]),
                p50=int(level[1]),
                p90=int(level[2]),
                early=first + early[pk],
                slack=task.slack,
                total_float=task.total_float,
                critical=task.critical,
                late=0 if until is None else max(0, finish - until),
                in_time=None if until is None else float((row <= until).mean()),
                why=_why(by_pk[pk], task),
                waits_for=task.waits_for.name or "",
            )
        )
    return tuple(rows)


def _why(task: TaskFacts, planned: schedule.Planned) -> str:
    return "runs" if task.runs else planned.waits_for.why


def _chain(facts: PlanFacts, tasks: tuple[WorkedTask, ...]) -> tuple[int, ...]:
    """Return the tasks that decide the end, the first one first.

    Backwards from the one that is over last: to what it waits for, or to whoever
    has what it needs until it starts.
    """
    by_pk = {task.pk: task for task in tasks}
    here = max(tasks, key=lambda task: (task.finish, task.pk))
    chain = [here.pk]
    while (earlier := _before(here, by_pk, facts)) is not None:
        if earlier.pk in chain:
            break
        chain.append(earlier.pk)
        here = earlier
    return tuple(reversed(chain))


def _before(
    task: WorkedTask, by_pk: Mapping[int, WorkedTask], facts: PlanFacts
) -> WorkedTask | None:
    if task.why == "task":
        return by_pk.get(int(task.waits_for))
    if task.why != "resource":
        return None
    wanted = facts.by_pk
    holders = [
        other
        for other in by_pk.values()
        if other.start < task.start <= other.finish
        and _takes(wanted[other.pk], task.waits_for)
    ]
    return max(holders, key=lambda other: (other.finish, -other.pk), default=None)


def _takes(task: TaskFacts, resource: str) -> bool:
    kind, _, pk = resource.rpartition("-")
    if kind == "person":
        return int(pk) in task.people
    return any(need == int(pk) for need, _ in task.needs)


__all__ = ["DRAWS", "SCHEDULE_VERSION", "NotSchedulable", "duration", "work_out"]
