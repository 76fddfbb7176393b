"""What wakes the worker; the notices themselves are the outbox."""

from celery import shared_task
from django.utils import timezone

from accounts import runs
from core.wake import work_off


@shared_task(name="accounts.tasks.post")
def post() -> None:
    """Mail what is due, one letter after the other."""
    work_off(lambda: runs.mail_next(now=timezone.now()), task=post)
