"""A better bound where proof is out of reach: initiatives whole, plans in part.

Half an initiative cannot be bought, which the relaxation does not know. Branching on
these few columns alone (Land and Doig, 1960, best bound first) brings the bound down.
"""

import heapq
import threading

import numpy as np

from engine.portfolio.course import Course
from engine.portfolio.program import Array, Flags, Program
from engine.portfolio.relaxation import Relaxation, relax

WHOLE = 1e-6


class LeverBound(threading.Thread):
    """Lowers the course's bound in a thread of its own, until told to end.

    ``shares`` (n,) become those of the part with the highest bound once the columns are
    whole there: then the bound cannot be lowered further in this way. The solver gives up Python's lock while it works, so that a search can go on beside.
    """

    def __init__(
        self, course: Course, program: Program, relaxation: Relaxation, pulled: Flags
    ) -> None:
        super().__init__()
        self.course = course
        self.program = program
        self.columns = np.flatnonzero(pulled)
        self.ending = threading.Event()
        self.made = 0
        self.shares = relaxation.shares
        self.waiting: list[tuple[float, int, Array, Array, Array]] = []
        self.push(relaxation.bound, program.lower, program.upper, relaxation.shares)

    def push(self, bound: float, lower: Array, upper: Array, shares: Array) -> None:
        """Keep a part of the program to branch on later."""
        self.made += 1
        heapq.heappush(self.waiting, (-bound, self.made, lower, upper, shares))

    def run(self) -> None:
        """Branch on the part with the highest bound, over and over."""
        while self.waiting and not self.ending.is_set() and not self.course.over():
            minus_bound, _, lower, upper, shares = heapq.heappop(self.waiting)
            partial = np.abs(shares[self.columns] - np.round(shares[self.columns]))
            if partial.max(initial=0.0) <= WHOLE:
                self.shares = shares
                return
            column = self.columns[int(np.argmax(partial))]
            for side in (0.0, 1.0):
                self.branch(-minus_bound, lower, upper, int(column), side)
            parts = [-self.waiting[0][0]] if self.waiting else []
            # What was dropped is worth no more than the best set.
            known = [] if self.course.value is None else [self.course.value]
            self.course.bounded(max(parts + known, default=np.inf))

    def branch(
        self, bound: float, lower: Array, upper: Array, column: int, side: float
    ) -> None:
        """Hold one column at one side, and keep what can still be better."""
        held_lower, held_upper = lower.copy(), upper.copy()
        held_lower[column] = held_upper[column] = side
        found = relax(self.program.bounded(held_lower, held_upper), self.course.left)
        value = self.course.value
        if found is not None and (value is None or found.bound > value):
            bound = min(bound, found.bound)
            self.push(bound, held_lower, held_upper, found.shares)

    def end(self, seconds: float = 0.0) -> None:
        """Ask it to end after so many ``seconds`` at most, and wait until it has."""
        self.join(seconds)
        self.ending.set()
        self.join(self.course.left)
