"""How the last quarter went, for the list of promises: one query for a page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from accounts.queries import company
from core.charts import Sparkline, sparkline
from core.weeks import WEEK, monday_of
from promises.models import Promise
from promises.queries.kept import WeekCount, weekly_records

RECENT_WEEKS: Final = 13


@dataclass(frozen=True, kw_only=True)
class Recent:
    """The last 13 full weeks of a promise; what was not done in time is broken."""

    promise: Promise
    occasions: int
    kept: int
    spark: Sparkline | None

    @property
    def rate(self) -> float | None:
        return self.kept / self.occasions if self.occasions else None

    @property
    def reaches_target(self) -> bool | None:
        if self.rate is None or self.promise.target is None:
            return None
        return self.rate >= self.promise.target


def company_day(now: datetime) -> date:
    """Return the day it is in the company's time zone."""
    return now.astimezone(ZoneInfo(company().time_zone)).date()


def recent(promises: Sequence[Promise], as_of: date) -> list[Recent]:
    """Return each promise with its last quarter; one query."""
    first = monday_of(as_of) - RECENT_WEEKS * WEEK
    records = weekly_records([p.pk for p in promises], as_of, since=first)
    return [_recent(p, records.get(p.pk, []), first) for p in promises]


def _recent(promise: Promise, weeks: Sequence[WeekCount], first: date) -> Recent:
    shares: list[float | None] = [None] * RECENT_WEEKS
    for week in weeks:
        place = (week.week - first) // timedelta(weeks=1)
        shares[place] = week.kept(promise.kept_rule) / week.due
    target = None if promise.target is None else float(promise.target)
    return Recent(
        promise=promise,
        occasions=sum(week.due for week in weeks),
        kept=sum(week.kept(promise.kept_rule) for week in weeks),
        spark=sparkline(shares, target=target),
    )
