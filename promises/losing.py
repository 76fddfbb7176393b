"""The worker's part of counting what broken promises cost in customers."""

from django.db import transaction

from core import working
from core.jobs import Lease
from promises.models import BreakLoss, LossCount, Promise
from promises.queries.losses import estimate, reviewed_on

LEASE_SECONDS = 600


def run_next() -> bool:
    """Work on the oldest count that waits; tell whether there was one."""
    return working.run_next(LossCount.objects.all(), _work)


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
