"""The program with some columns held fast: solved by HiGHS as a mixed-integer program."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_array, csr_array, vstack

from engine.portfolio.program import TOLERANCE, Flags, Program

# How often, in seconds, somebody who waits for the solver looks up.
LOOK = 0.2
# What milp's status says.
SOLVED, INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True, eq=False)
class Restricted:
    """The best set with the other columns as they were, if one was found.

    ``bound`` holds for the sets that leave the fixed columns alone. ``solved`` says that
    the set is the best of these, or with None that there is none.
    """

    chosen: Flags | None
    bound: float
    solved: bool


def solve_restricted(
    program: Program,
    base: Flags,
    free: Flags,
    seconds: float,
    waiting: Callable[[], bool],
    above: float | None = None,
) -> Restricted:
    """Choose among the ``free`` columns (n,), the others as in ``base`` (n,).

    ``waiting`` is called every now and then; if it returns False the answer is not waited
    for any more (the solver then ends by itself when its time is over). Sets worth less
    than ``above`` are not looked for: without one that is, it is ``solved`` with None.
    """
    fixed = base & ~free
    matrix = csc_array(program.matrix)
    limits = program.limits - matrix @ fixed.astype(float)
    part = matrix[:, free].tocsr()
    # Rows that the free columns cannot overload are left out; broken ones never are.
    keep = part.maximum(0.0).sum(axis=1) > limits
    kept = program.values[fixed].sum()
    bounds = Bounds(program.lower[free], program.upper[free])
    asked, limits = part[keep], limits[keep]
    if above is not None:
        asked = vstack([asked, csr_array(-program.values[None, free])]).tocsr()
        limits = np.append(limits, kept - above)
    rows = LinearConstraint(asked, -np.inf, limits)
    if not free.any():
        feasible = program.feasible(fixed)
        return Restricted(fixed if feasible else None, float(kept), solved=True)

    def run() -> OptimizeResult:
        return milp(
            -program.values[free],
            constraints=rows if limits.size else None,
            bounds=bounds,
            integrality=np.ones(int(free.sum()), dtype=np.int64),
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 0.0},
        )

    answer = watched(run, waiting)
    if answer is None:
        return Restricted(None, np.inf, solved=False)
    if answer.x is None:
        return Restricted(None, np.inf, solved=answer.status == INFEASIBLE)
    chosen = fixed.copy()
    chosen[np.flatnonzero(free)[answer.x > 0.5]] = True
    bound = kept - answer.mip_dual_bound
    if not program.feasible(chosen):
        return Restricted(None, float(bound), solved=False)
    bound += TOLERANCE * abs(bound)
    return Restricted(chosen, float(bound), solved=answer.status == SOLVED)


def watched(
    run: Callable[[], OptimizeResult], waiting: Callable[[], bool]
) -> OptimizeResult | None:
    """Run a solver in a thread of its own, and look up while it runs."""
    answers: list[OptimizeResult] = []
    thread = threading.Thread(target=lambda: answers.append(run()))
    thread.start()
    while True:
        thread.join(LOOK)
        if not thread.is_alive():
            return answers[0]
        if not waiting():
            return None
