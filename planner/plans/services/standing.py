"""What existing customers have been promised already, week after week."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid
from planner.plans.models import Commitment
from promises.models import Promise, PromiseState

MOST = Decimal("99999999999.999")


def _require_estimate(low: Decimal, likely: Decimal, high: Decimal) -> None:
    points = {"low": low, "likely": likely, "high": high}
    errors = {
        name: ["Give a number of 0 or more."]
        for name, point in points.items()
        if not point.is_finite() or not 0 <= point <= MOST
    }
    if not errors and not low <= likely <= high:
        errors = {"likely": ["Estimates go up: low, likely, high."]}
    if errors:
        raise Invalid(
            "These occasions are not saved yet.",
            next_step="Correct the estimate and save again.",
            errors=errors,
        )


def _estimate(commitment: Commitment | None) -> dict[str, Decimal | None]:
    return {name: getattr(commitment, name, None) for name in ("low", "likely", "high")}


@transaction.atomic
def set_standing(
    *,
    promise: Promise,
    actor: User,
    low: Decimal,
    likely: Decimal,
    high: Decimal,
    now: datetime,
) -> Commitment:
    """Say how many occasions a week existing customers have of this promise."""
    require(actor, Act.EDIT_OPERATIONS)
    _require_estimate(low, likely, high)
    # The promise's row is the lock: two first entries must not both be made.
    row = Promise.objects.select_for_update().get(pk=promise.pk)
    if row.state == PromiseState.RETIRED:
        raise Conflict(
            f"“{row}” is retired: nobody is promised it any more.",
            next_step="Choose a promise that is still made.",
        )
    held = Commitment.objects.holding().filter(
        kind=Commitment.Kind.STANDING, promise=row
    )
    before = held.first()
    if before is not None:
        held.update(low=low, likely=likely, high=high)
        commitment = held.get()
    else:
        commitment = Commitment.objects.create(
            kind=Commitment.Kind.STANDING,
            promise=row,
            low=low,
            likely=likely,
            high=high,
        )
    changes = audit.difference(_estimate(before), _estimate(commitment))
    if changes:
        audit.record(
            actor=actor,
            action="set occasions",
            subject=commitment,
            now=now,
            changes=changes,
        )
    return commitment


@transaction.atomic
def end_standing(*, commitment: Commitment, actor: User, now: datetime) -> None:
    """Let go a standing commitment: existing customers have no such occasions now."""
    require(actor, Act.EDIT_OPERATIONS)
    ended = (
        Commitment.objects.holding()
        .filter(pk=commitment.pk, kind=Commitment.Kind.STANDING)
        .update(released_at=now)
    )
    if not ended:
        raise Conflict(
            "It has ended already, or belongs to a plan.",
            next_step="Reload the list of commitments.",
        )
    audit.record(
        actor=actor,
        action="ended occasions",
        subject=commitment,
        now=now,
        changes={"likely": [commitment.likely, None]},
    )
