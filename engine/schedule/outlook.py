"""How sure the end is: the schedule kept in its order while durations turn out as they may."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.draws import check_request, normal_scores, pert_quantiles
from engine.quantity import ThreePoint, at
from engine.refusal import InvalidCase
from engine.schedule.building import build_problem, starts_after
from engine.schedule.case import ScheduleCase
from engine.schedule.placing import Placer
from engine.schedule.result import Schedule
from engine.schedule.solving import furthest

Numbers = NDArray[np.int64]

DRAWS = 256


@dataclass(frozen=True, slots=True)
class InTime:
    """A task with a deadline, and the share of draws in which it is met."""

    id: str
    deadline: int
    chance: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """When everything is finished: the mean, and the ends not exceeded in 10, 50, 90 % of draws."""

    draws: int
    mean: float
    p10: int
    p50: int
    p90: int
    in_time: tuple[InTime, ...]


def outlook(
    case: ScheduleCase, planned: Schedule, *, draws: int = DRAWS, seed: int = 1
) -> Outlook:
    """Return how the schedule turns out if every duration is drawn from its estimate.

    Tasks are taken up in the order of their planned starts, each as early as it fits.
    Durations are independent PERT quantiles, to the nearest whole period. Raises
    ``InvalidCase`` for a plan without starts, and for draws or a seed that cannot be used.
    """
    check_request(seed, draws)
    if planned.end is None:
        raise InvalidCase("schedule", "has no starts to begin from")
    found = finishes(case, planned, drawn_durations(case, draws, seed))
    ends = found.max(axis=0)
    low, middle, high = np.quantile(ends, (0.1, 0.5, 0.9), method="inverted_cdf")
    return Outlook(
        draws=draws,
        mean=float(ends.mean()),
        p10=int(low),
        p50=int(middle),
        p90=int(high),
        in_time=tuple(
            InTime(task.id, task.deadline, float((row <= task.deadline).mean()))
            for task, row in zip(case.tasks, found, strict=True)
            if task.deadline is not None
        ),
    )


def drawn_durations(case: ScheduleCase, draws: int, seed: int) -> Numbers:
    """Return (n, draws) durations in whole periods."""
    uncertain = sum(isinstance(task.duration, ThreePoint) for task in case.tasks)
    scores = iter(normal_scores(uncertain, draws, seed))
    found = np.empty((len(case.tasks), draws), dtype=np.int64)
    for index, task in enumerate(case.tasks):
        if isinstance(task.duration, ThreePoint):
            estimate = task.duration
            low, likely, high = (
                at(profile, 0)
                for profile in (estimate.low, estimate.likely, estimate.high)
            )
            width = high - low
            mode = (likely - low) / width if width else 0.0
            levels = pert_quantiles(mode, next(scores))
            found[index] = np.rint(low + width * levels)
        else:
            found[index] = task.duration
    return found


def finishes(case: ScheduleCase, planned: Schedule, durations: Numbers) -> Numbers:
    """Return (n, draws) when tasks finish, taken up in the planned order.

    Where what is free comes to an end too soon, all count as finished with the last period
    that is looked at: after the last entry of every resource and all tasks one by one.
    """
    problem = build_problem(case)
    order = problem.arranged([task.start for task in planned.tasks])
    longest = build_problem(case, durations.max(axis=1).tolist())
    placer = Placer(longest, furthest(longest))
    found = np.empty_like(durations)
    for draw, column in enumerate(durations.T):
        lengths = column.tolist()
        drawn = replace(
            problem,
            durations=tuple(lengths),
            before=starts_after(case.tasks, lengths),
        )
        starts = placer.early(order, drawn)
        found[:, draw] = placer.periods if starts is None else column + starts
    return found
