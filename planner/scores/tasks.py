"""The worker's way in: a message says only that there may be work."""

from celery import shared_task
from django.utils import timezone

from core.wake import wake
from planner.scores import runs

BATCH = 10


@shared_task(name="planner.scores.work")
def work() -> None:
    """Score what waits, and ask for another turn if there may be more."""
    for _ in range(BATCH):
        if not runs.score_next(now=timezone.now()):
            return
    wake(work)
