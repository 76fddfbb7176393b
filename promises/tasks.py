"""What wakes the worker for an import; the row itself is the job."""

from celery import shared_task
from django.utils import timezone

from core.wake import work_off
from promises import runs


@shared_task(name="promises.tasks.work")
def work() -> None:
    """Work on the imports that wait, one after the other."""
    work_off(lambda: runs.run_next(now=timezone.now()), task=work)
