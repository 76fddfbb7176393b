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
# How many tasks are moved in a child, and how far, as a share of all; which children are not.
MOVED, FURTHEST = 0.05, 0.2
UNMOVED = 0.5
# Above so many tasks there is time for a few hundred schedules only: small steps from the best.
MANY = 300
FEW_MOVED, NEAR = 0.01, 0.05
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
        self.tails = self.problem.urgency()
        self.people: list[Found] = []
        self.best: Found

    def run(self, first: Sequence[int]) -> Found:
        """Improve on a schedule's starts (n,) until it is good enough; return the best.

        Where chance gives too few different schedules to make a population of, those few are
        crossed, and it ends once that comes to nothing better.
        """
        self.best = self.seen(first)
        self.keep(self.seen(self.placer.justified(first)))
        hopeful = True
        while hopeful and not self.enough(self.best):
            before, many = self.best, self.populated()
            self.breed()
            hopeful = many or self.best is not before
            del self.people[1:]
        return self.best

    def populated(self) -> bool:
        """Fill the population with sampled schedules; tell whether there are enough."""
        most = 1 if len(self.tails) > MANY else POPULATION
        for _ in range(STALE):
            if len(self.people) >= most or self.enough(self.best):
                return True
            self.add(self.sampled())
        return False

    def breed(self) -> None:
        """Cross parents until nothing better comes any more."""
        stale = 0
        while stale < STALE and not self.enough(self.best):
            before = self.best
            self.add(self.child())
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

    def child(self) -> list[int]:
        """Return a new list: crossed among few tasks, a step from the best among many."""
        if len(self.tails) > MANY:
            return self.moved(self.people[0].tasks, FEW_MOVED, NEAR)
        tasks = self.crossed(self.parent(), self.parent())
        if self.random.random() < UNMOVED:
            return tasks
        return self.moved(tasks, MOVED, FURTHEST)

    def moved(self, tasks: Sequence[int], share: float, furthest: float) -> list[int]:
        """Return a list with a share of its tasks moved, at most so far, both of all."""
        random = self.random
        count = len(tasks)
        steps = int(furthest * count) + 1
        places = [0.0] * count
        for place, task in enumerate(tasks):
            places[task] = place
        for task in random.sample(range(count), max(1, int(share * count))):
            places[task] += random.randint(-steps, steps)
        return self.problem.least_first(places)

    def sampled(self) -> list[int]:
        """Return the tasks by chance, those rather with much behind them."""
        random = self.random
        blur = random.uniform(*BLUR) * max(self.tails)
        keys = [random.gauss(0.0, blur) - tail for tail in self.tails]
        return self.problem.least_first(keys)
