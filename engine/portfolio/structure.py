"""Which initiatives to begin with when there are too many plans to decide all at once."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_array

from engine.portfolio.program import Flags, Program
from engine.portfolio.restricted import solve_restricted

FEW_SECONDS = 1.0


def levers(program: Program) -> Flags:
    """Return (n,) the columns that add to a row: capacity, or leave for who requires them.

    Plans that others require are not among them if they earn something by themselves.
    """
    entries = coo_array(program.matrix)
    cells = len(program.cells)
    adding = np.zeros(program.values.size, dtype=bool)
    adding[entries.col[(entries.data < 0.0) & (entries.row < cells)]] = True
    required = entries.col[(entries.data < 0.0) & (entries.row >= cells)]
    adding[required[program.values[required] <= 0.0]] = True
    return adding


def rounded(
    program: Program,
    shares: np.ndarray,
    pulled: Flags,
    waiting: Callable[[], bool],
) -> Flags | None:
    """Return (n,) must-haves and levers as near the relaxation's ``shares`` as can be.

    Which levers to pull is itself a small program, worth (share − ½) for each: it holds
    every row, so that the must-haves fit and the budgets are kept. None if nothing fits.
    """
    free = (pulled | (program.lower > 0.0)) & (program.upper > 0.0)
    nearness = np.where(pulled, shares - 0.5, 0.0)
    found = solve_restricted(
        program.valued(nearness),
        np.zeros(shares.size, dtype=bool),
        with_required(program, free),
        FEW_SECONDS,
        waiting,
    )
    return found.chosen


def with_required(program: Program, free: Flags) -> Flags:
    """Add the columns that free must-haves and levers may require, over any distance."""
    entries = coo_array(program.matrix)
    later = entries.row >= len(program.cells)
    providers = {
        int(row): int(column)
        for row, column in zip(
            entries.row[later & (entries.data < 0.0)],
            entries.col[later & (entries.data < 0.0)],
            strict=True,
        )
    }
    users: dict[int, list[int]] = {}
    for row, column in zip(
        entries.row[later & (entries.data > 0.0)],
        entries.col[later & (entries.data > 0.0)],
        strict=True,
    ):
        if int(row) in providers:
            users.setdefault(int(column), []).append(providers[int(row)])
    reached = free.copy()
    waiting = np.flatnonzero(free).tolist()
    while waiting:
        for provider in users.get(waiting.pop(), ()):
            if not reached[provider]:
                reached[provider] = True
                waiting.append(provider)
    return reached
