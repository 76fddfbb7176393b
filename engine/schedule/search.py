"""Look for a short schedule: a population of task lists, crossed and justified.

Source: V. Valls, F. Ballestin and S. Quintanilla, "A hybrid genetic algorithm for the
resource-constrained project scheduling problem" (2008), here with two-point crossover as in
S. Hartmann, "A competitive genetic algorithm for resource-constrained project scheduling"
(1998), a generation at a time.
"""

from collections.abc import Callable, Sequence

import numpy as np

from engine.schedule.justifying import Justifier, by_key, in_order
from engine.schedule.lanes import Numbers
from engine.schedule.result import Found

POPULATION = 256
# So many generations on end without a better schedule, and all but the best begin anew.
STALE = 20
# So many generations of samples may be needed for a population.
SAMPLED = 6
# How many tasks are moved in a child, and how far, as a share of all; which children are not.
MOVED, FURTHEST = 0.05, 0.2
UNMOVED = 0.5
# How far a sampled list is blurred, as a share of the longest tail.
BLUR = (0.02, 0.3)


class Search:
    """A population that is improved until ``enough`` says so; the best come first."""

    def __init__(
        self, justifier: Justifier, seed: int, enough: Callable[[Found], bool]
    ) -> None:
        self.justifier, self.enough = justifier, enough
        self.problem = justifier.forward.problem
        self.count = justifier.forward.count
        self.most = min(POPULATION, self.count)
        self.random = np.random.default_rng(seed)
        self.tails = np.array(self.problem.urgency(), dtype=np.float64)
        self.marks = self.random.integers(1, 2**62, self.tails.size)
        self.starts: Numbers = np.empty((0, self.tails.size), dtype=np.int64)
        self.worth = self.lists = self.starts[:, 0]

    def run(self, first: Sequence[Sequence[int]]) -> Found:
        """Improve on schedules' starts (n,) until one is good enough; return the best.

        Where chance gives too few different schedules to make a population of, those few are
        crossed, and it ends once that comes to nothing better.
        """
        starts = np.array(first, dtype=np.int64)
        self.keep(starts)
        self.keep(self.justifier.justified(starts))
        hopeful = True
        while hopeful and not self.is_over():
            before, many = self.worth[0], self.is_populated()
            self.breed()
            hopeful = many or self.worth[0] < before
            self.select(np.arange(1))
        return self.best()

    def best(self) -> Found:
        """Return the best schedule so far."""
        starts = self.starts[:1]
        late, end = (self.justifier.lateness(starts), self.justifier.ends(starts))
        return Found(int(late[0]), int(end[0]), tuple(starts[0].tolist()))

    def is_over(self) -> bool:
        """Tell whether the best schedule is good enough."""
        return self.enough(self.best())

    def is_populated(self) -> bool:
        """Fill the population with sampled schedules; tell whether there are enough."""
        for _ in range(SAMPLED):
            self.keep(self.justifier.placed(self.sampled()))
            if self.worth.size >= self.most or self.is_over():
                return True
        return False

    def breed(self) -> None:
        """Cross parents until nothing better comes any more."""
        stale = 0
        while stale < STALE and not self.is_over():
            before = self.worth[0]
            self.keep(self.justifier.placed(self.children()))
            stale = 0 if self.worth[0] < before else stale + 1

    def keep(self, starts: Numbers) -> None:
        """Take schedules (lanes, n) into the population: those that are new and good enough."""
        self.starts = np.concatenate([self.starts, starts])
        self.worth = self.justifier.worth(self.starts)
        order = np.argsort(self.worth, kind="stable")
        _, places = np.unique((self.starts @ self.marks)[order], return_index=True)
        self.select(order[np.sort(places)[: self.most]])

    def select(self, chosen: Numbers) -> None:
        """Keep the chosen people alone."""
        self.starts, self.worth = self.starts[chosen], self.worth[chosen]
        self.lists = in_order(self.starts, self.problem)

    def sampled(self) -> Numbers:
        """Return (lanes, n) lists by chance, those tasks rather with much behind them."""
        blur = self.random.uniform(*BLUR, (self.count, 1)) * self.tails.max()
        noise = self.random.standard_normal((self.count, self.tails.size))
        return by_key(blur * noise - self.tails, self.problem)

    def children(self) -> Numbers:
        """Return (lanes, n) lists crossed from parents, many with a few tasks moved."""
        found = self.crossed(self.parents(), self.parents())
        moved = int(self.count * (1.0 - UNMOVED))
        found[:moved] = self.moved(found[:moved])
        return found

    def parents(self) -> Numbers:
        """Return (lanes, n) lists, each the better of two at random."""
        drawn = self.random.integers(self.worth.size, size=(2, self.count))
        chosen: Numbers = self.lists[drawn.min(axis=0)]
        return chosen

    def crossed(self, mothers: Numbers, fathers: Numbers) -> Numbers:
        """Return the mothers' lists (lanes, n), each with a stretch in a father's order."""
        lanes, tasks = mothers.shape
        points = np.sort(self.random.integers(tasks + 1, size=(2, lanes, 1)), axis=0)
        places = np.argsort(mothers, axis=1)
        later = np.take_along_axis(places, fathers, axis=1) >= points[0]
        inside = points[0] + np.cumsum(later, axis=1) - 1
        keys = np.where(places < points[0], places, places + tasks)
        theirs = np.take_along_axis(keys, fathers, axis=1)
        keys_of = np.where(later & (inside < points[1]), inside, theirs)
        np.put_along_axis(keys, fathers, keys_of, axis=1)
        return np.argsort(keys, axis=1)

    def moved(self, lists: Numbers) -> Numbers:
        """Return the lists (lanes, n), a few tasks of each nearer or further."""
        tasks = lists.shape[1]
        furthest = int(FURTHEST * tasks) + 1
        keys = np.argsort(lists, axis=1).astype(np.float64)
        chosen = self.random.random(keys.shape) < MOVED
        steps = self.random.integers(-furthest, furthest, keys.shape, endpoint=True)
        return by_key(keys + chosen * steps, self.problem)
