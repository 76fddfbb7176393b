"""How often promises were kept: read from the weekly counts, never the ledger.

Only weeks that were over count, so everything in them had fallen due; what was
not done by then is broken.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from promises.models import KeptWeek, Promise


class TrackRecord(NamedTuple):
    """Occasions of a promise in all weeks that were over."""

    kept: int
    broken: int


@dataclass(frozen=True)
class WeekCount:
    """One week of a promise, over all segments."""

    week: date
    due: int
    done: int
    in_time: int
    on_day: int

    def kept(self, rule: str) -> int:
        """Return the kept occasions by a rule of ``Promise.KeptRule``."""
        return self.on_day if rule == Promise.KeptRule.DAY else self.in_time


def track_records(promise_ids: Collection[int], as_of: date) -> dict[int, TrackRecord]:
    """Return each promise's record by its own rule; one query.

    A promise nobody has a record of is left out.
    """
    rows = (
        KeptWeek.objects.before(as_of)
        .filter(promise_id__in=promise_ids)
        .values("promise_id", "promise__kept_rule")
        .annotate(due=Sum("due"), in_time=Sum("in_time"), on_day=Sum("on_day"))
        .order_by("promise_id")
    )
    records = {}
    for row in rows:
        by_day = row["promise__kept_rule"] == Promise.KeptRule.DAY
        kept = row["on_day"] if by_day else row["in_time"]
        records[row["promise_id"]] = TrackRecord(kept=kept, broken=row["due"] - kept)
    return records


def weekly_records(
    promise_ids: Collection[int], as_of: date, *, since: date | None = None
) -> dict[int, list[WeekCount]]:
    """Return each promise's counts week by week, oldest first; one query."""
    weeks = KeptWeek.objects.before(as_of).filter(promise_id__in=promise_ids)
    if since is not None:
        weeks = weeks.filter(week__gte=since)
    rows = (
        weeks.values("promise_id", "week")
        .annotate(
            all_due=Sum("due"),
            all_done=Sum("done"),
            all_in_time=Sum("in_time"),
            all_on_day=Sum("on_day"),
        )
        .order_by("promise_id", "week")
    )
    found: dict[int, list[WeekCount]] = defaultdict(list)
    for row in rows:
        found[row["promise_id"]].append(
            WeekCount(
                week=row["week"],
                due=row["all_due"],
                done=row["all_done"],
                in_time=row["all_in_time"],
                on_day=row["all_on_day"],
            )
        )
    return dict(found)


def company_record(as_of: date, *, since: date) -> TrackRecord | None:
    """Return what was kept of all promises, each by its own rule; one query."""
    by_day = Q(promise__kept_rule=Promise.KeptRule.DAY)
    sums = (
        KeptWeek.objects.before(as_of)
        .filter(week__gte=since)
        .aggregate(
            due=Sum("due"),
            on_day=Sum("on_day", filter=by_day),
            in_time=Sum("in_time", filter=~by_day),
        )
    )
    if not sums["due"]:
        return None
    kept = (sums["on_day"] or 0) + (sums["in_time"] or 0)
    return TrackRecord(kept=kept, broken=sums["due"] - kept)


def kept_weeks(promise: Promise, as_of: date) -> list[WeekCount]:
    """Return one promise's weeks that were over, oldest first."""
    return weekly_records([promise.pk], as_of).get(promise.pk, [])
