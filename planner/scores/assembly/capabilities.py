"""What operations can do, week by week, and what tasks take of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum

from core.weeks import WEEK
from operations.models import Capability, Initiative
from operations.queries import CapabilityProfile, Profile, profiles
from planner.plans.models import RUNNING, TaskLoad
from planner.scores.assembly.committed import estimate_entry

Document = dict[str, Any]


Loads = Mapping[str, Sequence[float]]  # by capability: what tasks take, week by week


def capabilities_of(
    codes: set[str], start: date, weeks: int, taken: Loads
) -> list[Document]:
    only = Capability.objects.filter(code__in=codes).values_list("pk", flat=True)
    found = profiles(weeks_from=start, weeks=weeks, only=list(only))
    return [_capability(profile, taken.get(profile.code)) for profile in found]


def task_loads(codes: set[str], own: int | None, start: date, weeks: int) -> Loads:
    """Return what the open tasks of running plans, and of this one, take by week."""
    works = Q(plan__state__in=RUNNING)
    rows = TaskLoad.objects.filter(
        works if own is None else works | Q(plan=own),
        capability__code__in=codes,
        week__gte=start,
        week__lt=start + WEEK * weeks,
    )
    found: dict[str, list[float]] = {}
    by_week = rows.values_list("capability__code", "week").order_by()
    for code, week, amount in by_week.annotate(taken=Sum("amount")):
        line = found.setdefault(code, [0.0] * weeks)
        line[(week - start).days // 7] = float(amount)
    return found


def _capability(
    profile: CapabilityProfile, taken: Sequence[float] | None = None
) -> Document:
    entry: Document = {
        "id": profile.code,
        "unit": profile.unit,
        "committed": _beside(_numbers(profile.committed), taken),
        "backlog": float(profile.backlog),
    }
    if profile.staffing is not None:
        entry["staffed"] = {
            "servers": _numbers(profile.staffing.servers),
            "handle_minutes": float(profile.staffing.handle_minutes),
            "open_minutes": float(profile.staffing.open_minutes),
        }
        return entry
    points = {"low": profile.low, "likely": profile.likely, "high": profile.high}
    entry["capacity"] = estimate_entry(
        {name: _numbers(value) for name, value in points.items() if value is not None}
    )
    return entry


def _beside(
    committed: float | list[float], taken: Sequence[float] | None
) -> float | list[float]:
    """Put what tasks take on top of what is committed."""
    if taken is None:
        return committed
    weekly = committed if isinstance(committed, list) else [committed] * len(taken)
    return [round(a + b, 3) for a, b in zip(weekly, taken, strict=True)]


def _numbers(profile: Profile) -> float | list[float]:
    if isinstance(profile, tuple):
        return [float(value) for value in profile]
    return float(profile)


def initiatives_of(codes: set[str], start: date, weeks: int) -> list[Document]:
    rows = (
        Initiative.objects.candidates()
        .filter(capability__code__in=codes)
        .select_related("capability")
        .order_by("code")
    )
    entries = []
    for row in rows:
        first = max(0, _first_full_week(row.helps_from, start))
        if first < weeks:
            entries.append(
                {
                    "id": row.code,
                    "cost": float(row.cost),
                    "capability": row.capability.code,
                    "adds": float(row.adds),
                    "from": first,
                }
            )
    return entries


def _first_full_week(day: date, start: date) -> int:
    """Count the weeks from the start to the first Monday on or after the day."""
    return ((day + timedelta(days=6)) - start).days // 7
