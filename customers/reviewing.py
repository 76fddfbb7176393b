"""The worker's part of a review: look at every customer, write where each stands.

The document and every customer's row are stored in the transaction that finishes the
job, under its token, so nobody ever reads half of a review.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from accounts.queries import company
from core import bulk, working
from core.jobs import Lease
from customers import rollup, signs
from customers.models import Rhythm, Standing, StandingReview, SurveyAnswer
from engine import silence
from engine.loyalty import TooLittle
from engine.loyalty.histories import Histories

WEEKS: Final = 52.0
CHECK_WEEKS: Final = 26
YEAR: Final = timedelta(days=365)
AT_ONCE: Final = 50_000
LEASE_SECONDS: Final = 1_800
LONGEST_CUBE: Final = 20_000
STATES: Final = [*silence.STATES, Rhythm.LEFT.value, Rhythm.UNKNOWN.value]
LEFT, UNKNOWN = STATES.index("left"), STATES.index("unknown")
COLUMNS: Final = (
    "customer_id",
    "segment_id",
    "as_of",
    "state",
    "signs",
    "last_sign",
    "due_after",
    "late_after",
    "silent_after",
    "loss",
    "at_stake",
    "expected_loss",
    "complained_on",
    "complaints",
    "answered_on",
    "score",
    "left_on",
    "left_over",
    "loyal",
)

Numbers = NDArray[Any]


@dataclass(slots=True, eq=False)
class Everyone:
    """Columns of all customers, in the order of their keys; all arrays are (n,).

    Days count from 1970-01-01, −1 for none; ``score`` is NaN for none.
    """

    customer: Numbers
    segment: Numbers
    state: Numbers
    signs: Numbers
    last: Numbers
    limits: Numbers
    loss: Numbers
    at_stake: Numbers
    complained: Numbers
    complaints: Numbers
    answered: Numbers
    score: Numbers
    left: Numbers
    over: Numbers
    loyal: Numbers


def run_next(*, now: datetime) -> bool:
    """Work on the oldest review that waits; tell whether there was one."""
    return working.run_next(StandingReview.objects.all(), _work)


def _tell(lease: Lease, progress: int, note: str) -> None:
    StandingReview.objects.prolong(
        lease, seconds=LEASE_SECONDS, progress=progress, note=note
    )


def _work(lease: Lease) -> None:
    job = StandingReview.objects.get(pk=lease.job_id)
    _tell(lease, 1, "Reading signs of life")
    rollup.copy_facts()
    everyone, document = look(job.as_of, company().time_zone)
    _tell(lease, 70, f"Writing where {len(everyone.customer):,} customers stand")
    with transaction.atomic():
        StandingReview.objects.held(lease).update(document=document)
        write(everyone, job.as_of)
        StandingReview.objects.finish(lease)


def look(as_of: date, zone: str) -> tuple[Everyone, dict[str, Any]]:
    """Return where everybody stands at the end of a day, and what is said of all."""
    end = datetime.combine(as_of + timedelta(days=1), time(0), ZoneInfo(zone))
    then = as_of - timedelta(weeks=CHECK_WEEKS)
    found = signs.signs(until=as_of, then=then, before=end, zone=zone)
    customer, segment, days, revenue, former, bought = signs.histories(zone)
    size = len(customer)
    everyone = Everyone(
        customer=customer,
        segment=segment,
        state=np.full(size, UNKNOWN),
        signs=np.zeros(size, dtype=np.int64),
        last=np.full(size, -1),
        limits=np.full((3, size), np.nan),
        loss=np.full(size, np.nan),
        at_stake=np.zeros(size),
        complained=np.full(size, -1),
        complaints=np.zeros(size, dtype=np.int64),
        answered=np.full(size, -1),
        score=np.full(size, np.nan),
        left=np.full(size, -1),
        over=np.full(size, "", dtype=object),
        loyal=np.zeros(size, dtype=bool),
    )
    document: dict[str, Any] = {"weeks": WEEKS, "customers": size}
    _leave(everyone, as_of, zone)
    _complain(everyone, end, zone)
    document |= _answer(everyone, as_of, zone)
    document |= _fall_silent(everyone, found, days, revenue, as_of)
    gone = (everyone.left >= np.maximum(bought, 0)) | former
    everyone.state[gone] = LEFT
    everyone.loyal = (days >= 2) & (everyone.state <= 1)
    document["states"] = states_of(everyone)
    document["cube"] = cube_of(everyone)
    return everyone, document


def _places(everyone: Everyone, customer: Numbers) -> tuple[Numbers, Numbers]:
    """Return where customers stand among all, and which of them do."""
    if not len(everyone.customer):
        return np.zeros(0, dtype=np.int64), np.zeros(len(customer), dtype=bool)
    at = np.searchsorted(everyone.customer, customer)
    at = np.minimum(at, len(everyone.customer) - 1)
    known = everyone.customer[at] == customer
    return at[known], known


def _leave(everyone: Everyone, as_of: date, zone: str) -> None:
    customer, day, over = signs.leavings(until=as_of, zone=zone)
    at, known = _places(everyone, customer)
    everyone.left[at] = day[known]
    everyone.over[at] = over[known]


def _complain(everyone: Everyone, end: datetime, zone: str) -> None:
    customer, day, number = signs.complaints(since=end - YEAR, before=end, zone=zone)
    at, known = _places(everyone, customer)
    everyone.complained[at] = day[known]
    everyone.complaints[at] = number[known]


def _answer(everyone: Everyone, as_of: date, zone: str) -> dict[str, Any]:
    """Note the last answers, all of one kind and on its commonest scale."""
    kind = kind_asked(as_of)
    customer, score, lowest, highest, day = signs.answers(
        kind=kind, until=as_of, zone=zone
    )
    scales = Counter(zip(lowest.tolist(), highest.tolist(), strict=True))
    (low, high), usual = scales.most_common(1)[0] if scales else ((1.0, 5.0), 0)
    rescaled = low + (score - lowest) / (highest - lowest) * (high - low)
    at, known = _places(everyone, customer)
    everyone.answered[at] = day[known]
    everyone.score[at] = np.round(rescaled[known], 2)
    return {
        "kind": kind,
        "lowest": low,
        "highest": high,
        "rescaled": len(score) - usual,
    }


def kind_asked(as_of: date) -> str:
    """Return the kind of answer to go by: satisfaction, where anybody was asked it."""
    for kind in SurveyAnswer.Kind.values:
        if SurveyAnswer.objects.filter(kind=kind, on__lte=as_of).exists():
            return str(kind)
    return SurveyAnswer.Kind.CSAT.value


def _fall_silent(
    everyone: Everyone,
    found: signs.Signs,
    days: Numbers,
    revenue: Numbers,
    as_of: date,
) -> dict[str, Any]:
    """Note each customer's silence and loss, or why nothing can be said of it."""
    today = signs.day_number(as_of)
    at, known = _places(everyone, found.customer)
    everyone.signs[at] = found.days[known]
    everyone.last[at] = found.last[known]
    each = Histories(
        found.days - 1,
        found.last - found.first,
        today - found.first,
        np.ones(len(found.days)),
    )
    try:
        judged = silence.silence_of(each, WEEKS)
    except TooLittle as refusal:
        return {"silence": None, "refused": str(refusal)}
    everyone.state[at] = judged.state[known]
    everyone.limits[:, at] = judged.limits[:, known]
    everyone.loss[at] = judged.loss[known]
    bought = np.minimum(days[at] / np.maximum(found.days[known], 1), 1.0)
    usual = revenue.sum() / max(days.sum(), 1)
    at_a_time = np.maximum(revenue[at] + usual, 0.0) / (days[at] + 1.0)
    everyone.at_stake[at] = judged.rate[known] * WEEKS * bought * at_a_time
    return {
        "silence": {
            "parameters": judged.fit.named(),
            "usual_at_a_time": float(usual),
            "check": _check(found, today),
        },
        "refused": "",
    }


