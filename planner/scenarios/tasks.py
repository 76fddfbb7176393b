"""The worker's way in: a message says only that there may be work."""

from celery import shared_task
from django.utils import timezone

from core.wake import work_off
from planner.scenarios import runs


@shared_task(name="planner.scenarios.tasks.work")
def work() -> None:
    """Score the comparisons that are asked for, for a turn."""
    work_off(lambda: runs.compare_next(now=timezone.now()), task=work)
