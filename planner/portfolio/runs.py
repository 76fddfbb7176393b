"""The worker's work: claim a run, find its set, record it."""

import time
from datetime import datetime

import engine
from accounts.queries import local_day
from core.jobs import Lease
from core.refusals import Invalid
from core.working import prolong, run_next, store
from planner.portfolio.assembly import build_portfolio
from planner.portfolio.choosing import Choice
from planner.portfolio.models import Portfolio

# While the engine plays a set through nobody says "still working".
PATIENCE_SECONDS = 240.0


class NotSolvable(Invalid):
    title = "No set can be looked for"


def solve_next(*, now: datetime) -> bool:
    """Find the set that was asked for first; tell whether there was one to find."""
    return run_next(Portfolio.objects.all(), lambda lease: _solve(lease, now=now))


def _solve(lease: Lease, *, now: datetime) -> None:
    rows = Portfolio.objects.all()
    run = rows.get(pk=lease.job_id)
    began = time.monotonic()

    def say(share: int, note: str) -> None:
        prolong(rows, lease, share, 100, note, extra_seconds=PATIENCE_SECONDS)

    say(2, "Reading what competes, and for what")
    built = build_portfolio(as_of=local_day(now))
    choice = Choice(
        document_of_case=built.case,
        facts=built.facts,
        as_of=local_day(now),
        seconds=run.seconds,
        say=say,
    )
    try:
        choice.make()
    except engine.InvalidCase as error:
        msg = f"What competes cannot be compared: {error}."
        raise NotSolvable(
            msg, next_step="Correct what is named, then ask again."
        ) from error
    result = choice.document() | {"took": round(time.monotonic() - began, 2)}
    store(
        rows,
        lease,
        case=built.case,
        facts=built.facts,
        result=result,
        model_version=engine.MODEL_VERSION,
    )
