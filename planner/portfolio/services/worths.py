"""Put a figure on what a promise is worth."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.forms import model_to_dict

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.editing import check, save
from core.refusals import Conflict, NotThere
from planner.portfolio.models import PromiseWorth
from promises.models import Promise, PromiseState

FACTS = ("differentiation", "margin", "occasions", "cost", "source")


@transaction.atomic
def set_promise_worth(
    *,
    actor: User,
    promise_id: int,
    revision: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> PromiseWorth:
    """Say what keeping a promise once is worth, and where that comes from.

    ``revision`` is the one that was seen, 0 where nobody had put a figure on it.
    """
    require(actor, Act.VALUE_PROMISES)
    seen = Promise.objects.visible_to(actor).exclude(state=PromiseState.RETIRED)
    # The promise's row is the lock: two first figures must not both be put down.
    promise = seen.select_for_update().filter(pk=promise_id).first()
    if promise is None:
        raise NotThere("There is no such promise, or it is retired.")
    row = PromiseWorth.objects.filter(promise=promise).first()
    before = _facts(row)
    is_new = row is None
    row = row or PromiseWorth(promise=promise, by=actor, at=now)
    if row.revision != revision and not (is_new and revision == 0):
        raise Conflict(
            "Somebody else has put figures on it meanwhile.",
            next_step="Compare with what stands there now, then save again.",
        )
    for name in FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    row.cost = row.cost if row.cost is not None else Decimal(0)
    row.by, row.at = actor, now
    check(row)
    changes = audit.difference(before, _facts(row))
    if not changes:
        return row
    if is_new:
        row.save(force_insert=True)
    else:
        save(row, seen=revision, fields=[*FACTS, "by_id", "at"])
    audit.record(
        actor=actor,
        action="put a figure on it",
        subject=promise,
        now=now,
        changes=changes,
    )
    return row


def _facts(row: PromiseWorth | None) -> dict[str, Any]:
    return model_to_dict(row, fields=FACTS) if row else dict.fromkeys(FACTS)
