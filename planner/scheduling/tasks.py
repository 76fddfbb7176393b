"""The worker's way in: a message says only that there may be work."""

from celery import shared_task
from django.utils import timezone

from core.wake import work_off
from planner.scheduling import runs


@shared_task(name="planner.scheduling.tasks.work")
def work() -> None:
    """Work out the schedules that are asked for, for a turn."""
    work_off(lambda: runs.solve_next(now=timezone.now()), task=work)
