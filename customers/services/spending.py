"""Enter, change and take back what winning and keeping customers cost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from customers.models import CustomerSpending

SPENDING_FACTS: Final = (
    *("starts", "ends", "winning", "won", "keeping", "kept", "margin", "source"),
)


def _facts_of(period: CustomerSpending) -> dict[str, Any]:
    return {name: getattr(period, name) for name in SPENDING_FACTS}


def _set(period: CustomerSpending, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in SPENDING_FACTS:
            raise Invalid(f"{name} is not a fact of a period.")
        setattr(period, name, value)


def _check(period: CustomerSpending) -> None:
    """Refuse a period that another one shares a day with: nothing counts twice."""
    editing.check(period)
    others = CustomerSpending.objects.exclude(pk=period.pk)
    twice = others.filter(starts__lte=period.ends, ends__gte=period.starts).first()
    if twice is not None:
        words = f"The period {twice} holds some of these days already."
        raise Invalid(words, errors={"starts": [words]})


@transaction.atomic
def enter_spending(
    *, actor: User, facts: Mapping[str, Any], now: datetime
) -> CustomerSpending:
    """Enter a period."""
    require(actor, Act.ENTER_SPENDING)
    period = CustomerSpending()
    _set(period, facts)
    _check(period)
    editing.add(period)
    audit.record(
        actor=actor,
        action="entered what customers cost",
        subject=period,
        now=now,
        changes=audit.difference({}, _facts_of(period)),
    )
    return period


@transaction.atomic
def edit_spending(
    *,
    actor: User,
    period: CustomerSpending,
    revision: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> CustomerSpending:
    """Change a period, on the revision the editor saw."""
    require(actor, Act.ENTER_SPENDING)
    before = _facts_of(period)
    _set(period, facts)
    _check(period)
    changes = audit.difference(before, _facts_of(period))
    if not changes:
        return period
    editing.save(period, seen=revision, fields=SPENDING_FACTS)
    audit.record(
        actor=actor,
        action="changed what customers cost",
        subject=period,
        now=now,
        changes=changes,
    )
    return period


@transaction.atomic
def delete_spending(*, actor: User, period: CustomerSpending, now: datetime) -> None:
    """Take a period out; the audit trail keeps what it was."""
    require(actor, Act.ENTER_SPENDING)
    audit.record(
        actor=actor,
        action="deleted what customers cost",
        subject=period,
        now=now,
        changes=audit.difference(_facts_of(period), {}),
    )
    editing.remove(period, next_step="Try again.")
