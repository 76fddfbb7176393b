"""What other plans, and what is made of promises, ask of operations: the rows of a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.weeks import WEEK, monday_of
from planner.plans.models import Commitment, Plan, PlanVersion
from planner.plans.queries import (
    first_whole_week,
    late_starts_of,
)

Document = dict[str, Any]


def own_plan(version: PlanVersion | None, plan: Plan | None) -> int | None:
    return version.plan_id if version else plan.pk if plan else None


def commitments_within(
    version: PlanVersion | None, plan: Plan | None, start: date, weeks: int
) -> Iterable[Commitment]:
    own = own_plan(version, plan)
    reserved = Q(kind=Commitment.Kind.RESERVED)
    earlier = Q(version__lt=version.pk) if version else Q()
    begun = Q(starts_on__isnull=True) | Q(starts_on__lt=start + WEEK * weeks)
    found = Commitment.objects.holding().filter(~reserved | (reserved & earlier), begun)
    if own is not None:
        found = found.exclude(version__plan=own)
    loaded = found.select_related("promise", "version").defer("version__content")
    rows = _as_they_start(loaded.order_by("pk"))
    return [row for row in rows if not _is_outside(row, start, weeks)]


def _as_they_start(found: Iterable[Commitment]) -> list[Commitment]:
    """Return what is committed from the weeks on in which its tactics can start."""
    rows = list(found)
    late = late_starts_of({row.version.plan_id for row in rows if row.version})
    for row in rows:
        known = late.get(row.version.plan_id, {}) if row.version else {}
        if row.starts_on is not None and (start := known.get(row.tactic_code)):
            # It is only read here: nothing of this is stored.
            row.starts_on = max(row.starts_on, first_whole_week(start.ready_on))
    return rows


def _is_outside(row: Commitment, start: date, weeks: int) -> bool:
    if row.starts_on is None or row.weeks is None:
        return False
    first = monday_of(row.starts_on)
    return first + WEEK * row.weeks <= start or first >= start + WEEK * weeks


@dataclass(frozen=True)
class _Weeks:
    """A commitment's place in the horizon, in weeks from its start."""

    first: int
    last: int

    def of(self, amount: Decimal, weeks: int) -> list[float]:
        inside = range(self.first, self.last + 1)
        return [float(amount) if week in inside else 0.0 for week in range(weeks)]


def commitment_entry(row: Commitment, start: date, weeks: int) -> Document:
    entry: Document = {
        "promise": row.promise.code,
        "occasions": _occasions(row, start, weeks),
    }
    if row.version is not None:
        entry["plan"] = f"plan-{row.version.plan_id}"
    return entry


def _occasions(row: Commitment, start: date, weeks: int) -> Any:  # noqa: ANN401
    """Return a number or an estimate, or a list of them where weeks differ."""
    amounts = {"low": row.low, "likely": row.likely, "high": row.high}
    if row.starts_on is None or row.weeks is None:
        return estimate_entry({k: float(v) for k, v in amounts.items()})
    first = (monday_of(row.starts_on) - start).days // 7
    place = _Weeks(first, first + row.weeks - 1)
    return estimate_entry({k: place.of(v, weeks) for k, v in amounts.items()})


def estimate_entry(points: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return one value where all three points agree."""
    if points["low"] == points["likely"] == points["high"]:
        return points["likely"]
    return dict(points)
