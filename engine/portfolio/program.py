"""The portfolio case as a 0/1 program: max v·x, A x ≤ b, x binary.

One column for each candidate. Where more is committed than capacity at the policy's
confidence can bear, an auxiliary column says "what already waits here is made up for":
it loads the cell with the shortage, and every candidate that loads the cell requires it.
So initiatives first fill the hole, and a shortage that nobody uses costs nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.special import ndtri

from engine.draws import pert_quantiles
from engine.portfolio.case import Addition, Load, PortfolioCase
from engine.quantity import Quantity, ThreePoint
from engine.refusal import InvalidCase, quoted
from engine.source import profile_array

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

# Relative: what rounding of sums may add to a row.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """max ``values``·x subject to ``matrix`` x ≤ ``limits``, x binary within bounds.

    Shapes: ``values``, ``lower``, ``upper`` (n,), ``matrix`` (m, n), ``limits`` (m,). The
    first ``candidates`` columns are the case's candidates in their order. ``cells`` (c, 2)
    are the capability and period of the first c rows; then one row for each budget.
    ``capacity``, ``committed`` and ``loads`` are for the whole (capabilities, periods).
    """

    values: Array
    lower: Array
    upper: Array
    matrix: csr_array
    limits: Array
    candidates: int
    cells: Indices
    budgets: int
    capacity: Array
    committed: Array
    blocked: Flags

    def feasible(self, chosen: Flags) -> bool:
        """Tell whether a set holds every row and bound, up to rounding."""
        slack = self.limits - self.matrix @ chosen.astype(float)
        room = TOLERANCE * np.maximum(1.0, np.abs(self.limits))
        within = (chosen >= self.lower) & (chosen <= self.upper)
        return bool((slack >= -room).all() and within.all())

    def valued(self, values: Array) -> "Program":
        """Return the same program with other values (n,)."""
        return replace(self, values=values)

    def bounded(self, lower: Array, upper: Array) -> "Program":
        """Return the same program with other bounds (n,) of x."""
        return replace(self, lower=lower, upper=upper)

    def worth(self, chosen: Flags) -> float:
        """Return the value of a set."""
        return float(self.values[chosen].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Sparse entries: ``cells`` (k·T + t), ``columns`` and ``amounts``, all (e,)."""

    cells: Indices
    columns: Indices
    amounts: Array


