"""Improve on the schedule of a large project by small steps from the best one."""

from collections.abc import Callable, Sequence
from random import Random

from engine.schedule.placing import Placer
from engine.schedule.problem import Problem
from engine.schedule.result import Found

# How many tasks a step moves and how far, as a share of all.
MOVED, FURTHEST = 0.01, 0.05


def found(problem: Problem, starts: Sequence[int]) -> Found:
    """Return a schedule with what it is worth."""
    return Found(problem.lateness(starts), problem.end(starts), tuple(starts))


def polished(placer: Placer, starts: Sequence[int]) -> Found:
    """Return a schedule justified as long as that helps."""
    best = found(placer.problem, starts)
    while True:
        tried = found(placer.problem, placer.justified(best.starts))
        if tried[:2] >= best[:2]:
            return best
        best = tried


def stepped(
    placer: Placer, best: Found, seed: int, enough: Callable[[Found], bool]
) -> Found:
    """Step from a schedule to one that is not worse until it is good enough."""
    random = Random(seed)  # noqa: S311
    while not enough(best):
        starts = placer.early(moved(placer.problem, best.starts, random))
        if starts is not None:
            tried = found(placer.problem, placer.justified(starts))
            if tried[:2] <= best[:2]:
                best = tried
    return best


def moved(problem: Problem, starts: Sequence[int], random: Random) -> list[int]:
    """Return the tasks by start, a few of them nearer or further."""
    count = len(starts)
    steps = int(FURTHEST * count) + 1
    places = [0.0] * count
    for place, task in enumerate(problem.arranged(starts)):
        places[task] = place
    for task in random.sample(range(count), max(1, int(MOVED * count))):
        places[task] += random.randint(-steps, steps)
    return problem.least_first(places)
