"""What is said of a schedule: its loads, how far each task can slip and what it waits for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.schedule.building import scale_of
from engine.schedule.case import ScheduleCase
from engine.schedule.placing import Placer
from engine.schedule.problem import Problem, extended
from engine.schedule.result import Found, Planned, Schedule, Use, Waiting

Numbers = NDArray[np.int64]


def report(
    case: ScheduleCase,
    problem: Problem,
    best: Found,
    least: int,
    seed: int,
    *,
    cut_short: bool,
) -> Schedule:
    """Return the answer for the best schedule found."""
    free = np.array(
        [extended(row, best.end) for row in problem.free], dtype=np.int64
    ).reshape(len(problem.free), best.end)
    load = loads(problem, best.starts, best.end)
    latest = Placer(problem, best.end).late(best.starts)
    tails = problem.tails()
    tasks = tuple(
        Planned(
            task.id,
            start,
            start + problem.durations[index],
            slack=latest[index] - start,
            total_float=best.end - tails[index] - start,
            critical=latest[index] == start,
            late=missed(task.deadline, start + problem.durations[index]),
            waits_for=waiting(case, problem, best.starts, index, free - load),
        )
        for index, (task, start) in enumerate(zip(case.tasks, best.starts, strict=True))
    )
    scale = scale_of(case)
    uses = tuple(
        Use(
            resource.id,
            tuple((free[row] / scale).tolist()),
            tuple((load[row] / scale).tolist()),
        )
        for row, resource in enumerate(case.resources)
    )
    return Schedule(
        status="optimal" if best.late == 0 and best.end == least else "feasible",
        end=best.end,
        bound=least,
        gap=(best.end - least) / least if least else 0.0,
        late=best.late,
        tasks=tasks,
        resources=uses,
        seed=seed,
        cut_short=cut_short,
    )


def without_schedule(problem: Problem, seed: int) -> Schedule:
    """Return the answer where what is free after its list never suffices for some task."""
    heads, tails = problem.heads(), problem.tails()
    least = max(head + tail for head, tail in zip(heads, tails, strict=True))
    return Schedule("unsolved", None, least, None, 0, (), (), seed, cut_short=False)


def loads(problem: Problem, starts: Sequence[int], end: int) -> Numbers:
    """Return (resources, end) the units that are taken in each period."""
    taken = np.zeros((len(problem.free), end), dtype=np.int64)
    for start, duration, needs in zip(
        starts, problem.durations, problem.needs, strict=True
    ):
        for resource, units in needs:
            taken[resource, start : start + duration] += units
    return taken


def missed(deadline: int | None, finish: int) -> int:
    """Return the periods by which a deadline is missed."""
    return 0 if deadline is None else max(0, finish - deadline)


def waiting(
    case: ScheduleCase,
    problem: Problem,
    starts: Sequence[int],
    index: int,
    spare: Numbers,
) -> Waiting:
    """Return why a task does not start a period sooner; ``spare`` is (resources, end)."""
    start = starts[index]
    for earlier, lag in problem.before[index]:
        if start and starts[earlier] + lag == start:
            return Waiting("task", case.tasks[earlier].id)
    if start == problem.earliest[index]:
        return Waiting("earliest" if start else "nothing")
    for resource, units in problem.needs[index]:
        if spare[resource, start - 1] < units:
            return Waiting("resource", case.resources[resource].id)
    return Waiting("nothing")
