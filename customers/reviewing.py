"""The worker's part of a review: look at every customer, write where each stands.

The document and every customer's row are stored in the transaction that finishes the
job, under its token, so nobody ever reads half of a review.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from accounts.queries import company
from core import working
from core.jobs import Lease
from customers import renewing, rollup, signs
from customers.models import Rhythm, Standing, StandingReview, SurveyAnswer
from customers.renewing import Column, Slack
from engine import silence
from engine.loyalty import TooLittle
from engine.loyalty.histories import Histories

WEEKS: Final = 52.0
CHECK_WEEKS: Final = 26
YEAR: Final = timedelta(days=365)
LEASE_SECONDS: Final = 1_800
LONGEST_CUBE: Final = 20_000
STATES: Final = [*silence.STATES, Rhythm.LEFT.value, Rhythm.UNKNOWN.value]
LEFT, UNKNOWN = STATES.index("left"), STATES.index("unknown")
# A chance or a worth that time wears away is left while nobody would notice.
NOTICED: Final = Slack(points=0.01)
WORTH: Final = Slack(points=0.01, share=0.02)

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
        document["written"] = write(everyone, job.as_of)
        StandingReview.objects.held(lease).update(document=document)
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


def write(everyone: Everyone, as_of: date) -> int:
    """Let every customer have a row that says this; return how many were written."""
    worth = np.minimum(everyone.at_stake, renewing.LARGEST_MONEY)
    lost = np.nan_to_num(everyone.loss) * worth
    over, place = np.unique(everyone.over.astype(str), return_inverse=True)
    due, late, silent = everyone.limits
    columns = {
        "segment_id": Column(np.where(everyone.segment, everyone.segment, -1), "whole"),
        "state": Column(everyone.state, "name", names=STATES),
        "signs": Column(everyone.signs, "whole"),
        "last_sign": Column(everyone.last, "day"),
        "due_after": Column(due, "real", WORTH),
        "late_after": Column(late, "real", WORTH),
        "silent_after": Column(silent, "real", WORTH),
        "loss": Column(everyone.loss, "real", NOTICED),
        "at_stake": Column(worth, "money", WORTH),
        "expected_loss": Column(lost, "money", WORTH),
        "complained_on": Column(everyone.complained, "day"),
        "complaints": Column(everyone.complaints, "whole"),
        "answered_on": Column(everyone.answered, "day"),
        "score": Column(everyone.score, "score"),
        "left_on": Column(everyone.left, "day"),
        "left_over": Column(place, "name", names=over.tolist()),
        "loyal": Column(everyone.loyal, "flag"),
    }
    return renewing.renew(Standing, everyone.customer, columns, as_of=as_of)
