"""The linear relaxation: the bound, and what each row's last unit is worth."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from engine.portfolio.program import Array, Program

# What linprog's status says.
SOLVED, INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """An optimum of the program with x in [0, 1].

    ``bound`` is an upper bound of the 0/1 program that holds whatever the solver's
    rounding did: it is the Lagrangian value of ``duals`` (m,). ``shares`` is x (n,),
    ``reduced`` (n,) the values less what the rows charge for each column.
    """

    bound: float
    shares: Array
    duals: Array
    reduced: Array


def relax(program: Program, seconds: float) -> Relaxation | None:
    """Solve the relaxation; None where no x holds the rows.

    The duals y ≥ 0 give b·y + Σ max over x of (v − Aᵀy)·x ≥ any 0/1 value (Lagrangian
    duality: Geoffrion, "Lagrangean relaxation for integer programming", 1974).
    """
    shares, duals = np.where(program.values > 0.0, program.upper, program.lower), None
    if program.limits.size:
        answer = linprog(  # type: ignore[call-overload]  # the stubs know no sparse A_ub
            -program.values,
            A_ub=program.matrix,
            b_ub=program.limits,
            bounds=np.stack([program.lower, program.upper], axis=1),
            method="highs",
            options={"time_limit": max(seconds, 0.01)},
        )
        if answer.status == INFEASIBLE:
            return None
        if answer.status == SOLVED:
            shares = np.clip(answer.x, program.lower, program.upper)
            duals = np.maximum(-answer.ineqlin.marginals, 0.0)
    if duals is None:
        duals = np.zeros(program.limits.size)
    reduced = program.values - program.matrix.T @ duals
    best = np.where(reduced > 0.0, program.upper, program.lower)
    return Relaxation(
        bound=float(program.limits @ duals + reduced @ best),
        shares=shares,
        duals=duals,
        reduced=reduced,
    )
