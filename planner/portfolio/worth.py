"""What a plan is worth where operations can carry it.

A stored score also counts what the plan loses for want of capacity. The set is chosen so
that what it asks is there, so here that loss is left out: it would be counted twice, and
no initiative could ever be worth its money. All else is the engine's own: demand,
assumptions, how reliably promises are kept, margins and the costs of breaking them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import engine

SEED = 1
DRAWS = 1_024
Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Worth:
    """Money over a plan's weeks: what kept occasions earn, and what broken ones cost.

    A broken promise costs what its owner says: the customers who leave for it. So that
    is the plan's part in loyalty, and it is never positive. An occasion on which all
    promises are kept is worth, on top, what somebody has said that each sets apart.
    """

    margin: float
    broken: float
    apart: float
    budget: float

    def value(self) -> dict[str, float]:
        """Return the three values of a candidate, before its cost."""
        return {
            "loyalty": round(self.broken, 2),
            "differentiation": round(self.apart, 2),
            "profitability": round(self.margin, 2),
        }


def worth_of(case: Document, apart: Mapping[str, float]) -> Worth:
    """Play a promise case through as if nothing that it asks were short.

    ``apart`` is what one kept occasion of a promise is worth because nobody else
    promises it, where somebody has put a figure on it.
    """
    promises = [{**entry, "requires": []} for entry in case["promises"]]
    carried = {**case, "promises": promises, "commitments": [], "initiatives": []}
    free = [{**entry, "break_cost": 0.0} for entry in promises]
    value, budget = _value(carried)
    earned, _ = _value({**carried, "promises": free})
    return Worth(
        margin=earned + budget,
        broken=value - earned,
        apart=set_apart({**carried, "promises": free}, apart),
        budget=budget,
    )


def set_apart(
    case: Document, apart: Mapping[str, float], *, seed: int = SEED, draws: int = DRAWS
) -> float:
    """Return what the kept occasions of a case are worth for being set apart.

    Its promises cost nothing when they are broken.
    """
    plan = case["plan"]
    tactics = [
        {
            **row,
            "budget": 0.0,
            "margin": sum(apart.get(p, 0.0) for p in row["promises"]),
        }
        for row in plan["tactics"]
    ]
    if not any(row["margin"] for row in tactics):
        return 0.0
    value, _ = _value(
        {**case, "plan": {**plan, "tactics": tactics}}, seed=seed, draws=draws
    )
    return value


def _value(
    case: Document, *, seed: int = SEED, draws: int = DRAWS
) -> tuple[float, float]:
    """Return the mean value, and the budget that it has paid."""
    parsed = engine.parse_case(case)
    score = engine.score(parsed, seed=seed, draws=draws, sensitivities=False)
    return score.value.mean, score.money.budget
