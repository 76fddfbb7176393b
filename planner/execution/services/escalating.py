"""Tell who answers for a task that it is late or silent; then the plan's author."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from accounts.queries import local_day
from core.workdays import working_days_after
from planner.execution.models import Escalation, Task, TaskState
from planner.execution.services.telling import tell
from planner.plans.models import RUNNING
from planner.scores.models import Policy

Cause = Escalation.Cause
DAYS_TO_THE_AUTHOR: Final = 3  # working days after the accountable was told


@dataclass(frozen=True)
class Late:
    """Why a task is late, and the day that went by."""

    cause: Escalation.Cause
    since: date


def causes(task: Task, today: date, silent_since: date | None, days: int) -> list[Late]:
    """Return why somebody has to look at a task; the deadline goes before the plan."""
    found = []
    if task.deadline and task.deadline < today:
        found.append(Late(Cause.DEADLINE, task.deadline))
    elif task.planned_ends_on and task.planned_ends_on < today:
        found.append(Late(Cause.PLANNED_END, task.planned_ends_on))
    quiet = silent_since is not None and today - silent_since >= timedelta(days=days)
    if quiet and silent_since is not None and task.state == TaskState.UNDER_WAY:
        found.append(Late(Cause.SILENT, silent_since))
    return found


def escalate_late(*, now: datetime) -> int:
    """Tell of every task that is past its day or without a report; each once."""
    today, days = local_day(now), Policy.objects.current().silent_days
    tasks = (
        Task.objects.open()
        .filter(plan__state__in=RUNNING)
        .filter(
            Q(deadline__lt=today)
            | Q(planned_ends_on__lt=today)
            | Q(state=TaskState.UNDER_WAY)
        )
        .annotate(heard_at=Max("reports__at"))
        .select_related("plan__author", "accountable")
        .order_by("pk")
    )
    told = 0
    for task in tasks.iterator(chunk_size=500):
        at = task.heard_at  # type: ignore[attr-defined]  # annotated
        heard = local_day(at) if at else task.started_on
        for late in causes(task, today, heard, days):
            told += _escalate(task, late, today, now)
    return told


def _escalate(task: Task, late: Late, today: date, now: datetime) -> int:
    rows = task.escalations.filter(cause=late.cause, since=late.since)
    before = {row.to_id: local_day(row.at) for row in rows}
    told = 0
    for person in _next(task, before, today):
        told += _tell(task, late, person, now)
    return told


def _next(task: Task, told: dict[int, date], today: date) -> Iterator[User]:
    """Yield who is to be told now: the accountable, three days later the author."""
    author, accountable = task.plan.author, task.accountable
    if accountable is not None and accountable.is_active:
        first = told.get(accountable.pk)
        if first is None:
            yield accountable
            return
        if today <= working_days_after(first, DAYS_TO_THE_AUTHOR - 1):
            return
    if author.pk not in told and author != accountable:
        yield author


@transaction.atomic
def _tell(task: Task, late: Late, person: User, now: datetime) -> bool:
    _, new = Escalation.objects.get_or_create(
        task=task,
        cause=late.cause,
        since=late.since,
        to=person,
        defaults={"at": now},
    )
    if new:
        tell([person], task=task, text=_words(task, late, person), now=now, urgent=True)
    return new


def _words(task: Task, late: Late, person: User) -> str:
    day = f"{late.since:%-d %B %Y}"
    said = {
        Cause.DEADLINE: f"should have been done by {day}",
        Cause.PLANNED_END: f"was planned to end on {day}",
        Cause.SILENT: f"has had no report since {day}",
    }[late.cause]
    asked = ""
    if person.pk != task.accountable_id:
        who = task.accountable.name if task.accountable else "nobody"
        asked = f" {who} answers for it."
    return f"“{task.name}” of “{task.plan}” {said}.{asked}"
