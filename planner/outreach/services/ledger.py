"""Follow-ups on the ledger of promises: each is an occasion of one standing promise."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from accounts import audit
from accounts.models import Role, User
from planner.outreach.models import FollowUp, OutreachRules
from planner.outreach.services import finding
from promises.ledger import Entry
from promises.models import Promise
from promises.services.occasions import note_occasion, strike_occasion

CODE: Final = "follow-up"
WORDING: Final = {
    "statement": "What we say in a talk that we will do, we do by the day we said.",
    "measure": "From the talk to the day on which it is done.",
    "standard": "by the end of the day that was said",
    "target": Decimal("0.95"),
    "window_weeks": 13,
    "needs_no_capability": True,
}


def standing_promise(*, actor: User, now: datetime) -> Promise:
    """Return the promise that follow-ups stand under.

    The first follow-up writes it down, as an idea of the CEO's: it is made, changed
    and judged like every other.
    """
    rules = finding.rules()
    if rules.promise is not None:
        return rules.promise
    promise = Promise.objects.filter(code=CODE).first() or _written(actor, now)
    OutreachRules.objects.filter(pk=1).update(promise=promise)
    return promise


def _written(actor: User, now: datetime) -> Promise:
    ceos = User.objects.filter(role=Role.CEO, is_active=True).order_by("pk")
    promise = Promise.objects.create(
        code=CODE,
        owner=ceos.first() or actor,
        created_at=now,
        changed_at=now,
        **WORDING,
    )
    audit.record(
        actor=actor,
        action="promise.drafted",
        subject=promise,
        now=now,
        changes={"because": "the first follow-up was promised"},
    )
    return promise


def note(follow_up: FollowUp, *, actor: User, now: datetime) -> None:
    """Write how a follow-up stands into the ledger."""
    promise = standing_promise(actor=actor, now=now)
    customer = follow_up.acquaintance.customer
    note_occasion(
        Entry(
            row=0,
            promise_id=promise.pk,
            reference=follow_up.reference,
            customer=customer.code if customer else "",
            segment_id=customer.segment_id if customer else None,
            promised_at=follow_up.promised_at,
            due_at=follow_up.due_at,
            done_at=follow_up.done_at,
        )
    )


def strike(follow_up: FollowUp) -> None:
    """Take a follow-up off the ledger from which we were released in time."""
    if (promise := OutreachRules.objects.current().promise) is not None:
        strike_occasion(promise_id=promise.pk, reference=follow_up.reference)
