"""What wakes the worker; the row itself is the job."""

from celery import shared_task
from django.utils import timezone

from core.wake import work_off
from customers import importing, reviewing, studying


@shared_task(name="customers.tasks.study")
def study() -> None:
    """Work on the studies of loyalty that wait, one after the other."""
    work_off(lambda: studying.run_next(now=timezone.now()), task=study)


@shared_task(name="customers.tasks.review")
def review() -> None:
    """Work on the reviews of where customers stand."""
    work_off(lambda: reviewing.run_next(now=timezone.now()), task=review)


@shared_task(name="customers.tasks.bring_in")
def bring_in() -> None:
    """Work on the files about customers that wait, one after the other."""
    work_off(lambda: importing.run_next(now=timezone.now()), task=bring_in)
