"""The worker's part of a study: read the purchases, study them, write what came out.

The document and every customer's figures are stored in the transaction that finishes
the job, under its token: a study that was cancelled meanwhile, or went to another
worker, leaves nothing behind.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from numpy.typing import NDArray

from accounts import audit
from core import working
from core.jobs import Lease
from customers import figures, reading, remembering, rollup
from customers.models import Defection, LoyaltyStudy, RfmClass, Segment
from engine import loyalty

LINES_PER_SECOND: Final = 5_000  # far below what was measured: the lease has to last
CLASSES: Final = [RfmClass(name).value for name in loyalty.CLASSES]
NOTHING_BOUGHT: Final = (
    "Nobody has bought anything by then. Bring the purchases in, then study them."
)


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """What was bought, by whom, and their segments.

    ``customer`` (customers,) are keys, ``group`` (customers,) places in ``names``, which
    are the codes of segments, "" for none. ``days`` are all that there are, to be put away;
    the purchases of ``changed`` customers were read for them.
    """

    shopping: loyalty.Shopping
    customer: reading.Whole
    group: reading.Whole
    names: list[str]
    days: remembering.Days
    changed: int

    @property
    def lines(self) -> int:
        """Return how many days there are."""
        return len(self.days.day)


def run_next(*, now: datetime) -> bool:
    """Work on the oldest study that waits; tell whether there was one."""
    return working.run_next(LoyaltyStudy.objects.all(), lambda lease: _work(lease, now))


def _work(lease: Lease, now: datetime) -> None:
    job = LoyaltyStudy.objects.light().get(pk=lease.job_id)
    _tell(lease, 1, "Reading the purchases", lines=0)
    rollup.copy_facts()
    bought = read(job.as_of)
    if bought is None:
        LoyaltyStudy.objects.fail(lease, error=NOTHING_BOUGHT)
        return
    wanted = loyalty.Wanted(
        as_of=(job.as_of - date(1970, 1, 1)).days,
        value_weeks=float(job.value_weeks),
        discount=float(job.discount),
    )
    left = who_left(bought, job.as_of)
    found = loyalty.study_of(
        bought.shopping,
        bought.group,
        bought.names,
        wanted,
        lambda share, note: _tell(lease, share, note, lines=bought.lines),
        left,
    )
    _tell(lease, 95, "Writing the customers' figures", lines=bought.lines)
    columns = columns_of(found)
    expect_nothing_of(columns, left)
    with transaction.atomic():
        LoyaltyStudy.objects.held(lease).update(document=found.document)
        if bought.changed:
            remembering.put_away(bought.days)
        written = figures.write(
            customer=bought.customer,
            columns=columns,
            classes=CLASSES,
            as_of=job.as_of,
        )
        LoyaltyStudy.objects.finish(lease)
        audit.record(
            actor=job.asked_by,
            action="studied loyalty",
            subject=job,
            now=now,
            changes={
                "customers": len(bought.customer),
                "customers_read": bought.changed,
                "rows_written": written,
                "as_of": str(job.as_of),
            },
        )


def _tell(lease: Lease, share: int, note: str, *, lines: int) -> None:
    LoyaltyStudy.objects.prolong(
        lease,
        seconds=settings.JOB_LEASE_SECONDS + lines / LINES_PER_SECOND,
        progress=share,
        note=note,
    )


def read(until: date) -> Bought | None:
    """Return what was bought by the end of a day, or None if that is nothing."""
    people = reading.people()
    days, changed = remembering.days(people)
    early = days.day <= (until - date(1970, 1, 1)).days
    if not early.any():
        return None
    who = np.repeat(np.arange(len(days.customer)), days.many)[early]
    place, number = np.unique(who, return_inverse=True)
    shopping = loyalty.Shopping(
        number.astype(np.int64), days.day[early], days.cents[early] / 100.0
    )
    at, _ = remembering.among(people.customer, days.customer[place])
    keys, group = np.unique(people.segment[at], return_inverse=True)
    codes = dict(Segment.objects.values_list("pk", "code"))
    return Bought(
        shopping,
        days.customer[place],
        group.astype(np.int64),
        [codes.get(key, "") for key in keys.tolist()],
        days,
        changed,
    )


def who_left(bought: Bought, as_of: date) -> NDArray[np.bool_]:
    """Tell who is known to have left, and bought no more (customers,)."""
    leavings = Defection.objects.filter(on__lte=as_of).values_list("customer_id")
    left = dict(leavings.annotate(on=Max("on")).values_list("customer_id", "on"))
    day = np.full(len(bought.customer), -1)
    at = np.searchsorted(bought.customer, np.array(sorted(left), dtype=np.int64))
    for place, key in zip(at.tolist(), sorted(left), strict=True):
        if place < len(day) and bought.customer[place] == key:
            day[place] = (left[key] - date(1970, 1, 1)).days
    return np.asarray(day >= bought.shopping.last)


def expect_nothing_of(
    columns: dict[str, NDArray[Any]], left: NDArray[np.bool_]
) -> None:
    """Change the figures of who is known to have left: a model only guesses."""
    for name in ("alive", "expected", "expected_low", "expected_high", "value"):
        column = columns[name]
        columns[name] = np.where(left & (column >= 0), 0, column)


def columns_of(found: loyalty.Study) -> dict[str, NDArray[Any]]:
    """Return each customer's figures as ``figures.COLUMNS`` names them."""
    size = len(found.classes)
    expected = dict.fromkeys(("alive", "expected"), np.full(size, np.nan))
    bounds = dict.fromkeys(("expected_low", "expected_high"), np.full(size, -1))
    value = np.zeros(size)
    if found.outlooks is not None:
        outlook, kind = found.outlooks.outlook, found.outlooks.kind
        expected = {"alive": outlook.alive[kind], "expected": outlook.expected[kind]}
        low, high = outlook.low[kind].astype(int), outlook.high[kind].astype(int)
        bounds = {"expected_low": low, "expected_high": high}
        if found.outlooks.value is not None:
            value = found.outlooks.value.worth.astype(float)
    scores = found.scored
    return {
        **expected,
        **bounds,
        "value": value,
        "recency_score": scores.recency_score,
        "frequency_score": scores.frequency_score,
        "monetary_score": scores.monetary_score,
        "rfm_class": found.classes,
    }
