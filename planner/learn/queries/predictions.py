"""What the scores of approved plans predicted, and what was kept since.

A prediction is one promise of one approved version: what the score said that the CEO
decided on. It meets its outcome part by part: every four weeks of the plan that are
over count, and the rest when the plan is over. The ledger knows occasions of a promise
and not of a plan, so the outcome is what was kept of *all* occasions of the promise in
those weeks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.fields.json import KeyTransform

from accounts.models import User
from core.weeks import WEEK, monday_of
from planner.decisions.models import APPROVALS, Decision
from planner.plans.models import Plan
from promises.models import Promise
from promises.queries import WeekCount, weekly_records

PART_WEEKS = 4
# A keep rate this close to its target has reached it, as in the engine.
TOLERANCE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """One promise of one approved version, and what was kept in the weeks that are over.

    ``weeks_over`` counts whole parts; ``due`` and ``kept`` are of those weeks alone.
    """

    decision: int
    plan: int
    title: str
    version: int
    author: int
    author_name: str
    promise: Promise
    target: float
    mean: float
    low: float
    high: float
    chance: float
    starts: date
    weeks: int
    weeks_over: int
    due: int
    kept: int

    @property
    def is_over(self) -> bool:
        """Tell whether the whole plan is over."""
        return self.weeks_over == self.weeks

    @property
    def has_outcome(self) -> bool:
        return self.due > 0

    @property
    def ends(self) -> date:
        """Return the Monday after the last week that counts."""
        return self.starts + self.weeks_over * WEEK

    @property
    def rate(self) -> float:
        return self.kept / self.due

    @property
    def is_hit(self) -> bool:
        """Tell whether the promise reached the target that it had when decided."""
        return self.rate >= self.target - TOLERANCE

    @property
    def side(self) -> int:
        """Return −1 below the range for 8 of 10 outcomes, 1 above it, 0 inside."""
        if self.rate < self.low - TOLERANCE:
            return -1
        return int(self.rate > self.high + TOLERANCE)


def approvals(user: User, *, decision: int | None = None) -> list[Mapping[str, Any]]:
    """Return the approvals that this person may see, with what their scores said."""
    one = {} if decision is None else {"pk": decision}
    found = (
        Decision.objects.filter(
            version__plan__in=Plan.objects.visible_to(user),
            outcome__in=APPROVALS,
            score__isnull=False,
            **one,
        )
        .annotate(
            said=KeyTransform("promises", "score__result"),
            horizon=KeyTransform("horizon", "score__case"),
        )
        .order_by("-decided_at", "-pk")
        .values(
            "pk",
            "version__plan_id",
            "version__plan__title",
            "version__number",
            "version__author_id",
            "version__author__name",
            "said",
            "horizon",
        )
    )
    return [row for row in found if row["said"] and row["horizon"]]


def predictions(
    user: User,
    *,
    as_of: date,
    only: Iterable[str] | None = None,
    decision: int | None = None,
) -> list[Prediction]:
    """Return all predictions, the latest decision first; three queries.

    ``only`` keeps those of some promises, by code; ``decision`` those of one.
    """
    rows = approvals(user, decision=decision)
    wanted = None if only is None else set(only)
    codes = {
        said["id"]
        for row in rows
        for said in row["said"]
        if wanted is None or said["id"] in wanted
    }
    known = {p.code: p for p in Promise.objects.filter(code__in=codes)}
    first = min((_starts(row) for row in rows), default=as_of)
    keys = [promise.pk for promise in known.values()]
    weeks = weekly_records(keys, as_of, since=first)
    return [
        _prediction(row, said, known[said["id"]], weeks, as_of)
        for row in rows
        for said in row["said"]
        if said["id"] in known
    ]


def _starts(row: Mapping[str, Any]) -> date:
    return monday_of(date.fromisoformat(row["horizon"]["start"]))


def _prediction(
    row: Mapping[str, Any],
    said: Mapping[str, Any],
    promise: Promise,
    records: Mapping[int, list[WeekCount]],
    as_of: date,
) -> Prediction:
    starts, weeks = _starts(row), row["horizon"]["periods"]
    over = weeks_over(starts, weeks, as_of)
    ends = starts + over * WEEK
    counted = [w for w in records.get(promise.pk, []) if starts <= w.week < ends]
    rate = said["keep_rate"]
    return Prediction(
        decision=row["pk"],
        plan=row["version__plan_id"],
        title=row["version__plan__title"],
        version=row["version__number"],
        author=row["version__author_id"],
        author_name=row["version__author__name"],
        promise=promise,
        target=said["target"],
        mean=rate["mean"],
        low=rate["p10"],
        high=rate["p90"],
        chance=said["keep_probability"]["value"],
        starts=starts,
        weeks=weeks,
        weeks_over=over,
        due=sum(week.due for week in counted),
        kept=sum(week.kept(promise.kept_rule) for week in counted),
    )


def weeks_over(starts: date, weeks: int, as_of: date) -> int:
    """Count the weeks of a plan that are over, in whole parts or to its end.

    >>> weeks_over(date(2026, 1, 5), 10, date(2026, 2, 1))  # the fourth Sunday
    0
    >>> weeks_over(date(2026, 1, 5), 10, date(2026, 2, 2))
    4
    >>> weeks_over(date(2026, 1, 5), 10, date(2027, 1, 1))
    10
    """
    passed = (monday_of(as_of) - starts).days // 7
    if passed >= weeks:
        return weeks
    return max(0, passed // PART_WEEKS * PART_WEEKS)
