"""A plan's schedule as it stands, or as somebody tries it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from core.jobs import JobState
from core.refusals import Invalid
from planner.plans.models import Plan
from planner.scheduling.assembly import read_plan
from planner.scheduling.facts import Move, PlanFacts, moved, open_moves, read_moves
from planner.scheduling.models import Adoption, ScheduleRun
from planner.scheduling.solving import SCHEDULE_VERSION, work_out
from planner.scheduling.worked import Worked, read_worked

KEPT_SECONDS = 3_600
SECONDS = 0.5


class TooLarge(Invalid):
    title = "This is a worker's job"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A schedule and what it was worked out from.

    ``worked`` is None where nothing is open, or nothing was worked out yet. ``is_old``:
    the tasks have changed since. ``job`` is at work on a newer one. ``moves``: what is
    tried; empty for the schedule as it stands, which ``before`` then is.
    """

    plan: Plan
    facts: PlanFacts
    digest: str
    worked: Worked | None
    is_old: bool = False
    run: ScheduleRun | None = None
    job: ScheduleRun | None = None
    adopted: Adoption | None = None
    moves: tuple[Move, ...] = ()
    before: Worked | None = None

    @property
    def model_version(self) -> str:
        return SCHEDULE_VERSION if self.run is None else self.run.model_version

    @property
    def tried(self) -> PlanFacts:
        return moved(self.facts, self.moves)


def newest_run(plan: Plan) -> ScheduleRun | None:
    """Return the newest finished schedule of a plan as it stands."""
    runs = ScheduleRun.objects.filter(plan=plan).as_it_stands().done()
    return runs.order_by("-pk").first()


def standing(plan: Plan, *, as_of: date) -> Standing:
    """Return a plan's schedule; a fixed number of queries, whatever its tasks.

    A small plan's is worked out at once where the stored one is older than the tasks;
    a large one's is then shown as it was.
    """
    facts = read_plan(plan, as_of=as_of)
    digest = facts.digest()
    run = newest_run(plan)
    fresh = run is not None and _is_of(run, digest)
    worked, is_old = None, False
    if fresh and run is not None:
        worked = None if run.result is None else read_worked(run.result)
    elif facts.is_small:
        worked = _worked(facts, digest, ())
    elif run is not None and run.result is not None:
        worked, is_old = read_worked(run.result), True
    return Standing(
        plan=plan,
        facts=facts,
        digest=digest,
        worked=worked,
        is_old=is_old,
        run=run if fresh or is_old else None,
        job=_job(plan),
        adopted=_adopted(plan),
    )


def tried(plan: Plan, moves: Sequence[Move], *, as_of: date) -> Standing:
    """Return a small plan's schedule as if what is tried were so; nothing is stored.

    Raises ``TooLarge`` for a plan that is a worker's job.
    """
    now = standing(plan, as_of=as_of)
    if not now.facts.is_small:
        raise TooLarge(
            "This plan has too many open tasks to be worked out while you wait.",
            next_step="Move them on the plan's schedule, or POST the plan and its moves "
            "to /api/v1/schedule-runs/: a worker works it out.",
        )
    wanted = open_moves(now.facts, moves)
    return replace(
        now,
        worked=_worked(now.facts, now.digest, wanted),
        moves=wanted,
        before=now.worked,
        run=None,
    )


def tried_by(run: ScheduleRun, *, as_of: date) -> Standing:
    """Return what a worker found for what was tried, beside the schedule as it stands."""
    now = standing(run.plan, as_of=as_of)
    return replace(
        now,
        worked=None if run.result is None else read_worked(run.result),
        moves=open_moves(now.facts, read_moves(run.moves)),
        before=now.worked,
        run=run,
        is_old=run.is_over and not _is_of(run, now.digest),
        job=None if run.is_over else run,
    )


def _is_of(run: ScheduleRun, digest: str) -> bool:
    return run.inputs_hash == digest and run.model_version == SCHEDULE_VERSION


def _job(plan: Plan) -> ScheduleRun | None:
    under_way = [JobState.QUEUED, JobState.RUNNING]
    runs = ScheduleRun.objects.filter(plan=plan, state__in=under_way).as_it_stands()
    return runs.order_by("-pk").first()


def _adopted(plan: Plan) -> Adoption | None:
    rows = Adoption.objects.filter(plan=plan).select_related("by")
    return rows.order_by("-pk").first()


def _worked(facts: PlanFacts, digest: str, moves: tuple[Move, ...]) -> Worked | None:
    """Work it out, or remember what the very same question gave before."""
    asked = sha256(repr((digest, SCHEDULE_VERSION, moves)).encode()).hexdigest()
    key = f"schedule:{asked}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is not None:
        return read_worked(kept)
    worked = work_out(facts, moves, seconds=SECONDS)
    if worked is not None:
        cache.set(key, worked.document(), KEPT_SECONDS)
    return worked
