"""Hold out a random part of the people we know, so that the others can be compared."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid
from planner.outreach.models import Acquaintance, NameState, WeeklyName
from planner.outreach.services import finding
from planner.outreach.services.listed import strike_open

LEAST: Final = Decimal("0.05")
MOST: Final = Decimal("0.5")
FEWEST: Final = 80


def _draw(seed: int, pk: int) -> str:
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()


@transaction.atomic
def hold_out(*, actor: User, share: Decimal, seed: int, now: datetime) -> int:
    """Leave a random part out of every list from now on; the seed says which.

    Drawn among customers we know and may contact. Returns how many are held out.
    """
    require(actor, Act.RULE_OUTREACH)
    rules = finding.rules()
    if not LEAST <= share <= MOST:
        words = "Hold out from 5 % to 50 %."
        raise Invalid(words, errors={"share": [words]})
    if Acquaintance.objects.filter(held_out_at__isnull=False).exists():
        raise Conflict(
            "A part is held out already.", next_step="End that first, or wait for it."
        )
    rows = Acquaintance.objects.contactable().filter(customer__isnull=False)
    keys = sorted(rows.values_list("pk", flat=True), key=lambda pk: _draw(seed, pk))
    if len(keys) < FEWEST:
        raise Invalid(
            f"There are {len(keys)} customers among the people we know; with fewer than "
            f"{FEWEST} nothing could be said.",
            next_step="Bring more names in from the customer base first.",
        )
    chosen = keys[: round(len(keys) * share)]
    strike_open(chosen, now=now)
    WeeklyName.objects.open().filter(acquaintance__in=chosen).update(
        state=NameState.RETURNED,
        closed_at=now,
        note="Held out, to compare with.",
        occasion="",
    )
    Acquaintance.objects.filter(pk__in=chosen).update(held_out_at=now)
    audit.record(
        actor=actor,
        action="outreach.held-out",
        subject=rules,
        now=now,
        changes={"share": share, "seed": seed, "of": len(keys), "held": len(chosen)},
    )
    return len(chosen)


@transaction.atomic
def let_back(*, actor: User, now: datetime) -> int:
    """End holding out: everybody may stand on a list again."""
    require(actor, Act.RULE_OUTREACH)
    rules = finding.rules()
    count = Acquaintance.objects.filter(held_out_at__isnull=False).update(
        held_out_at=None
    )
    audit.record(
        actor=actor,
        action="outreach.let-back",
        subject=rules,
        now=now,
        changes={"held": [count, 0]},
    )
    return count
