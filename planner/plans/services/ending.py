"""End what the CEO has retired: a promise, or one tactic of an approved plan.

What was promised before still has to be kept, so room for it stays held.
"""

from datetime import date, datetime
from decimal import ROUND_UP, Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import deputyship, require_decider
from accounts.queries import local_day
from core.refusals import Conflict
from core.weeks import monday_of
from planner.plans.models import Commitment, PlanVersion
from promises.models import Promise

THOUSANDTH = Decimal("0.001")


class NothingHeld(Conflict):
    title = "It holds no capacity any more"


@transaction.atomic
def end_promise(
    *,
    promise: Promise,
    actor: User,
    now: datetime,
    open_occasions: int = 0,
    last_due: date | None = None,
) -> int:
    """Let go what is held for a promise that was retired; return how many rows.

    For occasions that are still open, room is held until the week of the last one.
    """
    require_decider(actor, now)
    made = Commitment.objects.holding().filter(promise=promise)
    ended = made.exclude(kind=Commitment.Kind.RESERVED).update(released_at=now)
    week = monday_of(local_day(now))
    if open_occasions and last_due is not None and last_due >= week:
        weeks = (monday_of(last_due) - week).days // 7 + 1
        each = (Decimal(open_occasions) / weeks).quantize(THOUSANDTH, ROUND_UP)
        Commitment.objects.create(
            kind=Commitment.Kind.STANDING,
            promise=promise,
            starts_on=week,
            weeks=weeks,
            low=each,
            likely=each,
            high=each,
        )
    audit.record(
        actor=actor,
        action="ended a promise’s occasions",
        subject=promise,
        now=now,
        standing_in=deputyship(actor, now),
        changes={"let go": ended, "still open": open_occasions},
    )
    return ended


@transaction.atomic
def end_tactic(
    *, version: PlanVersion, tactic_code: str, actor: User, now: datetime
) -> int:
    """Let go what one tactic of an approved plan holds; the rest of the plan goes on."""
    require_decider(actor, now)
    held = Commitment.objects.holding().filter(
        version=version, tactic_code=tactic_code, kind=Commitment.Kind.APPROVED
    )
    ended = held.update(released_at=now)
    if not ended:
        raise NothingHeld(
            "The tactic has ended already, or its plan is not approved any more.",
            next_step="Look again at what could be retired.",
        )
    audit.record(
        actor=actor,
        action="ended a tactic",
        subject=version.plan,
        now=now,
        standing_in=deputyship(actor, now),
        changes={"tactic": [tactic_code, None], "version": version.number},
    )
    return ended
