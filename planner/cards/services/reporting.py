"""Report from a card how far its task is, through the services of tasks."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.refusals import Invalid
from planner.cards.services.cards import own_card
from planner.execution import services as tasks
from planner.execution.models import Task


@transaction.atomic
def report(
    *,
    actor: User,
    task_id: int,
    step: str,
    now: datetime,
    progress: int | None = None,
    note: str = "",
) -> Task:
    """Begin a task, say how much of it is done in percent, or finish it."""
    own_card(actor, task_id, now)
    if step == "start":
        return tasks.start(actor=actor, task_id=task_id, now=now, note=note)
    if step == "progress":
        if progress is None:
            words = "Say how much of it is done, from 0 to 99 percent."
            raise Invalid(words, errors={"progress": [words]})
        return tasks.report(
            actor=actor, task_id=task_id, progress=progress, now=now, note=note
        )
    if step == "done":
        return tasks.finish(actor=actor, task_id=task_id, now=now, note=note)
    raise Invalid(
        "Say start, progress or done.", errors={"step": ["start, progress or done."]}
    )
