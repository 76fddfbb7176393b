"""Find good sets where proof is out of reach: greedy by prices, then ruin and recreate.

Sources: Pirkul, "A heuristic solution procedure for the multiconstraint zero-one knapsack
problem" (1987), for value over what the duals charge; Christiaens and Vanden Berghe,
"Slack induction by string removals" (2020), for removing neighbours and refilling in a
blurred order; Kirkpatrick et al., "Optimization by simulated annealing" (1983).
"""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array

from engine.portfolio.program import TOLERANCE, Array, Flags, Indices, Program

# Prices below this share of the dearest count as this: nothing is free for ever.
LEAST_PRICE = 1e-3
# How many are taken out at once, at most.
RUINED = 8
# How far the order of refilling is blurred at most, and over how many powers of ten less.
BLUR, BLUR_DECADES = 0.1, 2.0
# The losses that are accepted at first, as a share of a column's mean value.
HEAT = 0.03


class Search:
    """A feasible set and its slack, with moves that keep it feasible.

    ``pool`` are the columns that may still be moved: everything else stays as ``base``
    (n,) says. ``charge`` (n,) is what the rows' duals charge for a column.
    """

    def __init__(
        self, program: Program, base: Flags, pool: Indices, charge: Array
    ) -> None:
        matrix = csc_array(program.matrix)
        self.pool = pool
        self.base = base & ~np.isin(np.arange(base.size), pool)
        self.room = TOLERANCE * np.maximum(1.0, np.abs(program.limits))
        self.slack = program.limits - matrix @ self.base.astype(float)
        columns = csc_array(matrix[:, pool])
        self.starts, self.rows, self.amounts = (
            columns.indptr,
            columns.indices,
            columns.data,
        )
        self.values = program.values[pool]
        floor = LEAST_PRICE * max(float(np.abs(charge).max(initial=0.0)), 1e-12)
        self.efficiency = self.values / np.maximum(charge[pool], floor)
        self.chosen = np.zeros(pool.size, dtype=bool)
        by_row = columns.tocsr()
        self.users = (by_row.indptr, by_row.indices)
        self.parts = [
            slice(self.starts[j], self.starts[j + 1]) for j in range(pool.size)
        ]
        self.dependants = dependants(program, matrix, pool)

    @property
    def value(self) -> float:
        """Return the value of the pool's part of the set."""
        return float(self.values[self.chosen].sum())

    def flags(self, chosen: Flags) -> Flags:
        """Return the whole set (n,) for the pool's part of it."""
        whole = self.base.copy()
        whole[self.pool[chosen]] = True
        return whole

    def fill(self, order: Indices) -> list[int]:
        """Choose, in this order, whatever still fits; return what was chosen."""
        added = []
        for column in order.tolist():
            part = self.parts[column]
            rows, amounts = self.rows[part], self.amounts[part]
            left = self.slack[rows] - amounts
            if (left >= -self.room[rows]).all():
                self.slack[rows] = left
                added.append(column)
        self.chosen[added] = True
        return added

    def remove(self, columns: Indices) -> list[int]:
        """Take columns out, and whoever requires them; return who was taken out."""
        removed: list[int] = []
        waiting = columns.tolist()
        while waiting:
            column = waiting.pop()
            if self.chosen[column]:
                part = self.parts[column]
                self.slack[self.rows[part]] += self.amounts[part]
                self.chosen[column] = False
                removed.append(column)
                waiting.extend(self.dependants.get(column, ()))
        return removed

    def fitting(self) -> Indices:
        """Return who is not chosen and would fit alone."""
        fits = self.slack[self.rows] >= self.amounts - self.room[self.rows]
        outside = np.ones(self.pool.size, dtype=bool)
        filled = self.starts[1:] > self.starts[:-1]
        outside[filled] = np.logical_and.reduceat(fits, self.starts[:-1][filled])
        return np.flatnonzero(outside & ~self.chosen)

    def on_row(self, row: int) -> Indices:
        """Return the chosen columns that lean on a row."""
        starts, users = self.users
        leaning = users[starts[row] : starts[row + 1]]
        found: Indices = leaning[self.chosen[leaning]].astype(np.int64)
        return found


def dependants(
    program: Program, matrix: csc_array, pool: Indices
) -> dict[int, list[int]]:
    """Return, by place in the pool, who cannot stay when that column goes.

    Those are the pairs of rows x − y ≤ 0; the pool holds no other column that adds.
    """
    place = np.full(program.values.size, -1)
    place[pool] = np.arange(pool.size)
    found: dict[int, list[int]] = {}
    by_row = program.matrix
    columns = matrix[:, pool].tocoo()
    for row, provider in zip(
        columns.row[columns.data < 0.0],
        columns.col[columns.data < 0.0],
        strict=True,
    ):
        part = slice(by_row.indptr[row], by_row.indptr[row + 1])
        users = place[by_row.indices[part][by_row.data[part] > 0.0]]
        found.setdefault(int(provider), []).extend(users[users >= 0].tolist())
    return found


def anneal(
    search: Search,
    rows: Indices,
    generator: np.random.Generator,
    go_on: Callable[[float], float | None],
) -> Flags:
    """Ruin and recreate from the present set; return the best pool set that was met.

    ``rows`` are the scarce ones, around which is ruined. ``go_on`` is told the best value
    and returns how much of the search is over, in [0, 1], or None to end.
    """
    best_value, best = search.value, search.chosen.copy()
    value = best_value
    scale = HEAT * float(search.values.mean())
    while (over := go_on(best_value)) is not None:
        leaning = search.on_row(int(rows[generator.integers(rows.size)]))
        if not leaning.size:
            continue
        weights = generator.random(leaning.size) * search.efficiency[leaning]
        count = min(1 + int(generator.integers(RUINED)), leaning.size)
        weakest = np.argpartition(weights, count - 1)[:count]
        before = search.slack.copy()
        removed = search.remove(leaning[weakest])
        fitting = search.fitting()
        blur = BLUR * 10.0 ** (-BLUR_DECADES * generator.random())
        blurred = search.efficiency[fitting] * (
            1.0 + blur * generator.standard_normal(fitting.size)
        )
        added = search.fill(fitting[np.argsort(-blurred, kind="stable")])
        change = float(search.values[added].sum() - search.values[removed].sum())
        heat = scale * (1.0 - over) ** 2
        if change >= -heat * generator.exponential():
            value += change
            if value > best_value:
                best_value, best = value, search.chosen.copy()
        else:
            search.chosen[added] = False
            search.chosen[removed] = True
            search.slack = before
    return best
