"""The worker's part of a recount: one promise after the other, by the company's clock.

Each promise is counted in a transaction of its own, so nobody ever sees a ledger that
is half by one clock and half by another, and a worker that dies loses one promise's
work. Which promises are left stands with the promises themselves.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.queries import company
from core import working
from core.jobs import Lease
from promises import ledger
from promises.models import LedgerRecount, Outcome, Promise

ROWS_PER_SECOND: Final = 5_000  # far below what was measured: the lease has to last


def run_next(*, now: datetime) -> bool:
    """Work on the oldest recount that waits; tell whether there was one."""
    return working.run_next(
        LedgerRecount.objects.all(), lambda lease: _work(lease, now)
    )


def _work(lease: Lease, now: datetime) -> None:
    zone = ZoneInfo(company().time_zone)
    left = list(
        Promise.objects.counted_elsewhere(zone.key)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for done, promise_id in enumerate(left):
        rows = Outcome.objects.filter(promise_id=promise_id).count()
        LedgerRecount.objects.prolong(
            lease,
            seconds=settings.JOB_LEASE_SECONDS + rows / ROWS_PER_SECOND,
            progress=100 * done // len(left),
            note=f"Promise {done + 1} of {len(left)}, with {rows:,} occasions",
        )
        _count_anew(promise_id, zone, now)
    LedgerRecount.objects.finish(lease)


@transaction.atomic
def _count_anew(promise_id: int, zone: ZoneInfo, now: datetime) -> None:
    before = ledger.hold([promise_id])[promise_id]
    if before == zone:
        return
    ledger.count_anew(promise_id, zone)
    audit.record(
        actor=None,
        action="ledger.recounted",
        subject=Promise.objects.get(pk=promise_id),
        now=now,
        changes={"time_zone": [before.key, zone.key]},
    )
