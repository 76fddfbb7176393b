"""What wakes the worker for an import; the row itself is the job."""

from celery import shared_task
from django.utils import timezone

from promises import runs


@shared_task(name="promises.tasks.work")
def work() -> None:
    """Work on the imports that wait, until none is left."""
    while runs.run_next(now=timezone.now()):
        pass
