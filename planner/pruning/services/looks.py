"""Ask for a look at what could be retired, and stop one."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from core.jobs import JobState
from core.wake import wake
from planner.pruning.models import Pruning
from planner.pruning.services.refusals import LookOver
from planner.pruning.tasks import work


@transaction.atomic
def look(*, actor: User, now: datetime) -> Pruning:
    """Queue a look; one of today that still waits is enough."""
    require(actor, Act.COMPARE_PLANS)
    day = local_day(now)
    run = Pruning.objects.filter(state=JobState.QUEUED, as_of=day).first()
    if run is None:
        run = Pruning.objects.create(asked_by=actor, asked_at=now, as_of=day)
        audit.record(
            actor=actor, action="looked at what could be retired", subject=run, now=now
        )
    wake(work)
    return run


@transaction.atomic
def cancel(*, actor: User, pruning: Pruning, now: datetime) -> Pruning:
    """Stop a look, also one that the worker is at: it stores nothing any more."""
    require(actor, Act.COMPARE_PLANS)
    stopped = Pruning.objects.under_way().filter(pk=pruning.pk)
    if not stopped.update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=Now()
    ):
        raise LookOver("It is over already.", next_step="Reload the page to see it.")
    audit.record(
        actor=actor,
        action="cancelled a look at what could be retired",
        subject=pruning,
        now=now,
    )
    pruning.refresh_from_db(fields=["state", "finished_at"])
    return pruning
