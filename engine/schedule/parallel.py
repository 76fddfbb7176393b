"""Parallel schedule generation: period by period, what can begin begins.

Source: R. Kolisch, "Serial and parallel resource-constrained project scheduling methods
revisited" (1996). Where tasks are many and need several resources at once its schedules end
sooner than the serial ones; it may miss the best, which they do not.
"""

from bisect import insort
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from engine.schedule.problem import Problem


def is_constant(problem: Problem) -> bool:
    """Tell whether as much of each resource is free in every period."""
    return all(len(row) == 1 for row in problem.free)


def begun(problem: Problem, keys: Sequence[float]) -> list[int]:
    """Return starts (n,): in every period the task of least key (n,) that fits comes first.

    What is free has to be constant.
    """
    return Beginning(problem, keys).starts


class Beginning:
    """A schedule that grows period by period; ``starts`` (n,) are final when it is made."""

    def __init__(self, problem: Problem, keys: Sequence[float]) -> None:
        self.problem = problem
        self.free = [row[0] for row in problem.free]
        self.starts = list(problem.earliest)
        self.missing = [len(links) for links in problem.before]
        self.running: list[tuple[int, int]] = []
        self.coming = [
            (self.starts[task], task)
            for task, count in enumerate(self.missing)
            if not count
        ]
        heapify(self.coming)
        ready: list[tuple[float, int]] = []
        while self.coming or ready:
            now = min(heap[0][0] for heap in (self.coming, self.running) if heap)
            self.finish(now)
            while self.coming and self.coming[0][0] <= now:
                task = heappop(self.coming)[1]
                insort(ready, (keys[task], task))
            ready = [entry for entry in ready if not self.begins(entry[1], now)]

    def finish(self, now: int) -> None:
        """Give back what tasks took that are over."""
        while self.running and self.running[0][0] <= now:
            for resource, units in self.problem.needs[heappop(self.running)[1]]:
                self.free[resource] += units

    def begins(self, task: int, now: int) -> bool:
        """Begin a task if what it needs is free; tell whether it was."""
        length, needs = self.problem.durations[task], self.problem.needs[task]
        if length:
            if any(self.free[resource] < units for resource, units in needs):
                return False
            for resource, units in needs:
                self.free[resource] -= units
            heappush(self.running, (now + length, task))
        self.starts[task] = now
        for later, lag in self.problem.after[task]:
            self.starts[later] = max(self.starts[later], now + lag)
            self.missing[later] -= 1
            if not self.missing[later]:
                heappush(self.coming, (max(now, self.starts[later]), later))
        return True
