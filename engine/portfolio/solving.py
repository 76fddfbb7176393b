"""Solve a portfolio case: the best set, its bound, and what its limits are worth."""

import time
from collections.abc import Collection, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from engine import checks
from engine.draws import MOST_SEED
from engine.portfolio.case import PortfolioCase
from engine.portfolio.program import build_program
from engine.portfolio.relaxation import relax
from engine.portfolio.reporting import infeasible, report
from engine.portfolio.result import OnProgress, Progress, Solution

LONGEST_SECONDS = 86_400.0


def solve(
    case: PortfolioCase,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    progress: OnProgress | None = None,
    forbidden: Collection[str] = (),
    apart: Sequence[Collection[str]] = (),
    start: Collection[str] = (),
) -> Solution:
    """Choose the candidates that are worth most together, within about ``seconds``.

    ``forbidden`` candidates are not chosen; of each group in ``apart`` at least one is
    left out; ``start`` is a set to begin from, if it is feasible. ``progress`` is told how
    far it is: it may return False to end with the best set found. Raises ``InvalidCase``
    for a name that is not in the case, and for a seed or a time that cannot be used.
    """
    checks.positive(seconds, "seconds", most=LONGEST_SECONDS)
    checks.whole(seed, "seed", most=MOST_SEED)
    began = time.monotonic()
    program = build_program(case, forbidden, apart)
    relaxation = relax(program, seconds)
    if relaxation is None:
        return infeasible(case, program, seed)
    if progress is not None:
        progress(Progress("relaxation", 0.0, None, relaxation.bound))
    if not program.values.size:
        chosen = np.zeros(0, dtype=bool)
        return report(
            case, program, chosen, 0.0, relaxation.duals, seed, cut_short=False
        )
    left = max(seconds - (time.monotonic() - began), 0.1)
    answer = milp(
        -program.values,
        constraints=LinearConstraint(program.matrix, -np.inf, program.limits),
        bounds=Bounds(program.lower, program.upper),
        integrality=np.ones(program.values.size, dtype=np.int64),
        options={"time_limit": left, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return infeasible(case, program, seed)
    chosen = answer.x > 0.5
    bound = min(relaxation.bound, -answer.mip_dual_bound)
    return report(
        case,
        program,
        chosen,
        bound,
        relaxation.duals,
        seed,
        cut_short=answer.status != 0,
    )
