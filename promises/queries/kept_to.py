"""The promises kept and broken to one customer, from the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts.models import User
from customers.models import Customer
from promises.models import Outcome, Promise

MOST: Final = 200


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One occasion: ``kept`` is None while its day is still to come."""

    promise: Promise
    reference: str
    due_on: date
    done_at: datetime | None
    kept: bool | None


@dataclass(frozen=True, kw_only=True)
class KeptTo:
    """The latest occasions of a customer, and how many of them were kept and broken."""

    occasions: tuple[Occasion, ...]
    kept: int
    broken: int
    more: bool


def kept_to(customer: Customer, user: User, *, today: date) -> KeptTo:
    """Return what the ledger has of a customer, by each promise's own rule."""
    rows = list(
        Outcome.objects.filter(
            customer=customer.code, promise__in=Promise.objects.visible_to(user)
        )
        .select_related("promise")
        .order_by("-due_on", "-pk")[: MOST + 1]
    )
    found = tuple(_occasion(row, today) for row in rows[:MOST])
    return KeptTo(
        occasions=found,
        kept=sum(one.kept is True for one in found),
        broken=sum(one.kept is False for one in found),
        more=len(rows) > MOST,
    )


def _occasion(row: Outcome, today: date) -> Occasion:
    by_day = row.promise.kept_rule == Promise.KeptRule.DAY
    kept = row.on_day if by_day else row.in_time
    open_still = row.done_at is None and row.due_on >= today
    return Occasion(
        promise=row.promise,
        reference=row.reference,
        due_on=row.due_on,
        done_at=row.done_at,
        kept=None if open_still else kept,
    )
