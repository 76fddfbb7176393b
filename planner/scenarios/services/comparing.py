"""Have scenarios scored side by side, and stop that."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.jobs import JobState
from core.refusals import Conflict, Invalid, NotThere
from core.wake import wake
from planner.scenarios.models import MOST_COLUMNS, Column, Comparison, Scenario
from planner.scenarios.tasks import work

UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


LARGEST_KEY = 2**63  # what a database can look for


class InvalidComparison(Invalid):
    title = "These cannot stand side by side"


class ComparisonOver(Conflict):
    title = "The comparison is over already"


@transaction.atomic
def compare(*, actor: User, scenarios: Sequence[int], now: datetime) -> Comparison:
    """Queue the scoring of up to four scenarios beside the company as it is.

    One that this person has asked for and that still waits is enough.
    """
    require(actor, Act.COMPARE_PLANS)
    rows = _found(actor, list(dict.fromkeys(scenarios)))
    wanted = [(row.pk, row.revision) for row in rows]
    for waiting in Comparison.objects.filter(asked_by=actor, state=JobState.QUEUED):
        columns = waiting.columns.order_by("position")
        if list(columns.values_list("scenario", "revision")) == wanted:
            return waiting
    run = Comparison.objects.create(asked_by=actor, asked_at=now)
    Column.objects.bulk_create(
        Column(comparison=run, scenario=row, position=number, revision=row.revision)
        for number, row in enumerate(rows, start=1)
    )
    audit.record(
        actor=actor,
        action="asked for a comparison",
        subject=run,
        now=now,
        changes={"scenarios": [None, [row.pk for row in rows]]},
    )
    wake(work)
    return run


def _found(actor: User, keys: Sequence[int]) -> list[Scenario]:
    if not 1 <= len(keys) <= MOST_COLUMNS:
        words = f"Choose from 1 to {MOST_COLUMNS} scenarios."
        raise InvalidComparison(
            words, next_step="Choose again.", errors={"scenarios": [words]}
        )
    known = [key for key in keys if 0 < key < LARGEST_KEY]
    seen = Scenario.objects.visible_to(actor).in_bulk(known)
    if missing := [key for key in keys if key not in seen]:
        words = f"There is no scenario {missing[0]}, or it is not yours to see."
        raise InvalidComparison(
            words,
            next_step="Choose from the list of scenarios.",
            errors={"scenarios": [words]},
        )
    return [seen[key] for key in keys]


@transaction.atomic
def cancel(*, actor: User, comparison: Comparison, now: datetime) -> Comparison:
    """Stop a comparison, also one that the worker is at: it stores nothing any more."""
    require(actor, Act.COMPARE_PLANS)
    if not Comparison.objects.visible_to(actor).filter(pk=comparison.pk).exists():
        raise NotThere(
            "There is no such comparison, or it is not yours to see.",
            next_step="Look at the list of scenarios.",
        )
    stopped = Comparison.objects.filter(pk=comparison.pk, state__in=UNDER_WAY).update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=Now()
    )
    if not stopped:
        raise ComparisonOver(
            "There is nothing left to cancel.", next_step="Reload the page to see it."
        )
    audit.record(
        actor=actor, action="cancelled a comparison", subject=comparison, now=now
    )
    comparison.refresh_from_db(fields=["state", "finished_at"])
    return comparison
