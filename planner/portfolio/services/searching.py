"""Ask for the best set, and call the search off."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.jobs import JobState
from core.refusals import Conflict, Invalid, NotThere
from core.wake import wake
from planner.portfolio.models import LONGEST_SECONDS, Portfolio
from planner.portfolio.tasks import work

USUAL_SECONDS = 20


class InvalidQuestion(Invalid):
    title = "This cannot be asked"


@transaction.atomic
def ask(*, actor: User, now: datetime, seconds: int = USUAL_SECONDS) -> Portfolio:
    """Queue the search for the best set; one that still waits is enough."""
    require(actor, Act.COMPARE_PLANS)
    if not 1 <= seconds <= LONGEST_SECONDS:
        words = f"Give it from 1 to {LONGEST_SECONDS} seconds."
        raise InvalidQuestion(
            words, next_step="Change the seconds.", errors={"seconds": [words]}
        )
    run = Portfolio.objects.filter(state=JobState.QUEUED, seconds=seconds).first()
    if run is None:
        run = Portfolio.objects.create(asked_by=actor, asked_at=now, seconds=seconds)
        audit.record(actor=actor, action="asked for the best set", subject=run, now=now)
    wake(work)
    return run


class NothingToCancel(Conflict):
    title = "The search is over already"


@transaction.atomic
def cancel(*, actor: User, portfolio_id: int, now: datetime) -> Portfolio:
    """Call a search off, also one that the worker is at: it stores nothing any more."""
    require(actor, Act.COMPARE_PLANS)
    rows = Portfolio.objects.visible_to(actor).filter(pk=portfolio_id)
    run = rows.first()
    if run is None:
        raise NotThere("There is no such search.")
    under_way = rows.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    if not under_way.update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=Now()
    ):
        raise NothingToCancel(
            "There is nothing left to cancel.", next_step="Reload the page to see it."
        )
    audit.record(
        actor=actor,
        action="called the search for the best set off",
        subject=run,
        now=now,
    )
    run.refresh_from_db(fields=["state", "finished_at"])
    return run
