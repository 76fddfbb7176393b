"""The portfolio case: what competes for capacity and money, as frozen dataclasses.

Units: periods are counted from 0; capacity and load are in the capability's own unit per
period; money is in the company's currency. Every constructor raises ``InvalidCase``.
"""

from dataclasses import dataclass, field
from typing import Literal

from engine import checks
from engine.case import Horizon
from engine.quantity import MOST_PERIODS, Quantity, check_quantity

MOST_CANDIDATES = 20_000
MOST_CAPABILITIES = 1_000
MOST_BUDGETS = 1_000
MOST_EXCLUSIONS = 20_000
MOST_PER_CANDIDATE = 1_000
# Loads and additions of all candidates, counted by period.
MOST_ENTRIES = 20_000_000

Kind = Literal["plan", "initiative", "promise"]
KINDS: tuple[Kind, ...] = ("plan", "initiative", "promise")


@dataclass(frozen=True, slots=True)
class Capability:
    """What can be done in a period, and how much of it is taken already."""

    id: str
    capacity: Quantity
    unit: str = "unit"
    committed: Quantity = 0.0

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        check_quantity(self.capacity, "capacity")
        checks.name(self.unit, "unit")
        check_quantity(self.committed, "committed")


@dataclass(frozen=True, slots=True)
class Load:
    """What a candidate asks of a capability in each period from ``starts`` to ``ends``."""

    capability: str
    units: Quantity
    starts: int = 0
    ends: int | None = None

    def __post_init__(self) -> None:
        checks.name(self.capability, "capability")
        check_quantity(self.units, "units")
        checks.whole(self.starts, "starts", most=MOST_PERIODS)
        if self.ends is not None:
            checks.whole(self.ends, "ends", least=self.starts, most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class Addition:
    """What a candidate adds to a capability in each period from ``from`` on."""

    capability: str
    units: Quantity
    from_period: int = 0

    def __post_init__(self) -> None:
        checks.name(self.capability, "capability")
        check_quantity(self.units, "units")
        checks.whole(self.from_period, "from", most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class Value:
    """Expected value in one currency, by what it comes from; before the cost."""

    loyalty: float = 0.0
    differentiation: float = 0.0
    profitability: float = 0.0

    def __post_init__(self) -> None:
        for name in ("loyalty", "differentiation", "profitability"):
            checks.number(getattr(self, name), name, least=-checks.LARGEST)

    @property
    def total(self) -> float:
        """Return the sum of the three."""
        return self.loyalty + self.differentiation + self.profitability


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan, an initiative or a promise that may be chosen, or must be.

    ``cost`` is spent if it is chosen: it counts against the total and the department's
    budget and is taken off the profitability. ``requires`` are candidates without which
    it cannot be chosen.
    """

    id: str
    kind: Kind = "plan"
    department: str | None = None
    value: Value = field(default_factory=Value)
    cost: float = 0.0
    loads: tuple[Load, ...] = ()
    adds: tuple[Addition, ...] = ()
    requires: tuple[str, ...] = ()
    must: bool = False

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        checks.choice(self.kind, "kind", KINDS)
        if self.department is not None:
            checks.name(self.department, "department")
        checks.instance(self.value, "value", Value)
        checks.number(self.cost, "cost")
        checks.sequence(self.loads, "loads", Load, most=MOST_PER_CANDIDATE)
        checks.sequence(self.adds, "adds", Addition, most=MOST_PER_CANDIDATE)
        checks.sequence(self.requires, "requires", str, most=MOST_PER_CANDIDATE)
        checks.distinct(self.requires, "requires")
        checks.instance(self.must, "must", bool)

    @property
    def worth(self) -> float:
        """Return what choosing it adds to the value of the set: its value less its cost."""
        return self.value.total - self.cost


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be spent: by one department, or by all if none is named."""

    amount: float
    department: str | None = None

    def __post_init__(self) -> None:
        checks.number(self.amount, "amount")
        if self.department is not None:
            checks.name(self.department, "department")


@dataclass(frozen=True, slots=True)
class Policy:
    """How sure capacity must be: with 0.9, the capacity reached in nine cases of ten."""

    confidence: float = 0.90

    def __post_init__(self) -> None:
        checks.number(self.confidence, "confidence", least=0.01, most=0.9999)


@dataclass(frozen=True, slots=True)
class PortfolioCase:
    """One choice, complete: it can be stored and solved again.

    ``exclusions`` are groups of candidates of which at most one may be chosen.
    """

    horizon: Horizon
    capabilities: tuple[Capability, ...]
    candidates: tuple[Candidate, ...]
    budgets: tuple[Budget, ...] = ()
    exclusions: tuple[tuple[str, ...], ...] = ()
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        # Imported here because the cross-checks read the classes above.
        from engine.portfolio.consistency import check_portfolio

        check_portfolio(self)
