"""A plan's money by strategy, tactic and task, beside what the tactics may cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.execution.queries.lists import (
    Part,
    Strategy,
    grouped,
    plan_rows,
    tactics_of,
)
from planner.execution.queries.money import NOTHING, Money, together
from planner.plans.models import Plan


@dataclass(frozen=True, kw_only=True)
class Budgets:
    """The money of a plan's tasks; ``granted`` is what its tactics may cost in all."""

    strategies: list[Strategy]
    money: Money
    granted: Decimal
    tactics: dict[str, Decimal]

    @property
    def over(self) -> list[Part]:
        """Return the places on which more is bound than planned."""
        return [
            part
            for strategy in self.strategies
            for part in strategy.parts
            if part.money.is_over
        ]

    @property
    def beyond(self) -> Decimal:
        """Return by how much the tasks' budgets exceed the tactics'."""
        return max((self.money.planned or NOTHING) - self.granted, NOTHING)


def budgets(plan: Plan, today: date) -> Budgets:
    """Return the money of all tasks of a plan; a fixed number of queries."""
    tactics = tactics_of(plan)
    rows = plan_rows(plan, today)
    return Budgets(
        strategies=grouped(rows, rows, tactics),
        money=together(row.money for row in rows),
        granted=sum((tactic.budget for tactic in tactics), NOTHING),
        tactics={tactic.code: tactic.budget for tactic in tactics},
    )
