"""Keep the ledger's days those of the company's clock."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.queries import company
from core.jobs import JobState
from core.wake import wake
from promises import tasks
from promises.models import LedgerRecount, Promise

AGAIN_AFTER: Final = timedelta(hours=1)  # a recount that failed is tried again


@transaction.atomic
def ask_recount(*, now: datetime) -> LedgerRecount | None:
    """Queue a recount if the company's time zone is another than the ledger's.

    Nothing is queued while one is under way, or has only just failed. It bears being
    called twice at once: a recount too many finds nothing to do.
    """
    if not Promise.objects.counted_elsewhere(company().time_zone).exists():
        return None
    last = LedgerRecount.objects.order_by("-pk").first()
    if last is not None and (not last.is_over or _just_failed(last, now)):
        return None
    job = LedgerRecount.objects.create()
    wake(tasks.recount)
    return job


def _just_failed(job: LedgerRecount, now: datetime) -> bool:
    return (
        job.state == JobState.FAILED
        and job.finished_at is not None
        and job.finished_at > now - AGAIN_AFTER
    )
