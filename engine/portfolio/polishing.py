"""Solve one neighbourhood of the best set after the other, each as a small program.

Source: Shaw, "Using constraint programming and local search methods to solve vehicle
routing problems" (1998), for neighbourhoods of related parts; here related are columns
that load the same scarce rows.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array

from engine.portfolio.course import Course
from engine.portfolio.program import Array, Flags, Program
from engine.portfolio.relaxation import Relaxation
from engine.portfolio.restricted import solve_restricted

# Columns in the first neighbourhood, and the least and the factor that follow.
FIRST, LEAST, LARGER, SMALLER = 150, 20, 1.1, 0.8
# The most of the whole time that one neighbourhood may take.
PORTION = 0.05
# How far likeness, between 0 and 1, is blurred.
BLUR = 0.4


def polish(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    may_change: Flags,
    generator: np.random.Generator,
    until: float,
) -> None:
    """Improve the best set until that share of the time is over.

    ``may_change`` (n,) are the columns that a better set may change.
    """
    columns = np.flatnonzero(may_change)
    near = relatedness(program, relaxation, columns)
    charge = np.abs(relaxation.reduced[columns])
    reluctance = charge / max(float(charge.max(initial=0.0)), 1e-300)
    size = FIRST
    while course.chosen is not None and course.share < until and not course.over():
        free = np.zeros(may_change.size, dtype=bool)
        free[columns[neighbourhood(near, reluctance, size, generator)]] = True
        found = solve_restricted(
            program,
            course.chosen,
            free,
            min(PORTION * course.seconds, course.left),
            course.go_on,
        )
        if found.chosen is not None:
            course.found(found.chosen, program.worth(found.chosen))
        size = max(LEAST, int(size * (LARGER if found.solved else SMALLER)) + 1)
        if size > columns.size * LARGER:
            return


def relatedness(
    program: Program, relaxation: Relaxation, columns: np.ndarray
) -> csr_array:
    """Return (c, m) what each column loads, weighed by what the rows are worth."""
    matrix = csc_array(program.matrix)[:, columns]
    scarce = np.sqrt(relaxation.duals)
    weighed = csr_array((diags_array(scarce) @ abs(matrix)).T)
    length = np.sqrt(weighed.multiply(weighed).sum(axis=1))
    unit: Array = 1.0 / np.maximum(length, 1e-300)
    return csr_array(diags_array(unit) @ weighed)


def neighbourhood(
    near: csr_array, reluctance: Array, size: int, generator: np.random.Generator
) -> np.ndarray:
    """Return the places of a random column and those most like it, somewhat blurred.

    ``reluctance`` (c,), from 0 to 1, is how dear a change of each column is by its reduced
    cost: those that are cheap to change are preferred.
    """
    centre = int(generator.integers(reluctance.size))
    likeness = near @ near[[centre]].toarray()[0]
    blurred = likeness + BLUR * generator.random(reluctance.size) - reluctance
    blurred[centre] = np.inf
    chosen: np.ndarray = np.argsort(-blurred, kind="stable")[:size]
    return chosen
