"""Double justification of many schedules at once.

Source: V. Valls, F. Ballestin and S. Quintanilla, "Justification and RCPSP: a technique that
pays" (2005).
"""

import numpy as np

from engine.schedule.lanes import Lanes, Numbers, Scores, Units
from engine.schedule.problem import Problem

# What is put behind what it waits for comes so much later: 5,000 on end are less than 1.
BEHIND = 1e-4


class Justifier:
    """Places lists of one problem's tasks, and pushes what comes of it right and left."""

    def __init__(self, problem: Problem, periods: int) -> None:
        self.forward = Lanes(problem, periods)
        self.backward = Lanes(problem.backward(periods), periods)
        self.durations = self.forward.durations
        self.deadlines = np.array(
            [np.inf if day is None else day for day in problem.deadlines]
        )

    def placed(self, lists: Numbers) -> Numbers:
        """Return (lanes, n) starts of the lists (lanes, n) that fit, justified where that helps."""
        starts, fit = self.forward.place(lists)
        starts = starts[fit]
        found = self.justified(starts)
        worse = self.worth(found) > self.worth(starts)
        found[worse] = starts[worse]
        return found

    def justified(self, starts: Numbers) -> Numbers:
        """Return (lanes, n) starts, pushed right against the end and then left again.

        What does not fit, as with negative lags, is left as it is.
        """
        ends = self.ends(starts)[:, None]
        turned = ends - starts - self.durations
        found, fit = self.backward.place(
            in_order(turned, self.backward.problem), self.turned_free(ends)
        )
        fit &= (found + self.durations <= ends).all(axis=1)
        late = np.where(fit[:, None], ends - found - self.durations, starts)
        found, fit = self.forward.place(in_order(late, self.forward.problem))
        return np.where(fit[:, None], found, starts)

    def turned_free(self, ends: Numbers) -> Units:
        """Return (lanes, resources + 1, width) what is free before each end (lanes, 1)."""
        free, width = self.forward.free, self.forward.width
        times = ends - 1 - np.arange(width)
        turned = free.take(np.maximum(times, 0), axis=1)
        turned[:, times < 0] = -1
        return np.ascontiguousarray(turned.swapaxes(0, 1))

    def ends(self, starts: Numbers) -> Numbers:
        """Return (lanes,) the periods in which everything is finished."""
        found: Numbers = (starts + self.durations).max(axis=1)
        return found

    def lateness(self, starts: Numbers) -> Numbers:
        """Return (lanes,) the periods by which deadlines are missed, added up."""
        missed = np.maximum(starts + self.durations - self.deadlines, 0)
        found: Numbers = missed.sum(axis=1).astype(np.int64)
        return found

    def worth(self, starts: Numbers) -> Numbers:
        """Return (lanes,) what orders schedules, the best least: lateness, then the end."""
        most = self.forward.periods + 1
        return self.lateness(starts) * most + self.ends(starts)


def in_order(starts: Numbers, problem: Problem) -> Numbers:
    """Return (lanes, n) lists of tasks by start, none before one that it waits for."""
    keys = starts * len(problem.order) + np.array(problem.rank)
    if problem.follows_starts:
        return np.argsort(keys, axis=1)
    return by_key(keys.astype(np.float64), problem)


def by_key(keys: Scores, problem: Problem) -> Numbers:
    """Return (lanes, n) lists of tasks by key (lanes, n), or just after what they wait for."""
    moved = np.ascontiguousarray(keys.T)
    for task in problem.order:
        waited = [earlier for earlier, _ in problem.before[task]]
        if waited:
            least = moved[waited].max(axis=0) + BEHIND
            np.maximum(moved[task], least, out=moved[task])
    return np.argsort(moved.T, axis=1)