def _check(found: signs.Signs, today: int) -> dict[str, Any] | None:
    """Return how the forecast of half a year ago fared; None where it was too early."""
    origin = today - CHECK_WEEKS * 7
    known = found.last_then >= 0
    first, last = found.first[known], found.last_then[known]
    days = found.days_then[known]
    then = Histories(days - 1, last - first, origin - first, np.ones(len(days)))
    came = found.days[known] > days
    try:
        check = silence.check_silence(then, came, float(CHECK_WEEKS))
    except TooLittle:
        return None
    return {
        "weeks": CHECK_WEEKS,
        "customers": check.customers,
        "expected": check.expected,
        "silent": check.silent.count,
        "low": check.silent.low,
        "high": check.silent.high,
        "brier": check.brier,
        "brier_of_all": check.brier_of_all,
        "ranked": check.ranked,
        "ranked_by_days": check.ranked_by_days,
        "states": [
            {
                "state": one.state,
                "customers": one.silent.of,
                "expected": one.expected,
                "silent": one.silent.count,
            }
            for one in check.states
        ],
    }


def states_of(everyone: Everyone) -> dict[str, Any]:
    """Count customers, value at stake and expected loss by state."""
    lost = np.nan_to_num(everyone.loss) * everyone.at_stake
    return {
        name: {
            "customers": int(np.count_nonzero(everyone.state == code)),
            "at_stake": float(everyone.at_stake[everyone.state == code].sum()),
            "expected_loss": float(lost[everyone.state == code].sum()),
        }
        for code, name in enumerate(STATES)
    }


