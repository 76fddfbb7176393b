"""Say what may be spent."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import model_to_dict

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid
from planner.portfolio.models import Budgets


class BudgetsMoved(Conflict):
    title = "Somebody changed the budgets in the meantime"


class InvalidBudgets(Invalid):
    title = "These budgets cannot be"


@transaction.atomic
def set_budgets(
    *,
    actor: User,
    revision: int,
    amounts: Mapping[str, Decimal | None],
    now: datetime,
) -> Budgets:
    """Set what may be spent, in total and by department; None is no limit."""
    require(actor, Act.SET_POLICY)
    budgets = Budgets.objects.select_for_update().first() or Budgets(pk=1)
    if budgets.revision != revision:
        raise BudgetsMoved(
            "The budgets are not any more what you saw.",
            next_step="Compare with what holds now, then save again.",
        )
    before = model_to_dict(budgets)
    for name, amount in amounts.items():
        setattr(budgets, name, amount)
    try:
        budgets.clean_fields()
    except ValidationError as error:
        raise InvalidBudgets(
            "The budgets were not changed.",
            next_step="Correct what is named.",
            errors=error.message_dict,
        ) from error
    changes = audit.difference(before, model_to_dict(budgets))
    if not changes:
        return budgets
    budgets.revision = revision + 1
    budgets.save()
    audit.record(
        actor=actor, action="set the budgets", subject=budgets, now=now, changes=changes
    )
    return budgets
