"""What was found, in the case's own terms."""

import numpy as np

from engine.portfolio.case import PortfolioCase, Value
from engine.portfolio.program import Array, Flags, Program, demands
from engine.portfolio.result import BudgetUse, CapabilityUse, Solution

# A gap that rounding of the sums explains is none.
PROVEN = 1e-9


def report(
    case: PortfolioCase,
    program: Program,
    chosen: Flags,
    bound: float,
    duals: Array,
    seed: int,
    *,
    cut_short: bool,
) -> Solution:
    """Say what a set does. ``chosen`` is (n,), ``duals`` (m,) of the relaxation."""
    taken = chosen[: program.candidates]
    value = value_of(case, taken)
    bound = max(bound, value.total)
    gap = (bound - value.total) / max(abs(bound), abs(value.total), 1e-9)
    proven = gap <= PROVEN
    return Solution(
        status="optimal" if proven else "feasible",
        chosen=names(case, taken),
        value=value,
        bound=bound,
        gap=0.0 if proven else gap,
        capabilities=capability_uses(case, program, taken, duals),
        budgets=budget_uses(case, program, taken, duals),
        blocked=names(case, program.blocked),
        cut_short=cut_short and not proven,
        seed=seed,
    )


def without_set(
    case: PortfolioCase, program: Program, seed: int, *, proven: bool
) -> Solution:
    """Say that no set holds every must-have, or that none was found in the time.

    The uses are those of the must-haves.
    """
    musts = program.lower[: program.candidates] > 0.0
    duals = np.zeros(program.limits.size)
    return Solution(
        status="infeasible" if proven else "unsolved",
        chosen=(),
        value=Value(),
        bound=0.0,
        gap=0.0,
        capabilities=capability_uses(case, program, musts, duals),
        budgets=budget_uses(case, program, musts, duals),
        blocked=names(case, program.blocked),
        cut_short=not proven,
        seed=seed,
    )


def names(case: PortfolioCase, flags: Flags) -> tuple[str, ...]:
    """Return the names of some candidates, in the case's order."""
    return tuple(case.candidates[i].id for i in np.flatnonzero(flags))


def value_of(case: PortfolioCase, taken: Flags) -> Value:
    """Return the value of a set by what it comes from, costs off the profitability."""
    chosen = [case.candidates[i] for i in np.flatnonzero(taken)]
    return Value(
        loyalty=float(sum(entry.value.loyalty for entry in chosen)),
        differentiation=float(sum(entry.value.differentiation for entry in chosen)),
        profitability=float(
            sum(entry.value.profitability - entry.cost for entry in chosen)
        ),
    )


def capability_uses(
    case: PortfolioCase, program: Program, taken: Flags, duals: Array
) -> tuple[CapabilityUse, ...]:
    """Return every capability's capacity, load and shadow value by period."""
    loads, adds = demands(case)
    shape = program.capacity.shape
    load, added = (
        np.bincount(
            part.cells,
            part.amounts * taken[part.columns],
            minlength=program.capacity.size,
        ).reshape(shape)
        for part in (loads, adds)
    )
    worth = np.zeros(shape)
    worth[program.cells[:, 0], program.cells[:, 1]] = duals[: len(program.cells)]
    return tuple(
        CapabilityUse(
            id=capability.id,
            unit=capability.unit,
            capacity=tuple(program.capacity[index].tolist()),
            added=tuple(added[index].tolist()),
            committed=tuple(program.committed[index].tolist()),
            load=tuple(load[index].tolist()),
            worth=tuple(worth[index].tolist()),
        )
        for index, capability in enumerate(case.capabilities)
    )


def budget_uses(
    case: PortfolioCase, program: Program, taken: Flags, duals: Array
) -> tuple[BudgetUse, ...]:
    """Return what is spent of every budget, and its shadow value."""
    chosen = [case.candidates[i] for i in np.flatnonzero(taken)]
    first = len(program.cells)
    return tuple(
        BudgetUse(
            department=budget.department,
            amount=budget.amount,
            spent=float(
                sum(
                    entry.cost
                    for entry in chosen
                    if budget.department in (None, entry.department)
                )
            ),
            worth=float(duals[first + index]),
        )
        for index, budget in enumerate(case.budgets)
    )
