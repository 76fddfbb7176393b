"""What a promise's record makes expect, and how good such forecasts were."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.db.models import Sum

import engine
from core.weeks import WEEK, monday_of
from promises.models import KeptWeek, Promise
from promises.queries import company_record

WEEKS_AHEAD: Final = 4
# Three years of record, and the forecasts of the last two.
RECORD_WEEKS: Final = 156
TESTED_WEEKS: Final = 104


@dataclass(frozen=True)
class Segment:
    """A segment of a promise by its name, "" for none, and what to expect of it."""

    name: str
    expected: engine.Expectation


@dataclass(frozen=True)
class Outlook:
    """What is to be expected of a promise, and what was of it before.

    ``tested`` is None where the record is too short to have been forecast.
    """

    weeks_ahead: int
    monday: date
    expected: engine.Expectation
    segments: tuple[Segment, ...]
    tested: engine.Tested | None


def outlook_of(promise: Promise, as_of: date) -> Outlook | None:
    """Return a promise's outlook from its weeks that are over; two queries.

    A week is known when it is over: by then every occasion due in it has been kept or
    broken. When it was entered in the ledger is not known, so the backtest takes the
    ledger as it stands today.
    """
    end = monday_of(as_of)
    since = end - RECORD_WEEKS * WEEK
    by_segment = _counts(promise, as_of, since)
    if not by_segment:
        return None
    first = min(week for weeks in by_segment.values() for week in weeks)
    count = (end - first).days // 7
    parts = _table(by_segment, first, count)
    whole = engine.Weeks(
        first, parts.due.sum(axis=0)[None, :], parts.kept.sum(axis=0)[None, :]
    )
    company = company_record(as_of, since=since)
    own = int(whole.kept.sum()), int((whole.due - whole.kept).sum())
    others = (
        (0, 0)
        if company is None
        else (max(0, company.kept - own[0]), max(0, company.broken - own[1]))
    )
    (expected,) = engine.expect(whole, weeks_ahead=WEEKS_AHEAD, company=others)
    return Outlook(
        weeks_ahead=WEEKS_AHEAD,
        monday=end,
        expected=expected,
        segments=_segments(by_segment, parts),
        tested=_tested(promise, whole, end),
    )


Counts = dict[str, dict[date, tuple[int, int]]]


def _counts(promise: Promise, as_of: date, since: date) -> Counts:
    by_day = promise.kept_rule == Promise.KeptRule.DAY
    rows = (
        KeptWeek.objects.before(as_of)
        .filter(promise=promise, week__gte=since)
        .values("segment__name", "week")
        .annotate(all_due=Sum("due"), all_kept=Sum("on_day" if by_day else "in_time"))
        .order_by("segment__name", "week")
    )
    found: Counts = defaultdict(dict)
    for row in rows:
        counts = row["all_due"], row["all_kept"]
        found[row["segment__name"] or ""][row["week"]] = counts
    return dict(found)


def _table(by_segment: Counts, first: date, count: int) -> engine.Weeks:
    table = np.zeros((len(by_segment), count, 2), dtype=np.int64)
    for row, weeks in enumerate(by_segment.values()):
        for week, counts in weeks.items():
            table[row, (week - first).days // 7] = counts
    return engine.Weeks(first, table[:, :, 0], table[:, :, 1])


def _segments(by_segment: Counts, parts: engine.Weeks) -> tuple[Segment, ...]:
    if len(by_segment) == 1:
        return ()
    found = engine.expect_segments(parts, weeks_ahead=WEEKS_AHEAD)
    return tuple(
        Segment(name, expected)
        for name, expected in zip(by_segment, found, strict=True)
    )


def _tested(promise: Promise, whole: engine.Weeks, end: date) -> engine.Tested | None:
    first = max(whole.monday + 8 * WEEK, end - (TESTED_WEEKS + WEEKS_AHEAD - 1) * WEEK)
    try:
        found = engine.backtest_weeks(
            whole, [promise.code], weeks_ahead=WEEKS_AHEAD, first=first
        )
    except engine.InvalidLedger:
        return None
    return found.promises[0]


def outlook_document(outlook: Outlook | None) -> dict[str, Any]:
    """Write an outlook as REST answers it; without a record there is none."""
    tested = outlook.tested if outlook is not None else None
    return {
        "weeks_ahead": WEEKS_AHEAD,
        "expected": None if outlook is None else asdict(outlook.expected),
        "segments": []
        if outlook is None
        else [
            {"segment": segment.name} | asdict(segment.expected)
            for segment in outlook.segments
        ],
        "backtest": None
        if tested is None or tested.figures is None
        else asdict(tested.figures),
        "weeks": []
        if tested is None
        else [asdict(week) | {"rate": week.rate} for week in tested.weeks],
    }
