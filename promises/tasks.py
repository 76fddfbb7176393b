"""What wakes the worker; the row itself is the job."""

from celery import shared_task
from django.utils import timezone

from core.wake import work_off
from promises import losing, recounting, runs


@shared_task(name="promises.tasks.work")
def work() -> None:
    """Work on the imports that wait, one after the other."""
    work_off(lambda: runs.run_next(now=timezone.now()), task=work)


@shared_task(name="promises.tasks.recount")
def recount() -> None:
    """Count the ledger by the company's clock, where that is not done yet."""
    work_off(lambda: recounting.run_next(now=timezone.now()), task=recount)


@shared_task(name="promises.tasks.losses")
def losses() -> None:
    """Count what broken promises cost in customers."""
    work_off(losing.run_next, task=losses)
