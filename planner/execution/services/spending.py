"""Write down what was ordered for a task and what was paid for it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from planner.execution.models import Spending, Task
from planner.execution.queries.money import money_of
from planner.execution.services import rules
from planner.execution.services.refusals import NoSuchTask, NotNow
from planner.execution.services.telling import tell

FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was ordered or paid, when, and which order a payment settles."""

    kind: str
    amount: Decimal
    on: date
    note: str = ""
    settles_id: int | None = None


@transaction.atomic
def spend(*, actor: User, task_id: int, entry: Entry, now: datetime) -> Spending:
    """Enter an order or a payment; whoever answers for it hears of too much."""
    task = _to_spend(actor, task_id)
    rules.require_running(task)
    row = Spending(
        task=task,
        kind=entry.kind,
        amount=entry.amount,
        on=entry.on,
        note=rules.short(entry.note, "note"),
        settles=_order(task, entry),
        by=actor,
        at=now,
    )
    _check(row)
    before = money_of(task)
    editing.check(row)
    row.save(force_insert=True)
    audit.record(
        actor=actor,
        action="task.spent",
        subject=task,
        now=now,
        changes={row.kind: row.amount, "on": row.on, "note": row.note},
    )
    after = money_of(task)
    if after.is_over and not before.is_over and task.accountable:
        text = f"Over budget: {task.name}"
        tell([task.accountable], task=task, text=text, now=now, actor=actor)
    return row


def _to_spend(actor: User, task_id: int) -> Task:
    require(actor, Act.REPORT_TASKS)
    task = rules.locked(actor, task_id)
    if not rules.reports_on(actor, task):
        raise rules.not_yours(task)
    return task


def _check(row: Spending) -> None:
    errors = {}
    if not FIRST_YEAR <= row.on.year <= LAST_YEAR:
        errors["on"] = [f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}."]
    if not row.amount.is_finite() or row.amount <= 0:
        errors["amount"] = ["Give an amount above 0."]
    if errors:
        raise Invalid(
            "This is not entered yet.", next_step="Correct it.", errors=errors
        )


def _order(task: Task, entry: Entry) -> Spending | None:
    if entry.settles_id is None:
        return None
    order = task.spendings.filter(
        pk=entry.settles_id, kind=Spending.Kind.COMMITTED
    ).first()
    if order is None or entry.kind != Spending.Kind.ACTUAL:
        words = "Only a payment settles an order, and one of the same task."
        raise Invalid(words, errors={"settles": [words]})
    return order


@transaction.atomic
def take_back(*, actor: User, task_id: int, spending_id: int, now: datetime) -> None:
    """Take out an entry that was wrong: for who made it, or who answers for it."""
    task = _to_spend(actor, task_id)
    row = task.spendings.filter(pk=spending_id).first()
    if row is None:
        raise NoSuchTask(
            "This task has no such entry.", next_step="Reload the task's page."
        )
    if row.by_id != actor.pk and not rules.answers_for(actor, task):
        raise rules.not_yours(task)
    if row.settled_by.exists():
        raise NotNow(
            "A payment settles this order.", next_step="Take the payment out first."
        )
    audit.record(
        actor=actor,
        action="task.spending-taken-back",
        subject=task,
        now=now,
        changes={row.kind: [row.amount, None], "on": row.on, "note": row.note},
    )
    row.delete()
