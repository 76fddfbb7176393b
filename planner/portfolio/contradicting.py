"""Say why no set holds every must-have: which of them meet which limit."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from engine import portfolio
from engine.portfolio.footprint import footprint
from planner.portfolio.relating import closure

SEED = 1
SECONDS = 2.0
# What rounding of sums explains is no shortage.
ROUNDING = 1e-6
Document = dict[str, Any]


def contradictions(
    case: portfolio.PortfolioCase, best: portfolio.Solution
) -> list[Document]:
    """Return the limits that the must-haves break, each with those who break it.

    ``best`` is the case's solution, which says that there is none.
    """
    needs = {entry.id: entry.requires for entry in case.candidates}
    musts = closure((e.id for e in case.candidates if e.must), needs)
    found = [
        *_alternatives(case, musts),
        *_budgets(case, musts),
        *_capabilities(case, best, musts),
    ]
    return found or [_unpaid(case, musts)]


def _alternatives(
    case: portfolio.PortfolioCase, musts: Collection[str]
) -> list[Document]:
    inside = [[code for code in group if code in musts] for group in case.exclusions]
    return [
        {"kind": "alternatives", "musts": group} for group in inside if len(group) > 1
    ]


def _budgets(case: portfolio.PortfolioCase, musts: Collection[str]) -> list[Document]:
    found = []
    for budget in case.budgets:
        spending = {
            entry.id: entry.cost
            for entry in case.candidates
            if entry.id in musts
            and entry.cost > 0
            and budget.department in {None, entry.department}
        }
        if (asked := sum(spending.values())) > budget.amount + ROUNDING:
            found.append(
                {
                    "kind": "budget",
                    "department": budget.department,
                    "asked": asked,
                    "room": budget.amount,
                    "musts": sorted(spending),
                }
            )
    return found


def _capabilities(
    case: portfolio.PortfolioCase, best: portfolio.Solution, musts: Collection[str]
) -> list[Document]:
    """Compare with what every initiative together would add."""
    traces = footprint(case)
    load = traces.load(musts)
    added = traces.added([entry.id for entry in case.candidates])
    loads = {code: traces.load([code]) for code in musts}
    found = []
    for index, use in enumerate(best.capabilities):
        room = np.array(use.capacity) + added[index] - np.array(use.committed)
        over = load[index] - np.maximum(room, 0.0)
        week = int(np.argmax(over))
        if over[week] <= ROUNDING * max(1.0, float(load[index][week])):
            continue
        found.append(
            {
                "kind": "capability",
                "capability": use.id,
                "unit": use.unit,
                "period": week,
                "asked": float(load[index][week]),
                "room": float(max(room[week], 0.0)),
                "musts": sorted(c for c in musts if loads[c][index][week] > 0),
            }
        )
    return found


def _unpaid(case: portfolio.PortfolioCase, musts: Collection[str]) -> Document:
    """Tell whether money is missing for the initiatives that would make room."""
    free = portfolio.solve(replace(case, budgets=()), seconds=SECONDS, seed=SEED)
    holds = free.status in {"optimal", "feasible"}
    kind = "unpaid" if holds else "together"
    return {"kind": kind, "musts": sorted(musts)}
