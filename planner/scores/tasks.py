"""The worker's way in: a message says only that there may be work."""

from celery import shared_task
from django.utils import timezone

from core.wake import work_off
from planner.scores import runs


@shared_task(name="planner.scores.tasks.work")
def work() -> None:
    """Score what waits, for a turn."""
    work_off(lambda: runs.score_next(now=timezone.now()), task=work)
