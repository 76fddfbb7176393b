"""Serial schedule generation, and its double justification.

Sources: R. Kolisch, "Serial and parallel resource-constrained project scheduling methods
revisited" (1996); V. Valls, F. Ballestin and S. Quintanilla, "Justification and RCPSP: a
technique that pays" (2005).
"""

from collections.abc import Sequence

from engine.schedule.problem import Problem
from engine.schedule.timeline import at_least, first_run, take

Planes = list[list[int]]


def place(
    problem: Problem, tasks: Sequence[int], planes: Planes, periods: int
) -> list[int] | None:
    """Return the tasks' starts (n,), each as early as it fits, one after the other.

    ``tasks`` follow their links; ``planes`` are what is free in so many periods. None
    if a task does not fit into them.
    """
    durations, needs, before = problem.durations, problem.needs, problem.before
    everywhere = (1 << periods) - 1
    free = [list(row) for row in planes]
    starts = list(problem.earliest)
    for task in tasks:
        start, duration = starts[task], durations[task]
        for earlier, lag in before[task]:
            start = max(start, starts[earlier] + lag)
        if duration and needs[task]:
            fits = everywhere >> start
            for resource, units in needs[task]:
                fits &= at_least(free[resource], units, everywhere) >> start
            wait = first_run(fits, duration)
            if wait < 0:
                return None
            start += wait
            interval = ((1 << duration) - 1) << start
            for resource, units in needs[task]:
                take(free[resource], units, interval)
        elif start + duration > periods:
            return None
        starts[task] = start
    return starts


class Placer:
    """Places the tasks of one problem again and again, within so many periods."""

    def __init__(self, problem: Problem, periods: int) -> None:
        self.problem, self.periods = problem, periods
        self.planes = problem.planes(periods)

    def early(
        self, tasks: Sequence[int], problem: Problem | None = None
    ) -> list[int] | None:
        """Return the starts (n,) of tasks that are placed in this order.

        Another ``problem`` may differ in durations and links.
        """
        return place(problem or self.problem, tasks, self.planes, self.periods)

    def late(self, starts: Sequence[int]) -> list[int]:
        """Return the starts (n,) of a schedule pushed right against its end, last one first.

        Where negative lags keep the tasks from fitting in that order it is left as it is.
        """
        problem = self.problem
        end = problem.end(starts)
        mirror = problem.backward(end)
        order = mirror.arranged(turned_round(starts, problem.durations, end))
        found = place(mirror, order, mirror.planes(end), end)
        return (
            list(starts)
            if found is None
            else turned_round(found, problem.durations, end)
        )

    def justified(self, starts: Sequence[int]) -> list[int]:
        """Return the starts (n,) of a schedule pushed right and then left again.

        Without negative lags it never ends later than before.
        """
        found = self.early(self.problem.arranged(self.late(starts)))
        return list(starts) if found is None else found


def turned_round(
    starts: Sequence[int], durations: Sequence[int], end: int
) -> list[int]:
    """Return the same starts (n,) with time running back from an end."""
    return [
        end - start - duration
        for start, duration in zip(starts, durations, strict=True)
    ]
