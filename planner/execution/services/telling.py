"""Tell people what became of a task that concerns them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.services import notices
from planner.execution.models import Task

KIND = "task"


def tell(
    people: Iterable[User],
    *,
    task: Task,
    text: str,
    now: datetime,
    actor: User | None = None,
    urgent: bool = False,
) -> None:
    """Write a notice that leads to the task, in the transaction of what it tells."""
    heard = sorted(
        {p.pk: p for p in people if p.is_active}.values(), key=lambda p: p.pk
    )
    if not heard:
        return
    notices.tell(
        people=heard,
        text=text,
        link=reverse("execution:task", args=[task.plan_id, task.pk]),
        now=now,
        kind=KIND,
        about=f"task:{task.pk}",
        urgent=urgent,
        actor=actor,
    )
