"""Take down what the tasks of a plan do to it as they stand: late starts, and load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from planner.plans.models import LateStart, Plan, TaskLoad

# By capability and Monday.
Load = Mapping[tuple[int, date], Decimal]


@dataclass(frozen=True, kw_only=True)
class Start:
    """When a tactic can start, and the task that keeps it from starting sooner."""

    ready_on: date
    done_on: date
    because: str


@transaction.atomic
def take_down_starts(
    *, plan: Plan, starts: Mapping[str, Start], now: datetime
) -> set[str]:
    """Keep which tactics cannot start when they should; return those that changed."""
    known = {
        row.tactic_code: Start(
            ready_on=row.ready_on, done_on=row.done_on, because=row.because
        )
        for row in LateStart.objects.filter(plan=plan)
    }
    changed = {
        code
        for code in known.keys() | starts.keys()
        if known.get(code) != starts.get(code)
    }
    if not changed:
        return changed
    LateStart.objects.filter(plan=plan, tactic_code__in=changed).delete()
    LateStart.objects.bulk_create(
        LateStart(
            plan=plan,
            tactic_code=code,
            ready_on=starts[code].ready_on,
            done_on=starts[code].done_on,
            because=starts[code].because,
        )
        for code in sorted(changed & starts.keys())
    )
    audit.record(
        actor=None,
        action="plan.starts-expected",
        subject=plan,
        now=now,
        changes={
            code: [_day(known.get(code)), _day(starts.get(code))]
            for code in sorted(changed)
        },
    )
    return changed


def _day(start: Start | None) -> date | None:
    return None if start is None else start.ready_on


@transaction.atomic
def take_down_load(*, plan: Plan, load: Load) -> set[int]:
    """Keep what open tasks take by week; return the capabilities where that changed."""
    known = {
        (row.capability_id, row.week): row.amount
        for row in TaskLoad.objects.filter(plan=plan)
    }
    changed = {
        place[0]
        for place in known.keys() | load.keys()
        if known.get(place) != load.get(place)
    }
    if changed:
        TaskLoad.objects.filter(plan=plan, capability__in=changed).delete()
        TaskLoad.objects.bulk_create(
            TaskLoad(plan=plan, capability_id=capability, week=week, amount=amount)
            for (capability, week), amount in sorted(load.items())
            if capability in changed
        )
    return changed
