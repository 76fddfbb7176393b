"""The worker's work: claim a run, work the schedule out, record it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.queries import local_day
from core.jobs import Lease
from core.working import prolong, run_next, store
from planner.execution.services import keep_chances
from planner.scheduling.assembly import read_plan
from planner.scheduling.facts import Move, PlanFacts, read_moves
from planner.scheduling.models import ScheduleRun
from planner.scheduling.solving import SCHEDULE_VERSION, work_out
from planner.scheduling.worked import Worked

SMALL_SECONDS = 0.5
WORKER_SECONDS = 10.0
# While durations are drawn nobody says "still working".
PATIENCE_SECONDS = 120.0


def solve_next(*, now: datetime) -> bool:
    """Work out the schedule that was asked for first; tell whether there was one."""
    return run_next(ScheduleRun.objects.all(), lambda lease: _solve(lease, now=now))


def _solve(lease: Lease, *, now: datetime) -> None:
    rows = ScheduleRun.objects.all()
    run = rows.select_related("plan").get(pk=lease.job_id)
    told: list[int] = []

    def say(share: int, note: str) -> None:
        # The search speaks after every schedule: every fifth of the way is enough.
        if not told or share - told[-1] >= 20 or share < told[-1]:
            told.append(share)
            prolong(rows, lease, share, 100, note, extra_seconds=PATIENCE_SECONDS)

    say(0, "Reading the tasks")
    facts = read_plan(run.plan, as_of=local_day(now))
    moves = read_moves(run.moves)
    worked = work_out(facts, moves, seconds=WORKER_SECONDS, say=say)
    result = None if worked is None else worked.document()
    with transaction.atomic():
        store(rows, lease, **outcome(facts, result))
        if not moves:
            keep_chances(plan=run.plan, chances=chances_of(worked), now=now)


def chances_of(worked: Worked | None) -> dict[int, float]:
    """Return the chance of each open task with a deadline to meet it."""
    if worked is None:
        return {}
    return {row.pk: row.in_time for row in worked.tasks if row.in_time is not None}


def outcome(facts: PlanFacts, result: dict[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a run that is over; without open tasks it has no result."""
    return {
        "as_of": facts.as_of,
        "inputs_hash": facts.digest(),
        "model_version": SCHEDULE_VERSION,
        "result": result,
    }


def solve_now(facts: PlanFacts, moves: Sequence[Move], *, day: date) -> dict[str, Any]:
    """Return the fields of a run that is worked out while somebody waits."""
    worked = work_out(facts, moves, seconds=SMALL_SECONDS)
    result = None if worked is None else worked.document()
    return outcome(facts, result) | {"as_of": day}
