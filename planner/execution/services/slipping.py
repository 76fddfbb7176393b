"""Tell operations when an initiative will really be there, as its tasks stand."""

from datetime import date, datetime

from accounts.queries import local_day
from operations.models import Initiative
from operations.services import expect_initiative
from planner.execution.models import Task, TaskState
from planner.execution.queries.forecast import forecasts_of
from planner.execution.services.rules import working_days_after
from planner.plans.models import RUNNING, Plan


def expect_again(plan: Plan, *also: int | None, now: datetime) -> None:
    """Forecast again the initiatives that a plan's tasks build, and those named."""
    served = plan.tasks.filter(initiative__isnull=False)
    keys = set(served.values_list("initiative_id", flat=True).distinct())
    for key in sorted(keys | {each for each in also if each is not None}):
        _expect(key, now=now)


def expect_all(*, now: datetime) -> int:
    """Forecast every initiative that tasks build: each day that goes by may delay it."""
    tasks = Task.objects.filter(initiative__isnull=False)
    keys = tasks.values_list("initiative_id", flat=True).distinct().order_by()
    waiting = Initiative.objects.filter(expected_on__isnull=False)
    found = sorted({*keys, *waiting.values_list("pk", flat=True)})
    return sum(_expect(key, now=now) for key in found)


def _expect(initiative_id: int, *, now: datetime) -> bool:
    last = _last_end(initiative_id, local_day(now))
    ready = None if last is None else working_days_after(last, 1)
    return expect_initiative(initiative_id=initiative_id, ready_on=ready, now=now)


def _last_end(initiative_id: int, today: date) -> date | None:
    """Return when the last of its tasks ends, in plans that run; None without any."""
    tasks = Task.objects.filter(initiative=initiative_id, plan__state__in=RUNNING)
    wanted = tasks.exclude(state=TaskState.DROPPED)
    by_plan: dict[int, list[int]] = {}
    for pk, plan in wanted.values_list("pk", "plan_id"):
        by_plan.setdefault(plan, []).append(pk)
    ends = [
        found[pk].ends_on
        for plan, keys in by_plan.items()
        for found in [forecasts_of(plan, today)]
        for pk in keys
    ]
    return max(ends, default=None)
