"""Solve a portfolio case: the best set, its bound, and what its limits are worth.

1. The relaxation gives the bound, the prices of the rows and which columns matter.
2. A search finds a good set: levers (initiatives) as the relaxation has them, plans by
   value over price, then move by move, then neighbourhoods solved one by one.
3. Beside it, in a thread of its own, HiGHS proves that nothing is better; where there are
   too many plans for that, branching on the levers lowers the bound.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from engine import checks
from engine.draws import MOST_SEED
from engine.portfolio.branching import LeverBound
from engine.portfolio.case import PortfolioCase
from engine.portfolio.course import Course
from engine.portfolio.digging import Digging, dig, wide_core
from engine.portfolio.exchanging import FEW_ROWS, exchanged
from engine.portfolio.polishing import polish
from engine.portfolio.program import Flags, Program, build_program
from engine.portfolio.proving import Proof, grow_cores, offer, open_columns
from engine.portfolio.relaxation import Relaxation, relax
from engine.portfolio.reporting import report, without_set
from engine.portfolio.restricted import solve_restricted
from engine.portfolio.result import OnProgress, Solution
from engine.portfolio.search import Search, anneal
from engine.portfolio.structure import levers, rounded

LONGEST_SECONDS = 86_400.0
# Up to so many columns a proof is tried; before it begins, a search of so many rounds,
# which has at most this share of the time.
PROVABLE, FIRST_ROUNDS, FIRST_SHARE = 700, 500, 0.1
# Up to so many columns the proof is likely to end. Above, cores are dug for, at first for
# this share of the time; the rest is for a proof where best and bound are so near by then.
LIKELY, DUG, NEAR = 300, 0.4, 0.006
# Above so many columns one wide core gives a better set to begin from than moves do.
MANY = 3_000
# Shares of what is left, before digging: for whole levers, and for moves.
LEVERS_SHARE, MOVES_BEFORE = 0.1, 0.15
# How often the search begins anew beside a proof, and where there is none; the share of
# each turn that is spent on moves, the rest is for neighbourhoods.
TURNS, TURNS_UNPROVEN, MOVES_SHARE = 6, 1, 0.7
# The same where rows are few: exchanges then make much of many short beginnings.
TURNS_FEW_ROWS, MOVES_SHARE_FEW_ROWS = 40, 0.4
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
    course = Course(seconds, progress)
    program = build_program(case, forbidden, apart)
    course.whole = bool((program.values % 1.0 == 0.0).all())
    relaxation = relax(program, course.left)
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
    """Search, and beside it prove or lower the bound, as the size of the program asks for."""
    generator = np.random.default_rng(seed)
    offer(course, program, relaxation.shares > 0.5)
    if program.values.size <= PROVABLE:
        until = course.after(FIRST_SHARE)
        look_around(course, program, relaxation, generator, until, FIRST_ROUNDS)
        if course.over():
            return
        if program.values.size <= LIKELY or program.limits.size <= FEW_ROWS:
            search_and_prove(course, program, relaxation, generator)
        else:
            search_and_dig(course, program, relaxation, generator)
    else:
        search_and_bound(course, program, relaxation, generator)
        grow_cores(course, program, relaxation)


def search_and_prove(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    generator: np.random.Generator,
) -> None:
    """Search until what goes on beside has proven that nothing is better."""
    proof = Proof(course, program, relaxation)
    proof.start()
    few = program.limits.size <= FEW_ROWS
    try:
        search(course, program, relaxation, generator, TURNS_FEW_ROWS if few else TURNS)
        proof.wait()
    finally:
        proof.end()


def search_and_dig(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    generator: np.random.Generator,
) -> None:
    """Dig for better sets; prove in the end where that is likely to succeed.

    The levers are at first as they are where the bound with whole levers is highest.
    """
    tighter = LeverBound(course, program, relaxation, levers(program))
    tighter.start()
    tighter.end(LEVERS_SHARE * course.left)
    whole = replace(relaxation, shares=tighter.shares)
    for until in (DUG, 1.0):
        dig_in_two(course, program, whole, generator, until)
        if course.over():
            return
        if course.open_gap(course.bound) <= NEAR * abs(course.bound):
            break
    search_and_prove(course, program, relaxation, generator)


def dig_in_two(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    generator: np.random.Generator,
    until: float,
) -> None:
    """Dig in two threads, in one after a search, until that share of the time is over."""
    pulled = levers(program)
    first, second = generator.spawn(2)
    beside = Digging(course, program, relaxation, pulled, second, until)
    beside.start()
    try:
        moves = course.after(MOVES_BEFORE)
        look_around(course, program, relaxation, generator, moves)
        dig(course, program, relaxation, pulled, first, until, course.go_on)
    finally:
        beside.end()


def search_and_bound(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    generator: np.random.Generator,
) -> None:
    """Search, while the bound is lowered beside."""
    pulled = levers(program)
    tighter = LeverBound(course, program, relaxation, pulled)
    tighter.start()
    try:
        many = program.values.size > MANY
        if many and wide_core(course, program, relaxation, pulled):
            open_now = open_columns(course, program, relaxation)
            polish(course, program, relaxation, open_now, generator, 1.0)
        else:
            search(course, program, relaxation, generator, TURNS_UNPROVEN)
    finally:
        tighter.end()


def search(
    course: Course,
    program: Program,
    relaxation: Relaxation,
    generator: np.random.Generator,
    turns: int,
) -> None:
    """Search in turns, each at first move by move, then by neighbourhoods of the best set.

    Where rows are few, what the moves came to is exchanged for better in between.
    """
    few = program.limits.size <= FEW_ROWS
    share = MOVES_SHARE_FEW_ROWS if few else MOVES_SHARE
    for turn in range(turns, 0, -1):
        until, moves = course.after(1.0 / turn), course.after(share / turn)
        found = look_around(course, program, relaxation, generator, moves)
        if few and found is not None:
            reduced, bound = relaxation.reduced, course.bound
            offer(
                course,
                program,
                exchanged(program, found, reduced, bound, course.go_on),
            )
        if course.chosen is not None and not course.over():
            open_now = open_columns(course, program, relaxation)
            polish(course, program, relaxation, open_now, generator, until)


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
    until: float,
    rounds: int | None = None,
) -> Flags | None:
    """Search among the plans, the levers held where the relaxation has them.

    It ends after so many ``rounds`` or when the share ``until`` of the time is over.
    Returns the best set of this search, or None where it did not come to one.
    """
    if course.over():
        return None
    course.phase = "search"
    pulled = levers(program)
    base = rounded(program, relaxation.shares, pulled, course.go_on)
    if base is None:
        return None
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
    around = Search(program, base, pool, program.values - fixed.reduced)
    if not around.pool.size or (around.slack < -around.room).any():
        return None
    order = np.lexsort((-around.efficiency, -np.round(fixed.shares[around.pool], 9)))
    around.fill(order)
    best = around.chosen
    offer(course, program, around.flags(best))
    scarce = np.flatnonzero(fixed.duals[: len(program.cells) + program.budgets] > 0.0)
    if scarce.size:
        kept = program.worth(around.base)
        best = anneal(around, scarce, generator, course.rounds(rounds, until, kept))
        offer(course, program, around.flags(best))
    return around.flags(best)