def cube_of(everyone: Everyone) -> list[list[Any]]:
    """Count who answered by segment, score, leaving, loyalty and broken promise.

    Rows of [segment, score, left, loyal, promise, customers, value at stake].
    """
    rows = np.flatnonzero(~np.isnan(everyone.score))
    left = everyone.left[rows] >= 0
    over, place = np.unique(everyone.over[rows].astype(str), return_inverse=True)
    keys = np.stack(
        [
            everyone.segment[rows],
            np.round(everyone.score[rows] * 100).astype(np.int64),
            left,
            everyone.loyal[rows],
            np.where(left, place, -1),
        ]
    ).astype(np.int64)
    cells, where = np.unique(keys, axis=1, return_inverse=True)
    where = where.reshape(-1)
    count = np.bincount(where, minlength=cells.shape[1])
    value = np.bincount(where, everyone.at_stake[rows], cells.shape[1])
    return [
        [
            segment,
            score / 100,
            bool(gone),
            bool(loyal),
            str(over[promise]) if promise >= 0 else "",
            customers,
            round(worth, 2),
        ]
        for (segment, score, gone, loyal, promise), customers, worth in zip(
            cells.T.tolist(), count.tolist(), value.tolist(), strict=True
        )
    ]


def write(everyone: Everyone, as_of: date) -> None:
    """Replace every customer's row."""
    Standing.objects.all().delete()
    for start in range(0, len(everyone.customer), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        rows = zip(*_cells(everyone, part, as_of), strict=True)
        bulk.insert(Standing, columns=COLUMNS, rows=list(rows))


def _cells(everyone: Everyone, part: slice, as_of: date) -> list[list[Any]]:
    """Return columns of these rows as the database takes them."""
    customer = everyone.customer[part].tolist()
    lost = np.nan_to_num(everyone.loss[part]) * everyone.at_stake[part]
    return [
        customer,
        [one or None for one in everyone.segment[part].tolist()],
        [as_of] * len(customer),
        [STATES[code] for code in everyone.state[part].tolist()],
        everyone.signs[part].tolist(),
        _days(everyone.last[part]),
        *(_numbers(limits) for limits in everyone.limits[:, part]),
        _numbers(everyone.loss[part]),
        _money(everyone.at_stake[part]),
        _money(lost),
        _days(everyone.complained[part]),
        everyone.complaints[part].tolist(),
        _days(everyone.answered[part]),
        [
            None if score != score else Decimal(str(round(score, 2)))
            for score in everyone.score[part].tolist()
        ],
        _days(everyone.left[part]),
        everyone.over[part].tolist(),
        everyone.loyal[part].tolist(),
    ]


def _days(days: Numbers) -> list[date | None]:
    known: dict[int, date | None] = {-1: None}
    for day in np.unique(days[days >= 0]).tolist():
        known[day] = signs.EPOCH + timedelta(days=day)
    return [known[day] for day in days.tolist()]


def _numbers(values: Numbers) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _money(values: Numbers) -> list[Decimal]:
    most = 1e13
    capped = np.minimum(values, most)
    return [Decimal(f"{value:.2f}") for value in capped.tolist()]
