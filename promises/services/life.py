"""The life of a promise: idea, studied, approved, live, retired.

``mark_approved``, ``mark_returned`` and ``mark_retired`` are for the decision that
the CEO takes, in its transaction; below them the database asks for the decision.
"""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import Department, Role, User
from accounts.policy import Act, deputyship, require, require_decider
from core.refusals import Invalid, NotAllowed
from promises.models import MADE, Promise, PromiseState
from promises.queries.study import missing
from promises.services.rules import change, is_owner, require_owner, require_state

RETIRABLE = (PromiseState.IDEA, PromiseState.STUDIED, *MADE)
# What is carried out of a decision: a deputy does it for the CEO.
DECIDED = {"promise.approved", "promise.returned", "promise.retired"}


def _move(
    promise: Promise,
    to: PromiseState,
    *,
    actor: User,
    action: str,
    revision: int,
    now: datetime,
) -> Promise:
    before = promise.state
    change(promise, revision=revision, now=now, state=to)
    audit.record(
        actor=actor,
        action=action,
        subject=promise,
        now=now,
        changes={"state": [before, to.value]},
        standing_in=deputyship(actor, now) if action in DECIDED else None,
    )
    return promise


@transaction.atomic
def put_up(*, actor: User, promise: Promise, revision: int, now: datetime) -> Promise:
    """Put a studied idea up for the CEO's decision; from here its words are fixed."""
    require(actor, Act.DRAFT_PROMISES)
    # Its evidence and requirements are held still while they are counted.
    Promise.objects.select_for_update(no_key=True).get(pk=promise.pk)
    require_owner(actor, promise)
    require_state(
        promise, PromiseState.IDEA, next_step="It is past this step: see its life."
    )
    gaps = missing(promise)
    if gaps:
        raise Invalid(
            "The promise is not studied sufficiently yet.",
            next_step="Fill in what is named, then put it up again.",
            errors={gap.place: [gap.words] for gap in gaps},
        )
    return _move(
        promise,
        PromiseState.STUDIED,
        actor=actor,
        action="promise.put-up",
        revision=revision,
        now=now,
    )


@transaction.atomic
def take_back(
    *, actor: User, promise: Promise, revision: int, now: datetime
) -> Promise:
    """Take a promise back from the CEO's desk, to change it."""
    require(actor, Act.DRAFT_PROMISES)
    require_owner(actor, promise)
    require_state(
        promise,
        PromiseState.STUDIED,
        next_step="Only what is up for approval can be taken back.",
    )
    return _move(
        promise,
        PromiseState.IDEA,
        actor=actor,
        action="promise.taken-back",
        revision=revision,
        now=now,
    )


def may_go_live(actor: User, promise: Promise) -> bool:
    """Say whether this person may start making an approved promise."""
    operations = (
        actor.role == Role.DIRECTOR and actor.department == Department.OPERATIONS
    )
    return promise.state == PromiseState.APPROVED and (
        is_owner(actor, promise) or (operations and actor.is_active)
    )


@transaction.atomic
def go_live(*, actor: User, promise: Promise, revision: int, now: datetime) -> Promise:
    """Say that the company makes this promise to its customers now."""
    require(actor, Act.DRAFT_PROMISES)
    require_state(
        promise,
        PromiseState.APPROVED,
        next_step="Only the CEO's approval leads here: put it up first.",
    )
    if not may_go_live(actor, promise):
        raise NotAllowed(
            "Its owner or the operations director says when it goes live.",
            next_step="Ask one of them.",
        )
    return _move(
        promise,
        PromiseState.LIVE,
        actor=actor,
        action="promise.live",
        revision=revision,
        now=now,
    )


@transaction.atomic
def mark_approved(
    *, actor: User, promise: Promise, revision: int, now: datetime
) -> Promise:
    """Make the promise, as the CEO has just decided."""
    require_decider(actor, now)
    require_state(
        promise,
        PromiseState.STUDIED,
        next_step="Only a promise that is up for approval can be approved.",
    )
    return _move(
        promise,
        PromiseState.APPROVED,
        actor=actor,
        action="promise.approved",
        revision=revision,
        now=now,
    )


@transaction.atomic
def mark_returned(
    *, actor: User, promise: Promise, revision: int, now: datetime
) -> Promise:
    """Give the promise back to its owner, as the CEO has just decided."""
    require_decider(actor, now)
    require_state(
        promise,
        PromiseState.STUDIED,
        next_step="Only a promise that is up for approval can be returned.",
    )
    return _move(
        promise,
        PromiseState.IDEA,
        actor=actor,
        action="promise.returned",
        revision=revision,
        now=now,
    )


@transaction.atomic
def mark_retired(
    *, actor: User, promise: Promise, revision: int, now: datetime
) -> Promise:
    """Stop making the promise, or give the idea up, as the CEO has just decided."""
    require_decider(actor, now)
    require_state(promise, *RETIRABLE, next_step="It is retired already.")
    return _move(
        promise,
        PromiseState.RETIRED,
        actor=actor,
        action="promise.retired",
        revision=revision,
        now=now,
    )
