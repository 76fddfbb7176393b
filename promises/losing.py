"""The worker's part of counting what broken promises cost in customers."""

import logging

from django.conf import settings
from django.db import Error, transaction

from core.jobs import Lease, LostLease
from promises.models import BreakLoss, LossCount, Promise
from promises.queries.losses import estimate, reviewed_on

log = logging.getLogger(__name__)

LEASE_SECONDS = 600


def run_next() -> bool:
    """Work on the oldest count that waits; tell whether there was one."""
    lease = LossCount.objects.claim(
        seconds=settings.JOB_LEASE_SECONDS, attempts=settings.JOB_ATTEMPTS
    )
    if lease is None:
        return False
    try:
        _work(lease)
    except LostLease:
        log.warning("count of losses %s went to another worker", lease.job_id)
    except Error as error:
        log.warning("count of losses %s: %s", lease.job_id, type(error).__name__)
        words = "The database did not answer in time."
        LossCount.objects.hand_back(lease, seconds=5 * lease.attempt, error=words)
    return True


def _work(lease: Lease) -> None:
    as_of = reviewed_on()
    if as_of is None:
        LossCount.objects.fail(lease, error="No customer has been looked at yet.")
        return
    promises = list(Promise.objects.exclude(ledger_zone="").order_by("pk"))
    for done, promise in enumerate(promises):
        LossCount.objects.prolong(
            lease,
            seconds=LEASE_SECONDS,
            progress=100 * done // len(promises),
            note=f"Promise {done + 1} of {len(promises)}",
        )
        estimate(promise, as_of).save()
    with transaction.atomic():
        BreakLoss.objects.exclude(promise__in=promises).delete()
        LossCount.objects.finish(lease)
