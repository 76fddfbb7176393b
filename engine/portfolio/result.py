"""The answer: the set that was chosen, how good it is, and what it leans on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engine.document import plain_value
from engine.portfolio.case import Value

SOLUTION_FORMAT = "portfolio/1"

Status = Literal["optimal", "feasible", "infeasible", "unsolved"]
Phase = Literal["relaxation", "search", "proof"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solution is: ``share`` of the time in [0, 1], and what is known so far."""

    phase: Phase
    share: float
    value: float | None
    bound: float | None


# Returning False ends the search with the best set found; to abandon it, raise.
OnProgress = Callable[[Progress], bool | None]


@dataclass(frozen=True, slots=True)
class CapabilityUse:
    """A capability by period: lists of T numbers in its own unit.

    ``capacity`` is what the policy's confidence allows, ``added`` what the chosen
    initiatives add to it, ``committed`` and ``load`` what is asked of it, the load by the
    chosen set. ``worth`` is the shadow value: money for one more unit in that period.
    """

    id: str
    unit: str
    capacity: tuple[float, ...]
    added: tuple[float, ...]
    committed: tuple[float, ...]
    load: tuple[float, ...]
    worth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """A budget: what is spent of it, and what one more unit of money would be worth."""

    department: str | None
    amount: float
    spent: float
    worth: float


@dataclass(frozen=True, slots=True)
class Solution:
    """The best set found and how far from the best possible it can be.

    ``status``: ``optimal`` is proven, ``feasible`` has a gap, ``infeasible`` means that
    no set holds every must-have, ``unsolved`` that none was found in the time. ``value`` is that of the chosen, the costs taken off its
    profitability; no set is worth more than ``bound``; ``gap`` is their difference over
    the larger of the two. ``cut_short`` says that the time ended the search: the same case
    and seed need not give the same set then. ``blocked`` are candidates that can never be
    chosen, since not even every initiative makes room for them.
    """

    status: Status
    chosen: tuple[str, ...]
    value: Value
    bound: float
    gap: float
    capabilities: tuple[CapabilityUse, ...]
    budgets: tuple[BudgetUse, ...]
    blocked: tuple[str, ...]
    cut_short: bool
    seed: int

    def document(self) -> dict[str, Any]:
        """Write the solution in format ``portfolio/1``, ready for JSON."""
        content = plain_value(self)
        assert isinstance(content, dict)  # noqa: S101 - a dataclass becomes an object
        content["value"]["total"] = self.value.total
        return {"format": SOLUTION_FORMAT, **content}
