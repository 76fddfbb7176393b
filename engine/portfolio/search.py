"""Find good sets where proof is out of reach: greedy by prices, then move by move.

A move takes a few columns out around a scarce row, or forces one in that is kept out, and
fills what is free again. Each column outside remembers the row that kept it out last,
so that few are looked at whole in a move.

Sources: Pirkul, "A heuristic solution procedure for the multiconstraint zero-one knapsack
problem" (1987), for value over what the duals charge; Christiaens and Vanden Berghe,
"Slack induction by string removals" (2020), for removing neighbours and refilling in a
blurred order; Glover, "Ejection chains" (1996), for forcing in; Kirkpatrick et al.,
"Optimization by simulated annealing" (1983).
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.sparse import csc_array, csr_array

from engine.portfolio.program import TOLERANCE, Array, Flags, Indices, Program

# Prices below this share of the dearest count as this: nothing is free for ever.
LEAST_PRICE = 1e-3
# How many are taken out at once, at most.
RUINED = 8
# So few columns are looked at one by one, more are first looked at all at once.
FEW = 12
# How far the order of refilling is blurred at most, and over how many powers of ten less.
BLUR, BLUR_DECADES = 0.1, 2.0
# The share of rounds that force a column in, the others ruin; how far, as a power of an
# exponential number, the choice of who makes room for it is left to chance.
FORCED, DOUBT = 0.5, 0.3
# The losses that are accepted at first, as a share of a column's mean value; where there
# are more columns than this, each has fewer moves, and it is less in proportion.
HEAT, MANY = 0.1, 1_000


class Search:
    """A feasible set and its slack, with moves that keep it feasible.

    ``pool`` are the columns that may still be moved: everything else stays as ``base``
    (n,) says. ``charge`` (n,) is what the rows' duals charge for a column.
    """

    def __init__(
        self, program: Program, base: Flags, pool: Indices, charge: Array
    ) -> None:
        matrix = csc_array(program.matrix)
        # Who asks for nothing is in every set.
        asking = np.diff(matrix.indptr)[pool] > 0
        self.base = base.copy()
        self.base[pool] = ~asking
        self.pool = pool = pool[asking]
        self.slack = program.limits - matrix @ self.base.astype(float)
        self.room = TOLERANCE * np.maximum(1.0, np.abs(program.limits))
        columns = csc_array(matrix[:, pool])
        self.starts, self.lengths = columns.indptr[:-1], np.diff(columns.indptr)
        self.rows, self.amounts = columns.indices, columns.data
        self.needs = self.amounts - self.room[self.rows]
        self.places = np.arange(columns.nnz)
        self.parts = [slice(*pair) for pair in pairwise(columns.indptr.tolist())]
        self.asked = [(self.rows[part], self.needs[part]) for part in self.parts]
        # The entry of each column that kept it out when it was last looked at.
        self.barrier_rows = self.rows[self.starts]
        self.barrier_needs = self.needs[self.starts]
        self.users = users(columns.tocsr())
        self.dependants = dependants(program, matrix, pool)
        self.values = program.values[pool]
        floor = LEAST_PRICE * max(float(np.abs(charge).max(initial=0.0)), 1e-12)
        self.efficiency = self.values / np.maximum(charge[pool], floor)
        self.chosen = np.zeros(pool.size, dtype=bool)

    @property
    def value(self) -> float:
        """Return the value of the pool's part of the set."""
        return float(self.values[self.chosen].sum())

    def flags(self, chosen: Flags) -> Flags:
        """Return the whole set (n,) for the pool's part of it."""
        whole = self.base.copy()
        whole[self.pool[chosen]] = True
        return whole

    def take(self, column: int) -> list[int]:
        """Choose one column that fits; return it."""
        part = self.parts[column]
        self.slack[self.rows[part]] -= self.amounts[part]
        self.chosen[column] = True
        return [column]

    def fill(self, order: Indices) -> list[int]:
        """Choose, in this order, who still fits; return who was chosen."""
        added = []
        if order.size > FEW:
            order = order[self.fits(order)]
        for column in order.tolist():
            rows, needs = self.asked[column]
            short = self.slack[rows] < needs
            worst = int(short.argmax())
            if short[worst]:
                self.barrier_rows[column] = rows[worst]
                self.barrier_needs[column] = needs[worst]
            else:
                added += self.take(column)
        return added

    def fits(self, columns: Indices) -> Flags:
        """Tell of one or more who would fit alone, and remember what keeps the others out."""
        lengths = self.lengths[columns]
        ends = lengths.cumsum()
        first = ends - lengths
        entries = (self.starts[columns] - first).repeat(lengths)
        entries += self.places[: entries.size]
        short = self.slack[self.rows[entries]] < self.needs[entries]
        barriers = np.maximum.reduceat(np.where(short, entries, -1), first)
        fit: Flags = barriers < 0
        out, barriers = columns[~fit], barriers[~fit]
        self.barrier_rows[out] = self.rows[barriers]
        self.barrier_needs[out] = self.needs[barriers]
        return fit

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
        """Return who is not chosen and fits as far as the last barrier tells."""
        perhaps = self.slack[self.barrier_rows] >= self.barrier_needs
        return np.flatnonzero(perhaps & ~self.chosen)

    def on_row(self, row: int) -> tuple[Indices, Array]:
        """Return the chosen columns that lean on a row, and what each asks of it."""
        columns, amounts = self.users[row]
        here = self.chosen[columns]
        return columns[here], amounts[here]

    def outsider(self, generator: np.random.Generator) -> int:
        """Return a random column that is not chosen."""
        outside = np.flatnonzero(~self.chosen)
        return int(outside[generator.integers(outside.size)])


