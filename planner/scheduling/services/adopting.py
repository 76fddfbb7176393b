"""Adopt a schedule: its dates become the baseline, and what was moved is written down."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import User
from accounts.queries import local_day
from accounts.services import notices
from core.refusals import Conflict, Invalid
from core.texts import is_storable
from core.workdays import day_of, last_day
from planner.execution.models import Task
from planner.execution.services.slipping import expect_again
from planner.plans.models import Plan
from planner.plans.services import require_workable
from planner.scheduling.assembly import read_plan
from planner.scheduling.facts import (
    Move,
    PlanFacts,
    open_moves,
    read_moves,
    stretched,
)
from planner.scheduling.models import Adoption
from planner.scheduling.solving import SCHEDULE_VERSION
from planner.scheduling.worked import Worked

SALT: Final = "planner.scheduling.offer"
# So long what was shown can be adopted, if nothing has changed since.
OFFERED_SECONDS: Final = 24 * 3_600
LONGEST_REASON: Final = 500


class OfferIsOver(Conflict):
    title = "The tasks have changed since"


class UnknownOffer(Invalid):
    title = "This schedule cannot be adopted"


def offer(
    facts: PlanFacts, digest: str, worked: Worked, moves: Sequence[Move] = ()
) -> str:
    """Sign a schedule as it is shown, so that this very one can be adopted.

    ``facts`` and ``digest`` are those of the tasks as they stand, without the moves.
    """
    by_pk = facts.by_pk
    dates = {
        task.pk: [
            day_of(task.start).isoformat(),
            last_day(task.start, task.finish).isoformat(),
        ]
        for task in worked.tasks
        if task.pk in by_pk
    }
    content = {
        "plan": facts.plan,
        "digest": digest,
        "version": SCHEDULE_VERSION,
        "moves": [move.document() for move in moves],
        "dates": dates,
        "ends_on": last_day(worked.first, worked.end).isoformat(),
        "in_time": worked.in_time,
    }
    return signing.dumps(content, salt=SALT, compress=True)


def _read(token: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = signing.loads(
            token, salt=SALT, max_age=OFFERED_SECONDS
        )
    except signing.SignatureExpired as error:
        raise OfferIsOver(
            "This schedule was shown more than a day ago.",
            next_step="Open the schedule again, then adopt it.",
        ) from error
    except signing.BadSignature as error:
        raise UnknownOffer(
            "It is not one that was shown here.",
            next_step="Open the plan's schedule and adopt it from there.",
        ) from error
    return found


@transaction.atomic
def adopt(
    *, actor: User, plan: Plan, token: str, reason: str, now: datetime
) -> Adoption:
    """Make the schedule that was shown the baseline: planned dates, and what was moved.

    Refused if the tasks, or what is left for them, have changed since it was shown.
    """
    require_workable(plan=plan, actor=actor)
    said = _reason(reason)
    shown = _read(token)
    if shown["plan"] != plan.pk:
        raise UnknownOffer(
            "It is another plan's schedule.", next_step="Adopt it on that plan's page."
        )
    Plan.objects.select_for_update().get(pk=plan.pk)
    facts = read_plan(plan, as_of=local_day(now))
    if facts.digest() != shown["digest"] or shown["version"] != SCHEDULE_VERSION:
        raise OfferIsOver(
            "Somebody changed a task, or what is left of a capability, "
            "since this schedule was shown.",
            next_step="Look at the schedule as it is now, then adopt it.",
        )
    rows = Task.objects.filter(plan=plan).prefetch_related("responsible")
    tasks = {task.pk: task for task in rows.order_by("position", "pk")}
    moves = _open_moves(facts, shown["moves"])
    before, were = _dates(tasks.values()), _moved(tasks, moves)
    _plan_dates(tasks, shown["dates"], now)
    _write_moves(tasks, facts, moves)
    row = Adoption.objects.create(
        plan=plan,
        by=actor,
        at=now,
        reason=said,
        moves=shown["moves"],
        dates={tasks[int(pk)].code: days for pk, days in shown["dates"].items()},
        ends_on=shown["ends_on"],
        in_time=shown["in_time"],
        inputs_hash=shown["digest"],
        model_version=shown["version"],
    )
    after = _dates(Task.objects.filter(plan=plan))
    audit.record(
        actor=actor,
        action="schedule.adopted",
        subject=plan,
        now=now,
        changes={
            "reason": said,
            **audit.difference(before, after),
            **audit.difference(were, _moved(tasks, moves)),
        },
    )
    expect_again(plan, now=now)
    moved = [task for task in tasks.values() if before[task.code] != after[task.code]]
    _tell(plan, moved, actor=actor, now=now)
    return row


def _tell(plan: Plan, tasks: Sequence[Task], *, actor: User, now: datetime) -> None:
    """Tell everybody once whose tasks have other dates now."""
    theirs: dict[User, list[Task]] = {}
    for task in tasks:
        for person in task.responsible.all():
            theirs.setdefault(person, []).append(task)
    for person, found in sorted(theirs.items(), key=lambda item: item[0].pk):
        named = ", ".join(
            f"“{task}” until {task.planned_ends_on:%d %B %Y}" for task in found[:3]
        )
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        notices.tell(
            people=[person],
            text=f"New dates for your tasks in “{plan}”: {named}{more}.",
            link=reverse("execution:task", args=[plan.pk, found[0].pk]),
            now=now,
            kind="schedule",
            about=f"plan:{plan.pk}",
            actor=actor,
        )


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if said and len(said) <= LONGEST_REASON and is_storable(said):
        return said
    words = (
        f"Say in up to {LONGEST_REASON} characters why this is the plan from now on."
    )
    raise Invalid(words, errors={"reason": [words]})


def _dates(tasks: Any) -> dict[str, Any]:  # noqa: ANN401 - any iterable of tasks
    return {
        task.code: [
            None if day is None else day.isoformat()
            for day in (task.planned_starts_on, task.planned_ends_on)
        ]
        for task in tasks
    }


def _plan_dates(
    tasks: Mapping[int, Task], dates: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """Write first and last days; what has begun keeps the first day it was planned for."""
    changed = []
    for key, (first, last) in dates.items():
        task = tasks[int(key)]
        begins = task.planned_starts_on if task.started_on else None
        ends = date.fromisoformat(last)
        starts = begins or task.started_on or date.fromisoformat(first)
        task.planned_starts_on, task.planned_ends_on = min(starts, ends), ends
        task.revision += 1
        task.changed_at = now
        changed.append(task)
    Task.objects.bulk_update(
        changed,
        ["planned_starts_on", "planned_ends_on", "revision", "changed_at"],
        batch_size=500,
    )


def _open_moves(
    facts: PlanFacts, rows: Sequence[Mapping[str, Any]]
) -> tuple[Move, ...]:
    """Read the moves that were signed; what is not open cannot be moved."""
    moves = read_moves(rows)
    if open_moves(facts, moves) != moves:
        raise UnknownOffer(
            "It moves tasks that are not open in this plan.",
            next_step="Open the plan's schedule, and move what is shown there.",
        )
    return moves


def _moved(tasks: Mapping[int, Task], moves: Sequence[Move]) -> dict[str, Any]:
    """Return what moves write into tasks, as the audit trail reads it."""
    found: dict[str, Any] = {}
    for task in (tasks[move.task] for move in moves):
        found[f"{task.code}: not before"] = task.not_before
        days = (task.low, task.likely, task.high)
        found[f"{task.code}: days"] = [
            None if value is None else f"{value:.2f}" for value in days
        ]
    return found


def _require_before_deadline(task: Task, starts: date) -> None:
    if task.deadline is not None and starts > task.deadline:
        raise Invalid(
            f"“{task}” would begin after its deadline, {task.deadline.isoformat()}.",
            next_step="Move its deadline first, or begin it earlier.",
        )


def _write_moves(
    tasks: Mapping[int, Task], facts: PlanFacts, moves: Sequence[Move]
) -> None:
    """Write what was tried into the tasks, so that the next schedule begins from it.

    Their revision is raised already, with their dates.
    """
    known, changed = facts.by_pk, []
    for move in moves:
        task = tasks[move.task]
        if move.starts is not None:
            _require_before_deadline(task, move.starts)
            task.not_before = move.starts
        if move.days is not None:
            low, likely, high = stretched(known[move.task].days, move.days)
            task.low, task.likely, task.high = (
                Decimal(str(round(value, 2))) for value in (low, likely, high)
            )
        changed.append(task)
    Task.objects.bulk_update(changed, ["not_before", "low", "likely", "high"])
