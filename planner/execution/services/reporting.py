"""Say how far a task is: begun, so much of it done, held, dropped, finished."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.queries import local_day
from core import editing
from core.refusals import Invalid
from planner.execution.models import ENDED, OPEN, Task, TaskReport, TaskState
from planner.execution.services import rules
from planner.execution.services.consulting import ask_or_close
from planner.execution.services.slipping import expect_again
from planner.execution.services.telling import tell

FIELDS = (
    "state",
    "progress",
    "hold_reason",
    "drop_reason",
    "started_on",
    "finished_on",
    "closed_at",
    "close_reason",
    "changed_at",
)
LONGEST_AGO = timedelta(days=730)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody reports: who, when, and in their words."""

    actor: User
    now: datetime
    note: str = ""


def _facts(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in FIELDS if name != "changed_at"}


def _save(task: Task, before: dict[str, Any], told: Told) -> Task:
    """Store a task's new state with the report that tells of it."""
    note = rules.short(told.note, "note")
    task.changed_at = told.now
    editing.save(task, seen=task.revision, fields=FIELDS)
    TaskReport.objects.create(
        task=task,
        state=task.state,
        progress=task.progress,
        note=note,
        by=told.actor,
        at=told.now,
    )
    said = {"note": note} if note else {}
    audit.record(
        actor=told.actor,
        action="task.reported",
        subject=task,
        now=told.now,
        changes=said | audit.difference(before, _facts(task)),
    )
    expect_again(task.plan, now=told.now)
    return task


def _begun(
    actor: User, task_id: int, revision: int | None, states: Collection[str]
) -> tuple[Task, dict[str, Any]]:
    task = rules.to_report(actor, task_id)
    rules.require_revision(task, revision)
    rules.require_state(task, states)
    return task, _facts(task)


def _past(day: date | None, now: datetime, place: str) -> date:
    """Return the day on which it happened, today if none is said."""
    today = local_day(now)
    if day is None:
        return today
    if not today - LONGEST_AGO <= day <= today:
        words = "Choose a day that is over, in the last two years, or today."
        raise Invalid(words, errors={place: [words]})
    return day


@transaction.atomic
def start(
    *,
    actor: User,
    task_id: int,
    now: datetime,
    on: date | None = None,
    note: str = "",
    revision: int | None = None,
) -> Task:
    """Begin a task."""
    task, before = _begun(actor, task_id, revision, {TaskState.PLANNED})
    task.started_on = _past(on, now, "on")
    task.state = TaskState.UNDER_WAY
    return _save(task, before, Told(actor=actor, now=now, note=note))


@transaction.atomic
def report(
    *,
    actor: User,
    task_id: int,
    progress: int,
    now: datetime,
    note: str = "",
    revision: int | None = None,
) -> Task:
    """Say how much of a task is done, in percent; what was not begun begins."""
    task, before = _begun(
        actor, task_id, revision, {TaskState.PLANNED, TaskState.UNDER_WAY}
    )
    if not 0 <= progress < 100:
        words = "Give 0 to 99; at 100 percent, finish the task."
        raise Invalid(words, errors={"progress": [words]})
    task.started_on = task.started_on or local_day(now)
    task.state, task.progress = TaskState.UNDER_WAY, progress
    return _save(task, before, Told(actor=actor, now=now, note=note))


@transaction.atomic
def hold(
    *,
    actor: User,
    task_id: int,
    reason: str,
    now: datetime,
    revision: int | None = None,
) -> Task:
    """Let a task stand still, and say why."""
    task, before = _begun(
        actor, task_id, revision, {TaskState.PLANNED, TaskState.UNDER_WAY}
    )
    task.hold_reason = rules.worded(reason, "reason", "Say what it waits for.")
    task.state = TaskState.HELD
    _save(task, before, Told(actor=actor, now=now, note=task.hold_reason))
    if task.accountable and task.accountable != actor:
        text = f"Held: {task.name} – {task.hold_reason}"
        tell([task.accountable], task=task, text=text, now=now, actor=actor)
    return task


@transaction.atomic
def resume(
    *,
    actor: User,
    task_id: int,
    now: datetime,
    note: str = "",
    revision: int | None = None,
) -> Task:
    """Go on with a task that was held."""
    task, before = _begun(actor, task_id, revision, {TaskState.HELD})
    task.state = TaskState.UNDER_WAY if task.started_on else TaskState.PLANNED
    task.hold_reason = ""
    return _save(task, before, Told(actor=actor, now=now, note=note))


@transaction.atomic
def drop(
    *,
    actor: User,
    task_id: int,
    reason: str,
    now: datetime,
    revision: int | None = None,
) -> Task:
    """Give a task up, and say why: for the one who answers for it."""
    task = rules.to_settle(actor, task_id)
    rules.require_running(task)
    rules.require_revision(task, revision)
    rules.require_state(task, OPEN)
    before = _facts(task)
    task.drop_reason = rules.worded(reason, "reason", "Say why it is given up.")
    task.state, task.hold_reason = TaskState.DROPPED, ""
    _save(task, before, Told(actor=actor, now=now, note=task.drop_reason))
    text = f"Dropped: {task.name} – {task.drop_reason}"
    hands = set(task.responsible.all()) - {actor}
    tell(hands, task=task, text=text, now=now, actor=actor)
    return task


@transaction.atomic
def finish(
    *,
    actor: User,
    task_id: int,
    now: datetime,
    on: date | None = None,
    note: str = "",
    revision: int | None = None,
) -> Task:
    """Say that a task is done; those who are consulted are asked before it closes."""
    task, before = _begun(actor, task_id, revision, OPEN)
    day = _past(on, now, "on")
    task.started_on = min(task.started_on or day, day)
    task.finished_on, task.progress = day, 100
    task.state, task.hold_reason = TaskState.DONE, ""
    task.closed_at, task.close_reason = None, ""
    told = Told(actor=actor, now=now, note=note)
    _save(task, before, told)
    return ask_or_close(task, actor=actor, now=now)


@transaction.atomic
def reopen(
    *,
    actor: User,
    task_id: int,
    reason: str,
    now: datetime,
    revision: int | None = None,
) -> Task:
    """Take a done or dropped task up again, and say why."""
    task = rules.to_settle(actor, task_id)
    rules.require_running(task)
    rules.require_revision(task, revision)
    rules.require_state(task, ENDED)
    before = _facts(task)
    words = rules.worded(reason, "reason", "Say what is still to be done.")
    task.state = TaskState.UNDER_WAY if task.started_on else TaskState.PLANNED
    task.progress = min(task.progress, 90)
    task.finished_on = task.closed_at = None
    task.close_reason = task.drop_reason = ""
    task.consultations.all().delete()
    return _save(task, before, Told(actor=actor, now=now, note=words))
