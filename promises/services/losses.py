"""Take what broken promises cost in customers for the promise's break cost."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict
from core.wake import wake
from customers.models import StandingReview
from promises import tasks
from promises.models import BreakLoss, LossCount, Promise, PromiseState
from promises.services.drafting import (
    draft_of,
    draft_promise,
    edit_promise,
    successor_of,
)
from promises.services.rules import is_owner


class NothingToTake(Conflict):
    """There is no figure, or it is another by now."""


@transaction.atomic
def ask_losses() -> LossCount | None:
    """Queue a count after every review of the customers.

    It bears being called twice at once: a count too many says the same.
    """
    review = StandingReview.objects.defer("document").latest_done()
    last = LossCount.objects.order_by("-pk").first()
    if review is None or review.finished_at is None:
        return None
    if last is not None and (not last.is_over or last.queued_at >= review.finished_at):
        return None
    job = LossCount.objects.create()
    wake(tasks.losses)
    return job


@transaction.atomic
def take_break_cost(
    *, actor: User, promise: Promise, cost: Decimal, revision: int, now: datetime
) -> Promise:
    """Make the expected loss the break cost: of this idea, or of a successor.

    ``cost`` is the figure that was seen. What is up for approval or made keeps its
    words, so a successor is drafted then; it is returned.
    """
    require(actor, Act.DRAFT_PROMISES)
    loss = BreakLoss.objects.filter(promise=promise).first()
    if loss is None or not loss.seen or loss.cost != cost:
        raise NothingToTake(
            "What breaking this promise costs is not known, or another figure by now.",
            next_step="Open the promise again to see the figure as it is.",
        )
    if promise.state == PromiseState.IDEA and is_owner(actor, promise):
        draft = replace(draft_of(promise), break_cost=cost)
        made = edit_promise(
            actor=actor, promise=promise, draft=draft, revision=revision, now=now
        )
    else:
        draft = replace(successor_of(promise, actor), break_cost=cost)
        made = draft_promise(actor=actor, draft=draft, now=now)
    audit.record(
        actor=actor,
        action="promise.break-cost-taken",
        subject=made,
        now=now,
        changes={
            "from": promise.code,
            "break_cost": str(cost),
            "difference": loss.difference,
            "interval": [loss.low, loss.high],
            "cases": [loss.broken, loss.broken_lost, loss.kept, loss.kept_lost],
            "worth": str(loss.worth),
            "margin": None if loss.margin is None else str(loss.margin),
            "as_of": loss.as_of.isoformat(),
        },
    )
    return made