def build_program(
    case: PortfolioCase,
    forbidden: Collection[str] = (),
    apart: Sequence[Collection[str]] = (),
) -> Program:
    """Build the program of a case.

    ``forbidden`` candidates are left out; of each group in ``apart`` not all may be chosen
    together. Raises ``InvalidCase`` for a name that is not in the case.
    """
    index = {candidate.id: i for i, candidate in enumerate(case.candidates)}
    out = positions(index, forbidden, "forbidden")
    groups = [positions(index, group, f"apart[{i}]") for i, group in enumerate(apart)]
    capacity, committed = supplies(case)
    free = (capacity - committed).ravel()
    loads, adds = demands(case)
    blocked = blocked_candidates(case, free, loads, adds, out)
    rows = Rows(len(case.candidates))
    cells = capacity_rows(rows, free, loads, adds, blocked)
    budget_rows(rows, case)
    for candidate in case.candidates:
        for name in candidate.requires:
            rows.requires(index[candidate.id], index[name])
    for exclusion in case.exclusions:
        rows.add([index[name] for name in exclusion], 1.0, 1.0)
    for group in groups:
        rows.add(group, 1.0, len(group) - 1.0)
    columns = rows.columns
    values, lower, upper = np.zeros(columns), np.zeros(columns), np.ones(columns)
    values[: rows.candidates] = [candidate.worth for candidate in case.candidates]
    lower[: rows.candidates] = [candidate.must for candidate in case.candidates]
    upper[: rows.candidates][blocked] = 0.0
    upper[out] = 0.0
    periods = case.horizon.periods
    return Program(
        values=values,
        lower=lower,
        upper=upper,
        matrix=rows.matrix(),
        limits=np.array(rows.limits),
        candidates=rows.candidates,
        cells=np.stack([cells // periods, cells % periods], axis=1),
        budgets=len(case.budgets),
        capacity=capacity,
        committed=committed,
        blocked=blocked,
    )


class Rows:
    """Collects the rows of A x ≤ b, and auxiliary columns as they are needed."""

    def __init__(self, candidates: int) -> None:
        self.candidates = candidates
        self.columns = candidates
        self.limits: list[float] = []
        self.parts: list[tuple[Indices, Indices, Array]] = []

    def add(
        self, columns: Sequence[int] | Indices, amounts: object, limit: float
    ) -> None:
        """Add one row; ``amounts`` is one number for all columns or one for each."""
        where = np.asarray(columns, dtype=np.int64)
        row = np.full(where.size, len(self.limits))
        filled = np.broadcast_to(np.asarray(amounts, dtype=float), where.shape)
        self.parts.append((row, where, filled))
        self.limits.append(limit)

    def requires(self, column: int, other: int) -> None:
        """Let one column be chosen only with another."""
        self.add([column, other], [1.0, -1.0], 0.0)

    def matrix(self) -> csr_array:
        """Return A; entries of one place are summed."""
        parts = self.parts or [(np.empty(0, int), np.empty(0, int), np.empty(0))]
        row, column, amount = (
            np.concatenate(each) for each in zip(*parts, strict=True)
        )
        shape = (len(self.limits), self.columns)
        return csr_array(coo_array((amount, (row, column)), shape=shape))


def positions(index: dict[str, int], names: Collection[str], place: str) -> list[int]:
    """Return the columns of names."""
    for name in names:
        if name not in index:
            raise InvalidCase(place, f"no candidate {quoted(name)}")
    return sorted({index[name] for name in names})


def supplies(case: PortfolioCase) -> tuple[Array, Array]:
    """Return (K, T) capacity at the policy's confidence and (K, T) mean committed load."""
    periods = case.horizon.periods
    shape = (len(case.capabilities), periods)
    capacity, committed = np.empty(shape), np.empty(shape)
    for index, capability in enumerate(case.capabilities):
        capacity[index] = assured(capability.capacity, periods, case.policy.confidence)
        committed[index] = mean(capability.committed, periods)
    return capacity, committed


def assured(quantity: Quantity, periods: int, confidence: float) -> Array:
    """Return (T,) what a quantity reaches at least with that probability.

    Of a three-point estimate it is the quantile 1 − ``confidence`` of its PERT
    distribution.
    """
    if not isinstance(quantity, ThreePoint):
        return profile_array(quantity, periods)
    low = profile_array(quantity.low, periods)
    spread = profile_array(quantity.high, periods) - low
    likely = profile_array(quantity.likely, periods) - low
    modes = np.zeros_like(spread)
    np.divide(likely, spread, out=modes, where=spread > 0.0)
    distinct, where = np.unique(modes, return_inverse=True)
    score = np.array([ndtri(1.0 - confidence)])
    quantiles = np.array([pert_quantiles(float(mode), score)[0] for mode in distinct])
    reached: Array = low + spread * quantiles[where]
    return reached


def mean(quantity: Quantity, periods: int) -> Array:
    """Return the (T,) mean of a quantity; (low + 4·likely + high) / 6 of an estimate."""
    if not isinstance(quantity, ThreePoint):
        return profile_array(quantity, periods)
    low, likely, high = (
        profile_array(profile, periods)
        for profile in (quantity.low, quantity.likely, quantity.high)
    )
    average: Array = (low + 4.0 * likely + high) / 6.0
    return average


def demands(case: PortfolioCase) -> tuple[Entries, Entries]:
    """Return what the candidates load and what they add, by capability and period."""
    loads: list[tuple[int, Load | Addition]] = []
    adds: list[tuple[int, Load | Addition]] = []
    for index, candidate in enumerate(case.candidates):
        loads += [(index, load) for load in candidate.loads]
        adds += [(index, addition) for addition in candidate.adds]
    order = {entry.id: index for index, entry in enumerate(case.capabilities)}
    periods = case.horizon.periods
    return tabulated(loads, order, periods), tabulated(adds, order, periods)


def tabulated(
    parts: Sequence[tuple[int, Load | Addition]], order: dict[str, int], periods: int
) -> Entries:
    """Expand loads or additions into one entry for each period that is not 0."""
    spans = [span(part, periods) for _, part in parts]
    lengths = np.array([stop - start for start, stop in spans], dtype=np.int64)
    first = np.array(
        [
            order[part.capability] * periods + start
            for (_, part), (start, _) in zip(parts, spans, strict=True)
        ],
        dtype=np.int64,
    )
    amounts = [
        mean(part.units, periods)[start:stop]
        for (_, part), (start, stop) in zip(parts, spans, strict=True)
    ]
    offsets = np.arange(lengths.sum()) - np.repeat(
        np.cumsum(lengths) - lengths, lengths
    )
    cells = np.repeat(first, lengths) + offsets
    columns = np.repeat(np.array([i for i, _ in parts], dtype=np.int64), lengths)
    amount = np.concatenate(amounts) if amounts else np.empty(0)
    used = amount > 0.0
    return Entries(cells[used], columns[used], amount[used])


def span(part: Load | Addition, periods: int) -> tuple[int, int]:
    """Return the first period of a load or addition, and the one after its last."""
    if isinstance(part, Addition):
        return part.from_period, periods
    return part.starts, periods if part.ends is None else part.ends + 1


def blocked_candidates(
    case: PortfolioCase, free: Array, loads: Entries, adds: Entries, out: Sequence[int]
) -> Flags:
    """Return (n,) who cannot be chosen, even alone and with every initiative.

    That is who asks for more than is free and could be added, or than its budgets hold,
    and who requires such a candidate.
    """
    allowed = np.ones(len(case.candidates))
    allowed[out] = 0.0
    most = free + np.bincount(
        adds.cells, adds.amounts * allowed[adds.columns], minlength=free.size
    )
    # Several loads of one candidate on one cell count together.
    keys = loads.cells * len(case.candidates) + loads.columns
    distinct, where = np.unique(keys, return_inverse=True)
    asked = np.bincount(where, loads.amounts)
    cells, columns = np.divmod(distinct, max(1, len(case.candidates)))
    over = asked > most[cells] + TOLERANCE * np.maximum(1.0, np.abs(most[cells]))
    blocked = np.zeros(len(case.candidates), dtype=bool)
    blocked[columns[over]] = True
    for budget in case.budgets:
        for index, candidate in enumerate(case.candidates):
            if budget.department in (None, candidate.department):
                blocked[index] |= candidate.cost > budget.amount
    return with_dependants(case, blocked, out)


def with_dependants(case: PortfolioCase, blocked: Flags, out: Sequence[int]) -> Flags:
    """Add whoever requires a candidate that cannot or may not be chosen."""
    index = {candidate.id: i for i, candidate in enumerate(case.candidates)}
    dependants: dict[int, list[int]] = {}
    for candidate in case.candidates:
        for name in candidate.requires:
            dependants.setdefault(index[name], []).append(index[candidate.id])
    waiting = [*np.flatnonzero(blocked).tolist(), *out]
    reached = blocked.copy()
    while waiting:
        for dependant in dependants.get(waiting.pop(), ()):
            if not reached[dependant]:
                reached[dependant] = True
                waiting.append(dependant)
    return reached


def capacity_rows(
    rows: Rows, free: Array, loads: Entries, adds: Entries, blocked: Flags
) -> Indices:
    """Add a row for every cell that can be overloaded, and return those cells."""
    kept = ~blocked[loads.columns]
    asked = np.bincount(loads.cells[kept], loads.amounts[kept], minlength=free.size)
    # What everybody together cannot overload needs no row.
    cells = np.flatnonzero(asked > np.maximum(free, 0.0))
    number = np.full(free.size, -1)
    number[cells] = np.arange(cells.size)
    for entries, sign in ((loads, 1.0), (adds, -1.0)):
        used = number[entries.cells] >= 0
        if sign > 0.0:
            used &= kept
        row, column = number[entries.cells[used]], entries.columns[used]
        rows.parts.append((row, column, sign * entries.amounts[used]))
    rows.limits.extend(np.maximum(free[cells], 0.0).tolist())
    for cell in np.flatnonzero(free[cells] < 0.0):
        users = np.unique(loads.columns[kept & (loads.cells == cells[cell])])
        shortage_column(rows, int(cell), -float(free[cells[cell]]), users)
    return cells


def shortage_column(rows: Rows, row: int, shortage: float, users: Indices) -> None:
    """Make up for a shortage in a cell before anybody uses it."""
    column = rows.columns
    rows.columns += 1
    rows.parts.append((np.array([row]), np.array([column]), np.array([shortage])))
    for user in users:
        rows.requires(int(user), column)


def budget_rows(rows: Rows, case: PortfolioCase) -> None:
    """Add a row for each budget."""
    costs = np.array([candidate.cost for candidate in case.candidates])
    for budget in case.budgets:
        concerned = np.array(
            [
                budget.department in (None, candidate.department)
                for candidate in case.candidates
            ],
            dtype=bool,
        )
        spenders = np.flatnonzero(concerned & (costs > 0.0))
        rows.add(spenders, costs[spenders], budget.amount)
