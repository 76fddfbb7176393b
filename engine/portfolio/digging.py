"""Dig where the relaxation is in doubt: small cores, solved exactly one after the other.

With the levers where the best set has them, the relaxation leaves few columns in part, and
the best sets differ from it, rounded, in columns of small reduced cost. Such a core, now
and then another, goes to HiGHS, the others as the relaxation or the best set has them,
with a row that asks for more than the best set is worth: then most cores are done quickly.

Sources: Balas and Zemel, "An algorithm for large zero-one knapsack problems" (1980), for
cores; Danna, Rothberg and Le Pape, "Exploring relaxation induced neighborhoods" (2005).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.portfolio.course import Course
from engine.portfolio.program import Array, Flags, Program
from engine.portfolio.relaxation import Relaxation, relax
from engine.portfolio.restricted import solve_restricted
from engine.portfolio.structure import rounded

# How often the levers nearest to the other choice are free as well, and how many of them.
LEVERED, LEVERS = 0.25, 6
# Columns of the first core beyond those in part; the growth of a core that was solved and
# of one that was not, and below how many columns it does not fall.
BEYOND, LARGER, SMALLER, LEAST = 20, 1.06, 0.9, 20
# The most of the whole time that one core may take.
PORTION = 0.05
# Columns of the one wide core beyond those in part, and the share of all time it may take.
WIDE, WIDE_SHARE = 400, 0.3
# How far the order of columns is blurred: the mean of what is added to each column's
# reduced cost, as a multiple of that of the column in this place.
BLUR, PLACE = 2.0, 100
# A column is in part if it is so far from 0 and 1; a better set is better by this share.
PART, BETTER = 1e-6, 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The program with its levers held, what its relaxation says, and how to order columns.

    ``reluctance`` (n,) is 0 for columns in part, else the reduced cost over that of the
    column in place ``PLACE``, and infinite for what is held.
    """

    program: Program
    held: Flags
    rounded: Flags
    partial: Flags
    reluctance: Array


def ground_of(
    program: Program, chosen: Flags, pulled: Flags, seconds: float
) -> Ground | None:
    """Hold the levers ``pulled`` (n,) where a set has them; None where that fits nothing."""
    held = program.bounded(
        np.where(pulled, chosen, program.lower).astype(float),
        np.where(pulled, chosen, program.upper).astype(float),
    )
    found = relax(held, seconds)
    return None if found is None else surveyed(held, found)


def surveyed(held: Program, found: Relaxation) -> Ground:
    """Order the columns by what the relaxation says."""
    free = held.upper > held.lower
    partial = free & (np.abs(found.shares - 0.5) < 0.5 - PART)
    reduced = np.where(partial, 0.0, np.abs(found.reduced))
    among = np.sort(reduced[free])
    unit = float(among[min(PLACE, among.size) - 1]) if among.size else 1.0
    return Ground(
        program=held,
        held=~free,
        rounded=found.shares > 0.5,
        partial=partial,
        reluctance=np.where(free, reduced / max(unit, 1e-300), np.inf),
    )


def dig(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    pulled: Flags,
    generator: np.random.Generator,
    until: float,
    waiting: Callable[[], bool],
) -> None:
    """Solve core after core until that share of the time is over or nothing is left out.

    ``pulled`` (n,) are the levers, which mostly stay where the best set has them.
    ``waiting`` is called now and then; if it returns False no answer is waited for.
    """
    ground: Ground | None = None
    near = nearest(program, relaxation, pulled)
    at, size, blur = np.zeros(0, dtype=bool), 0, 0.0
    while course.share < until and waiting() and not course.over():
        best = course.chosen
        if best is None:
            return
        if ground is None or (best != at)[pulled].any():
            ground, at = ground_of(program, best, pulled, course.left), best
            if ground is None:
                return
            size, blur = int(ground.partial.sum()) + BEYOND, 0.0
        free = core(ground, size, blur, generator)
        if blur and generator.random() < LEVERED:
            solve_core(course, program, best, free | near, waiting)
            continue
        base = best
        if generator.random() < 0.5:
            base, free = ground.rounded, free | ground.partial
        solved = solve_core(course, ground.program, base, free, waiting)
        if solved and not (~free & ~ground.held).any():
            return
        # The first cores grow in order; once one takes too long, they vary.
        blur = blur if solved else BLUR
        size = max(LEAST, int(size * (LARGER if solved else SMALLER)) + 1)


def wide_core(
    course: Course, program: Program, relaxation: Relaxation, pulled: Flags
) -> bool:
    """Solve one large core, all else as the relaxation has it; tell whether that gave a set.

    The levers ``pulled`` (n,) are as near the relaxation as the rows allow.
    """
    course.phase = "search"
    base = rounded(program, relaxation.shares, pulled, course.go_on)
    ground = base is not None and ground_of(program, base, pulled, course.left)
    if not ground:
        return False
    size = int(ground.partial.sum()) + WIDE
    free = core(ground, size, 0.0, np.random.default_rng(0)) | ground.partial
    seconds = min(WIDE_SHARE * course.seconds, course.left)
    found = solve_restricted(
        ground.program, ground.rounded, free, seconds, course.go_on
    )
    if found.chosen is None:
        return False
    course.found(found.chosen, program.worth(found.chosen))
    return True


def nearest(program: Program, relaxation: Relaxation, pulled: Flags) -> Flags:
    """Return (n,) the levers whose other choice would cost least."""
    loose = pulled & (program.upper > program.lower)
    doubt = np.where(loose, np.abs(relaxation.reduced), np.inf)
    near = np.zeros(pulled.size, dtype=bool)
    near[np.argsort(doubt, kind="stable")[:LEVERS]] = True
    return near & loose


def core(
    ground: Ground, size: int, blur: float, generator: np.random.Generator
) -> Flags:
    """Return (n,) so many columns, those about which the relaxation is least sure first."""
    doubt = ground.reluctance + blur * generator.exponential(size=ground.held.size)
    free = np.zeros(ground.held.size, dtype=bool)
    free[np.argsort(doubt, kind="stable")[:size]] = True
    return free & ~ground.held


def solve_core(
    course: Course,
    program: Program,
    base: Flags,
    free: Flags,
    waiting: Callable[[], bool],
) -> bool:
    """Solve one core around a set; tell whether that is done."""
    known = course.value or 0.0
    found = solve_restricted(
        program,
        base,
        free,
        min(PORTION * course.seconds, course.left),
        waiting,
        above=known + BETTER * max(1.0, abs(known)),
    )
    if found.chosen is not None:
        course.found(found.chosen, program.worth(found.chosen))
    return found.solved


class Digging(threading.Thread):
    """Digs in a thread of its own, until the course is over.

    The solver gives up Python's lock while it works, so that a search can go on beside.
    """

    def __init__(
        self,
        course: Course,
        program: Program,
        relaxation: Relaxation,
        pulled: Flags,
        generator: np.random.Generator,
        until: float,
    ) -> None:
        super().__init__()
        self.course = course
        self.work = (course, program, relaxation, pulled, generator, until)
        self.ending = False

    def run(self) -> None:
        """Dig as long as there is time, and report to nobody."""
        dig(*self.work, lambda: not (self.ending or self.course.over()))

    def end(self) -> None:
        """Ask it to end, and wait until it has."""
        self.ending = True
        self.join()
