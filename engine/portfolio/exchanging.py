"""Exchange a few columns for a few others, all combinations tried: where rows are few.

Around a good set every way to take up to three columns out and up to three in is looked
at, among the columns whose choice is least clear. Sums are built once for each side and
met in the middle: E. Horowitz and S. Sahni, "Computing partitions with applications to
the knapsack problem" (1974).
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np
from scipy.sparse import csc_array

from engine.portfolio.program import Array, Flags, Indices, Program

# With more rows than this the sums of all combinations take too long.
FEW_ROWS = 40
# How many columns on each side are looked at, and how many of them change at once.
SIDE, CHANGED = 40, 3


class Side:
    """All combinations of a few columns: their values (c,) and what they ask (m, c)."""

    def __init__(self, columns: Indices, program: Program, matrix: Array) -> None:
        places = [
            np.array(list(combinations(range(columns.size), count)), dtype=np.int64)
            for count in range(CHANGED + 1)
            if count <= columns.size
        ]
        self.members = [columns[row] for rows in places for row in rows]
        values, asks = program.values[columns], matrix[:, columns]
        self.values = np.concatenate([values[rows].sum(axis=1) for rows in places])
        self.asks = np.concatenate([asks[:, rows].sum(axis=2) for rows in places], 1)

    def ordered(self) -> "Side":
        """Sort the combinations by value, and return them."""
        order = np.argsort(self.values, kind="stable")
        self.values = self.values[order]
        self.asks = np.ascontiguousarray(self.asks[:, order])
        self.members = [self.members[place] for place in order]
        return self


def exchanged(
    program: Program,
    chosen: Flags,
    reduced: Array,
    bound: float,
    go_on: Callable[[], bool],
) -> Flags:
    """Return a set (n,) that no such exchange makes better, beginning from ``chosen``.

    ``reduced`` (n,) are the reduced costs, the smallest of which are exchanged; no set is
    worth more than ``bound``. It ends early when ``go_on`` says so, with a feasible set.
    """
    matrix = csc_array(program.matrix).toarray()
    free = program.upper > program.lower
    order = np.argsort(np.abs(reduced), kind="stable")
    order = order[free[order]]
    best = chosen
    while go_on():
        more = better(program, matrix, best, order, bound, go_on)
        if more is None:
            break
        best = more
    return best


def better(
    program: Program,
    matrix: Array,
    chosen: Flags,
    order: Indices,
    bound: float,
    go_on: Callable[[], bool],
) -> Flags | None:
    """Return the best set that one exchange leads to, or None if none is better."""
    leaving = Side(order[chosen[order]][:SIDE], program, matrix)
    coming = Side(order[~chosen[order]][:SIDE], program, matrix).ordered()
    room = program.limits - matrix @ chosen.astype(float)
    limits = leaving.asks + room[:, None]
    least = 1e-9 * max(1.0, abs(bound))
    most = bound - program.worth(chosen)
    last = np.searchsorted(coming.values, leaving.values + most, side="right")
    found, gain = None, least
    for place, value in enumerate(leaving.values.tolist()):
        if not go_on():
            break
        first = int(np.searchsorted(coming.values, value + gain, side="right"))
        fit = fitting(coming.asks, limits[:, place], first, int(last[place]))
        if fit is not None:
            gain = float(coming.values[fit]) - value
            found = leaving.members[place], coming.members[fit]
    if found is None:
        return None
    after = chosen.copy()
    after[found[0]], after[found[1]] = False, True
    return after if program.feasible(after) else None


def fitting(asks: Array, limits: Array, first: int, last: int) -> int | None:
    """Return the last of the combinations from ``first`` up to ``last`` that fits."""
    places = np.arange(first, last)
    for row, limit in zip(asks, limits, strict=True):
        if not places.size:
            return None
        places = places[row[places] <= limit]
    return int(places[-1]) if places.size else None
