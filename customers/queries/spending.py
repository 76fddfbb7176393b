"""What it costs to win a customer, beside what it costs to keep one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from customers.models import CustomerSpending

CLAIM = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """One period, or all of them: costs per customer, and their ratio."""

    name: str
    winning: Decimal
    won: int
    keeping: Decimal
    kept: int

    @property
    def to_win(self) -> Decimal | None:
        """Return what winning one customer cost."""
        return self.winning / self.won if self.won else None

    @property
    def to_keep(self) -> Decimal | None:
        """Return what keeping one customer cost."""
        return self.keeping / self.kept if self.kept else None

    @property
    def ratio(self) -> float | None:
        """Return how many times as much winning costs as keeping."""
        if self.to_win is None or not self.to_keep:
            return None
        return float(self.to_win / self.to_keep)


@dataclass(frozen=True, slots=True)
class Costs:
    """All periods, the latest first, and their sums."""

    periods: tuple[tuple[CustomerSpending, Cost], ...]
    overall: Cost | None
    first: date | None
    last: date | None


def costs(user: User) -> Costs:
    """Return what winning and keeping cost; one query."""
    rows = list(CustomerSpending.objects.visible_to(user).order_by("-starts"))
    if not rows:
        return Costs((), None, None, None)
    overall = Cost(
        "All periods",
        sum((row.winning for row in rows), Decimal(0)),
        sum(row.won for row in rows),
        sum((row.keeping for row in rows), Decimal(0)),
        sum(row.kept for row in rows),
    )
    periods = tuple(
        (row, Cost(str(row), row.winning, row.won, row.keeping, row.kept))
        for row in rows
    )
    return Costs(periods, overall, rows[-1].starts, max(row.ends for row in rows))


def margin() -> Decimal | None:
    """Return the share of revenue that stays, by the latest period that says so."""
    known = CustomerSpending.objects.filter(margin__isnull=False).order_by("-starts")
    return known.values_list("margin", flat=True).first()
