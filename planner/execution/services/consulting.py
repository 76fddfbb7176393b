"""Ask those who are consulted before a task closes, and close it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from core import editing
from core.refusals import Conflict, Invalid
from core.workdays import working_days_after
from planner.execution.models import Consultation, Task, TaskState
from planner.execution.services import rules
from planner.execution.services.refusals import NotNow, NotYourTask
from planner.execution.services.telling import tell

DAYS_TO_ANSWER: Final = 3  # working days
LONGEST_NOTE: Final = 2_000


def ask_or_close(task: Task, *, actor: User, now: datetime) -> Task:
    """Ask everybody who is consulted on a task that is done; with nobody, close it."""
    asked = [each for each in task.consulted.all() if each.pk != actor.pk]
    if not asked:
        return _close(task, actor=actor, now=now)
    Consultation.objects.bulk_create(
        [Consultation(task=task, person=person, asked_at=now) for person in asked]
    )
    text = f"Before it closes, you are asked: is “{task.name}” done as it should be?"
    tell(asked, task=task, text=text, now=now, actor=actor)
    return task


def _close(task: Task, *, actor: User, now: datetime, reason: str = "") -> Task:
    task.closed_at, task.close_reason = now, reason
    fields = ("closed_at", "close_reason", "changed_at")
    task.changed_at = now
    editing.save(task, seen=task.revision, fields=fields)
    changes = {"reason": reason} if reason else {}
    audit.record(
        actor=actor, action="task.closed", subject=task, now=now, changes=changes
    )
    people = {*task.informed.all(), task.accountable} - {actor, None}
    heard = [person for person in people if person is not None]
    tell(heard, task=task, text=f"Done: {task.name}", now=now, actor=actor)
    return task


@transaction.atomic
def answer(
    *, actor: User, task_id: int, agrees: bool, note: str, now: datetime
) -> Task:
    """Say, as one who is consulted, whether a task is done as it should be.

    A no says why; once everybody agrees, the task closes.
    """
    require(actor, Act.REPORT_TASKS)
    task = rules.locked(actor, task_id)
    row = task.consultations.filter(person=actor).first()
    if row is None or not task.awaits_answers:
        raise NotYourTask(
            "You are not asked on this task now.",
            next_step="Look at what was reported on it.",
        )
    if row.answered_at is not None:
        raise Conflict(
            "You have answered already.", next_step="Talk to who answers for the task."
        )
    row.agrees, row.note, row.answered_at = (
        agrees,
        _noted(note, required=not agrees),
        now,
    )
    row.save()
    audit.record(
        actor=actor,
        action="task.answered",
        subject=task,
        now=now,
        changes={"agrees": agrees, "note": row.note},
    )
    answers = list(task.consultations.all())
    if all(each.agrees for each in answers):
        return _close(task, actor=actor, now=now)
    if not agrees and task.accountable and task.accountable != actor:
        text = f"{actor.name} does not agree that “{task.name}” is done: {row.note}"
        tell([task.accountable], task=task, text=text, now=now, actor=actor)
    return task


def _noted(note: str, *, required: bool) -> str:
    words = note.strip()
    if not words and required:
        missing = "Say what is still missing."
        raise Invalid(missing, errors={"note": [missing]})
    if len(words) > LONGEST_NOTE:
        longest = f"Keep it under {LONGEST_NOTE:,} characters."
        raise Invalid(longest, errors={"note": [longest]})
    return words


def may_close(task: Task, answers: Sequence[Consultation], now: datetime) -> bool:
    """Tell whether all have answered, or three working days went by since."""
    waiting = [each for each in answers if each.answered_at is None]
    if not waiting:
        return True
    asked = local_day(min(each.asked_at for each in waiting))
    return local_day(now) > working_days_after(asked, DAYS_TO_ANSWER)


@transaction.atomic
def close(*, actor: User, task_id: int, reason: str, now: datetime) -> Task:
    """Close a task without everybody's agreement, and say why."""
    task = rules.to_settle(actor, task_id)
    if not task.awaits_answers:
        rules.require_state(task, {TaskState.DONE})
        raise NotNow(f"“{task}” is closed already.", next_step="Nothing is left to do.")
    answers = list(task.consultations.select_related("person"))
    if not may_close(task, answers, now):
        silent = ", ".join(a.person.name for a in answers if a.answered_at is None)
        raise NotNow(
            f"{silent} may still answer: three working days are not over.",
            next_step="Ask them, or wait.",
        )
    words = rules.worded(reason, "reason", "Say why it closes all the same.")
    return _close(task, actor=actor, now=now, reason=words)
