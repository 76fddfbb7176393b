"""Look for a short schedule: a population of task lists, crossed and justified.

Source: V. Valls, F. Ballestin and S. Quintanilla, "A hybrid genetic algorithm for the
resource-constrained project scheduling problem" (2008), here with two-point crossover as in
S. Hartmann, "A competitive genetic algorithm for resource-constrained project scheduling"
(1998).
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from engine.schedule.placing import Placer

POPULATION = 40
# So many children on end without a better one, and all but the best begin anew.
STALE = 1_500
# How many tasks are moved in a child, and how far, as a share of all.
MOVED, FURTHEST = 0.05, 0.2
# How far a sampled list is blurred, as a share of the longest tail.
BLUR = (0.02, 0.3)


class Found(NamedTuple):
    """A schedule, the best first: periods late, its end, the tasks by start and the starts."""

    late: int
    end: int
    tasks: tuple[int, ...]
    starts: tuple[int, ...]


class Search:
    """A population that is improved until ``enough`` says so."""

    def __init__(
        self, placer: Placer, random: Random, enough: Callable[[Found], bool]
    ) -> None:
        self.placer, self.random, self.enough = placer, random, enough
        self.problem = placer.problem
        self.tails = self.problem.tails()
        self.people: list[Found] = []
        self.best: Found

    def run(self, first: Sequence[int]) -> Found:
        """Improve on a schedule's starts (n,) until it is good enough; return the best."""
        self.best = self.seen(first)
        self.keep(self.seen(self.placer.justified(first)))
        while not self.enough(self.best):
            self.people = self.people[:1]
            self.populate()
            self.breed()
        return self.best

    def populate(self) -> None:
        """Fill the population with sampled schedules."""
        while len(self.people) < POPULATION and not self.enough(self.best):
            self.add(self.sampled())

    def breed(self) -> None:
        """Cross parents until nothing better comes any more."""
        stale = 0
        while stale < STALE and not self.enough(self.best):
            before = self.best
            self.add(self.moved(self.crossed(self.parent(), self.parent())))
            stale = 0 if self.best is not before else stale + 1

    def add(self, tasks: Sequence[int]) -> None:
        """Place and justify tasks in this order, and keep what comes of it."""
        starts = self.placer.early(tasks)
        if starts is not None:
            self.keep(self.seen(self.placer.justified(starts)))

    def seen(self, starts: Sequence[int]) -> Found:
        """Return a schedule with what it is worth."""
        problem = self.problem
        tasks = tuple(problem.arranged(starts))
        return Found(
            problem.lateness(starts), problem.end(starts), tasks, tuple(starts)
        )

    def keep(self, found: Found) -> None:
        """Take a schedule into the population, if it is good enough and new."""
        if found[:2] < self.best[:2]:
            self.best = found
        worth = found[:2]
        if any(
            other[:2] == worth and other.tasks == found.tasks for other in self.people
        ):
            return
        if len(self.people) < POPULATION or worth <= self.people[-1][:2]:
            place = sum(other[:2] < worth for other in self.people)
            self.people.insert(place, found)
            del self.people[POPULATION:]

    def parent(self) -> Sequence[int]:
        """Return the better of two at random."""
        drawn = (self.random.randrange(len(self.people)) for _ in range(2))
        return self.people[min(drawn)].tasks

    def crossed(self, mother: Sequence[int], father: Sequence[int]) -> list[int]:
        """Return the mother's tasks with a stretch in the father's order."""
        points = self.random.sample(range(len(mother) + 1), 2)
        low, high = min(points), max(points)
        head = list(mother[:low])
        inside = set(head)
        middle = [task for task in father if task not in inside][: high - low]
        inside.update(middle)
        return head + middle + [task for task in mother if task not in inside]

    def moved(self, tasks: list[int]) -> list[int]:
        """Return every other list with a few of its tasks moved."""
        random = self.random
        if random.random() < 0.5:
            return tasks
        count = len(tasks)
        furthest = int(FURTHEST * count) + 1
        places = [0.0] * count
        for place, task in enumerate(tasks):
            places[task] = place
        for task in random.sample(range(count), max(1, int(MOVED * count))):
            places[task] += random.randint(-furthest, furthest)
        return self.problem.least_first(places)

    def sampled(self) -> list[int]:
        """Return the tasks by chance, those rather with much behind them."""
        random = self.random
        blur = random.uniform(*BLUR) * max(self.tails)
        keys = [random.gauss(0.0, blur) - tail for tail in self.tails]
        return self.problem.least_first(keys)
