"""Prove that no set is better, in a thread of its own: ever larger cores go to HiGHS.

Columns that no better set can change are fixed: |reduced cost| above bound − value
(Dantzig, Fulkerson and Johnson, 1954). Of what is left, first a core of the columns of
smallest reduced cost is solved (Balas and Zemel, 1980), which gives a good set soon,
then larger ones, then all of them, which is the proof.
"""

import threading

import numpy as np

from engine.portfolio.course import Course
from engine.portfolio.program import Flags, Program
from engine.portfolio.relaxation import Relaxation
from engine.portfolio.restricted import LOOK, solve_restricted

# The first core, in columns beyond those that the relaxation takes in part; its growth.
CORE, GROWTH = 25, 1.6
CORE_SHARE = 0.12


class Proof(threading.Thread):
    """Proves on a course of its own, so that what it finds does not hang on the search's luck.

    What was proven ends the search beside it; of what was not, set and bound are kept.
    """

    def __init__(
        self, course: Course, program: Program, relaxation: Relaxation
    ) -> None:
        super().__init__()
        self.told = course
        self.own = course.apart()
        self.program = program
        self.relaxation = relaxation

    def run(self) -> None:
        """Prove, and tell the search if that succeeds."""
        grow_cores(self.own, self.program, self.relaxation)
        if self.own.proven:
            self.told.take_over(self.own)

    def wait(self) -> None:
        """Let it go on as long as there is time."""
        while self.is_alive() and self.told.left > 0.0 and self.told.go_on():
            self.join(LOOK)

    def end(self) -> None:
        """Ask it to end, wait until it has, and keep what it found."""
        self.own.stopped = True
        self.join()
        if not self.own.proven:
            self.told.learn(self.own)


def offer(course: Course, program: Program, chosen: Flags) -> None:
    """Keep a set if it is feasible and better than the best so far."""
    if program.feasible(chosen):
        course.found(chosen, program.worth(chosen))


def open_columns(course: Course, program: Program, relaxation: Relaxation) -> Flags:
    """Return (n,) the columns that a better set than the best so far may change.

    A column at 0 with reduced cost r < 0 costs the bound −r if it is chosen, one at 1
    with r > 0 costs r if it is not: no set that does so is worth more than the bound less that.
    """
    inside = program.upper > program.lower
    return inside & (np.abs(relaxation.reduced) <= course.open_gap(relaxation.bound))


def settled(program: Program, relaxation: Relaxation) -> Flags:
    """Return (n,) where columns stand that are not open."""
    return np.where(
        program.upper > program.lower, relaxation.reduced > 0.0, program.lower > 0.0
    )


def grow_cores(course: Course, program: Program, relaxation: Relaxation) -> None:
    """Solve ever larger cores, at last all columns that are open."""
    course.phase = "proof"
    partial = (relaxation.shares > 1e-6) & (relaxation.shares < 1.0 - 1e-6)
    rank = np.abs(relaxation.reduced) + np.where(partial, -1e300, 0.0)
    order = np.argsort(rank, kind="stable")
    size = int(partial.sum()) + CORE
    while not course.over():
        open_now = open_columns(course, program, relaxation)
        core = np.zeros(open_now.size, dtype=bool)
        core[order[:size]] = True
        core &= program.upper > program.lower
        last = not (open_now & ~core).any()
        if last:
            core = open_now
        base = base_of(course, program, relaxation, last=last)
        seconds = course.left if last else CORE_SHARE * course.seconds
        found = solve_restricted(
            program, base, core, min(seconds, course.left), course.go_on
        )
        if found.chosen is not None:
            offer(course, program, found.chosen)
        if last:
            conclude(course, found.bound, solved=found.solved)
            return
        size = int(size * GROWTH) + 1


def base_of(
    course: Course, program: Program, relaxation: Relaxation, *, last: bool
) -> Flags:
    """Return where columns outside the core stand: as proven, or as in the best set."""
    if last or course.chosen is None:
        return settled(program, relaxation)
    return course.chosen


def conclude(course: Course, bound: float, *, solved: bool) -> None:
    """Take over what the whole program proved."""
    if solved:
        course.settle()
    elif course.value is not None:
        course.bounded(max(bound, course.value))