def users(matrix: csr_array) -> list[tuple[Indices, Array]]:
    """Return for each row the columns that ask something of it, and how much."""
    found = []
    for row in range(matrix.shape[0]):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        asks = matrix.data[part] > 0.0
        columns = matrix.indices[part][asks].astype(np.int64)
        found.append((columns, matrix.data[part][asks]))
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
        leaning = place[by_row.indices[part][by_row.data[part] > 0.0]]
        found.setdefault(int(provider), []).extend(leaning[leaning >= 0].tolist())
    return found


def anneal(
    search: Search,
    rows: Indices,
    generator: np.random.Generator,
    go_on: Callable[[float], float | None],
) -> Flags:
    """Move from the present set to others; return the best pool set that was met.

    ``rows`` are the scarce ones, around which is ruined. ``go_on`` is told the best value
    and returns how much of the search is over, in [0, 1], or None to end.
    """
    best_value, best = search.value, search.chosen.copy()
    value = best_value
    scale = HEAT * float(search.values.mean()) * min(1.0, MANY / search.values.size)
    while not search.chosen.all() and (over := go_on(best_value)) is not None:
        before = search.slack.copy()
        if generator.random() < FORCED:
            removed, added = force(search, generator)
        else:
            removed, added = ruin(search, rows, generator), []
        added += refill(search, generator)
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


def ruin(search: Search, rows: Indices, generator: np.random.Generator) -> list[int]:
    """Take a few weak columns out around one scarce row; return who went."""
    leaning, _ = search.on_row(int(rows[generator.integers(rows.size)]))
    if not leaning.size:
        return []
    weights = generator.random(leaning.size) * search.efficiency[leaning]
    count = min(1 + int(generator.integers(RUINED)), leaning.size)
    return search.remove(leaning[np.argpartition(weights, count - 1)[:count]])


def force(
    search: Search, generator: np.random.Generator
) -> tuple[list[int], list[int]]:
    """Let a column in that is kept out, at the cost of others; return who went and came.

    Row by row, the shortest first, those go whose value is least for what they free.
    """
    column = search.outsider(generator)
    part = search.parts[column]
    rows, needs = search.rows[part], search.needs[part]
    removed: list[int] = []
    while (short := needs - search.slack[rows]).max() > 0.0:
        worst = int(short.argmax())
        leaning, amounts = search.on_row(int(rows[worst]))
        if not leaning.size:
            return removed, []
        price = search.values[leaning] / np.minimum(amounts, short[worst])
        price *= generator.exponential(size=leaning.size) ** DOUBT
        removed += search.remove(leaning[[int(price.argmin())]])
    return removed, search.take(column)


def refill(search: Search, generator: np.random.Generator) -> list[int]:
    """Choose among those who may fit, in a blurred order; return who came."""
    fitting = search.fitting()
    blur = BLUR * 10.0 ** (-BLUR_DECADES * generator.random())
    blurred = search.efficiency[fitting] * (
        1.0 + blur * generator.standard_normal(fitting.size)
    )
    return search.fill(fitting[np.argsort(-blurred, kind="stable")])
