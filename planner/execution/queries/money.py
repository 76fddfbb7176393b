"""Money of tasks: planned, committed, actual, available; exact, so summed here.

Committed is what was ordered and not yet paid: a payment that settles an order takes
it off. Available is the budget less what is committed and what was paid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from planner.execution.models import Spending, Task

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Money:
    """Planned is None where nobody said what it may cost."""

    planned: Decimal | None
    committed: Decimal = NOTHING
    actual: Decimal = NOTHING

    @property
    def available(self) -> Decimal | None:
        if self.planned is None:
            return None
        return self.planned - self.committed - self.actual

    @property
    def is_over(self) -> bool:
        """Tell whether more is bound than planned; without a plan, none is."""
        return self.available is not None and self.available < 0

    @property
    def is_unplanned(self) -> bool:
        """Tell whether money is bound that nobody has planned."""
        return self.planned is None and self.committed + self.actual > 0


def together(parts: Iterable[Money]) -> Money:
    """Add money up; it is planned as far as any of it is."""
    rows = list(parts)
    planned = [row.planned for row in rows if row.planned is not None]
    return Money(
        planned=sum(planned, NOTHING) if planned else None,
        committed=sum((row.committed for row in rows), NOTHING),
        actual=sum((row.actual for row in rows), NOTHING),
    )


def spent_on(tasks: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Return what is committed and what was paid, by task, in one query."""
    rows = Spending.objects.filter(task__in=list(tasks)).order_by("pk")
    return _summed(rows.values_list("pk", "task_id", "kind", "amount", "settles_id"))


def spent_in(plan_id: int) -> dict[int, tuple[Decimal, Decimal]]:
    """Return what is committed and what was paid, by task of a plan."""
    rows = Spending.objects.filter(task__plan=plan_id).order_by("pk")
    return _summed(rows.values_list("pk", "task_id", "kind", "amount", "settles_id"))


def _summed(
    rows: Iterable[tuple[int, int, str, Decimal, int | None]],
) -> dict[int, tuple[Decimal, Decimal]]:
    open_orders: dict[int, tuple[int, Decimal]] = {}
    actual: dict[int, Decimal] = {}
    settled: dict[int, Decimal] = {}
    for pk, task, kind, amount, settles in rows:
        if kind == Spending.Kind.COMMITTED:
            open_orders[pk] = (task, amount)
            continue
        actual[task] = actual.get(task, NOTHING) + amount
        if settles is not None:
            settled[settles] = settled.get(settles, NOTHING) + amount
    committed: dict[int, Decimal] = {}
    for pk, (task, amount) in open_orders.items():
        left = max(amount - settled.get(pk, NOTHING), NOTHING)
        committed[task] = committed.get(task, NOTHING) + left
    return {
        task: (committed.get(task, NOTHING), actual.get(task, NOTHING))
        for task in {*committed, *actual}
    }


def money_for(task: Task, spent: Mapping[int, tuple[Decimal, Decimal]]) -> Money:
    committed, actual = spent.get(task.pk, (NOTHING, NOTHING))
    return Money(planned=task.budget, committed=committed, actual=actual)


def money_of(task: Task) -> Money:
    """Return one task's money, in one query."""
    return money_for(task, spent_on([task.pk]))
