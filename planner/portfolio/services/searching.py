"""Ask for the best set, and call the search off."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.jobs import JobState
from core.refusals import Invalid
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
