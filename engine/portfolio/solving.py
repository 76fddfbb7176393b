"""Solve a portfolio case: the best set, its bound, and what its limits are worth.

1. The relaxation gives the bound, the prices of the rows and which columns matter.
2. A search finds a good set: levers (initiatives) as the relaxation has them, plans by
   value over price, then ruin and recreate, then neighbourhoods solved one by one. Where
   there are many plans, the bound is lowered meanwhile by branching on the levers.
3. Columns that no better set can change are fixed: |reduced cost| above bound − value
   (Dantzig, Fulkerson and Johnson, 1954). What is left is solved by HiGHS: first a core
   of the columns of smallest reduced cost (Balas and Zemel, 1980), which gives
   a good set soon, then larger ones, then all of them, which is the proof.

Thousands of plans are beyond proof: there the search has nearly all the time.
"""

from collections.abc import Collection, Sequence

import numpy as np

from engine import checks
from engine.draws import MOST_SEED
from engine.portfolio.branching import LeverBound
from engine.portfolio.case import PortfolioCase
from engine.portfolio.course import Course
from engine.portfolio.polishing import polish
from engine.portfolio.program import Flags, Program, build_program
from engine.portfolio.relaxation import Relaxation, relax
from engine.portfolio.reporting import report, without_set
from engine.portfolio.restricted import solve_restricted
from engine.portfolio.result import OnProgress, Solution
from engine.portfolio.search import Search, anneal
from engine.portfolio.structure import levers, rounded

LONGEST_SECONDS = 86_400.0
# Up to so many columns: the share of the time for ruin and recreate, its rounds, and the
# share of the rest for neighbourhoods. Little where proof is near, most where it is not.
EFFORTS: tuple[tuple[float, float, int | None, float], ...] = (
    (400, 0.1, 500, 0.1),
    (1_500, 0.5, None, 0.9),
    (np.inf, 0.7, None, 0.95),
)
# The first core, in columns beyond those that the relaxation takes in part; its growth.
CORE, GROWTH = 25, 1.6
CORE_SHARE = 0.12
# A plan whose reduced cost is below this share of its value is left out of the search.
HOPELESS = -0.1


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
    program = build_program(case, forbidden, apart)
    course = Course(seconds, progress, whole=bool((program.values % 1.0 == 0.0).all()))
    relaxation = relax(program, seconds)
    if relaxation is None:
        return without_set(case, program, seed, proven=True)
    course.bounded(relaxation.bound)
    offer(course, program, program.lower > 0.0)
    offer(course, program, columns_of(case, program, start))
    improve(course, program, relaxation, seed)
    if course.chosen is None:
        return without_set(case, program, seed, proven=course.proven)
    return report(
        case,
        program,
        course.chosen,
        course.bound,
        relaxation.duals,
        seed,
        cut_short=not course.proven,
    )


def improve(
    course: Course, program: Program, relaxation: Relaxation, seed: int
) -> None:
    """Search and prove, in the order that the size of the program asks for."""
    generator = np.random.default_rng(seed)
    offer(course, program, relaxation.shares > 0.5)
    share, rounds, polished = next(
        effort[1:] for effort in EFFORTS if program.values.size <= effort[0]
    )
    tighter = LeverBound(course, program, relaxation, levers(program))
    if rounds is None:
        tighter.start()
    try:
        look_around(course, program, relaxation, generator, share, rounds)
        if course.chosen is not None and not course.over():
            open_now = open_columns(course, program, relaxation)
            polish(course, program, relaxation, open_now, generator, polished)
    finally:
        tighter.end()
    grow_cores(course, program, relaxation)


def offer(course: Course, program: Program, chosen: Flags) -> None:
    """Keep a set if it is feasible and better than the best so far."""
    if program.feasible(chosen):
        course.found(chosen, program.worth(chosen))


def columns_of(case: PortfolioCase, program: Program, names: Collection[str]) -> Flags:
    """Return (n,) the columns of a set, with auxiliary columns where they fit."""
    chosen = np.zeros(program.values.size, dtype=bool)
    wanted = set(names)
    chosen[: program.candidates] = [entry.id in wanted for entry in case.candidates]
    free = np.arange(chosen.size) >= program.candidates
    if wanted and free.any():
        found = solve_restricted(program, chosen, free, 1.0, lambda: True)
        return chosen if found.chosen is None else found.chosen
    return chosen


def look_around(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    generator: np.random.Generator,
    share: float,
    rounds: int | None,
) -> None:
    """Search among the plans, the levers held where the relaxation has them."""
    if course.over():
        return
    course.phase = "search"
    pulled = levers(program)
    base = rounded(program, relaxation.shares, pulled, course.go_on)
    if base is None:
        return
    held = pulled | (program.lower > 0.0)
    lower = np.where(held, base, program.lower).astype(float)
    upper = np.where(pulled, base, program.upper).astype(float)
    fixed = relax(program.bounded(lower, upper), course.left) or relaxation
    pool = np.flatnonzero(
        ~held
        & (upper > 0.0)
        & (program.values > 0.0)
        & (fixed.reduced > HOPELESS * program.values)
    )
    search = Search(program, base, pool, program.values - fixed.reduced)
    if not search.pool.size or (search.slack < -search.room).any():
        return
    order = np.lexsort((-search.efficiency, -np.round(fixed.shares[search.pool], 9)))
    search.fill(order)
    offer(course, program, search.flags(search.chosen))
    scarce = np.flatnonzero(fixed.duals[: len(program.cells) + program.budgets] > 0.0)
    if scarce.size:
        kept = program.worth(search.base)
        until = course.share + share * (1.0 - course.share)
        best = anneal(search, scarce, generator, course.rounds(rounds, until, kept))
        offer(course, program, search.flags(best))


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
