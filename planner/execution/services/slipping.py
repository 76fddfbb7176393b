"""Say what follows from tasks as they stand: initiatives, tactics and capacity later.

Operations hear when an initiative will really be there; the plan keeps which of its
tactics cannot start yet and what its tasks still take, and is scored again.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final

from django.db import transaction

from accounts.models import User
from accounts.queries import local_day
from core.weeks import monday_of
from core.workdays import day_of, due, workday, working_days_after
from operations.models import Initiative
from operations.services import expect_initiative
from planner.execution.models import OPEN, Task, TaskNeed, TaskState
from planner.execution.queries.forecast import Forecast, forecasts_of
from planner.execution.queries.starting import capabilities_of, holding_back
from planner.plans.content import PlanContent
from planner.plans.models import RUNNING, Plan, PlanState
from planner.plans.services import Start, take_down_load, take_down_starts
from planner.scores.services import leaning_on, newest_of, score_again

logger: Final = logging.getLogger(__name__)
# What is rejected comes to nothing: its tasks move nobody.
MATTERS = tuple(state for state in PlanState if state != PlanState.REJECTED)
REASON = "Its tasks, or those of a plan beside it, are expected at other times"
Forecasts = Mapping[int, Forecast]


# While several tasks are changed together: the plans that are looked at in the end.
_put_off: ContextVar[dict[int, Plan] | None] = ContextVar("put_off", default=None)


@contextmanager
def looking_once(*, now: datetime) -> Iterator[None]:
    """Say only once, in the end, what follows from all that is changed inside."""
    plans: dict[int, Plan] = {}
    token = _put_off.set(plans)
    try:
        yield
    finally:
        _put_off.reset(token)
    for plan in plans.values():
        expect_again(plan, now=now)


def expect_again(plan: Plan, *also: int | None, now: datetime) -> None:
    """Say again what follows from a plan's tasks, and the initiatives that are named."""
    waiting = _put_off.get()
    if waiting is not None:
        waiting[plan.pk] = plan
        return
    served = plan.tasks.filter(initiative__isnull=False)
    keys = set(served.values_list("initiative_id", flat=True).distinct())
    late = {
        key
        for key in sorted(keys | {each for each in also if each is not None})
        if _expect(key, now=now)
    }
    _move(plan, _capabilities_of(late), now=now)


def expect_all(*, now: datetime) -> int:
    """Say it of all that tasks build or prepare: each day that goes by may delay it.

    One that cannot be forecast is logged, and does not stop the others.
    """
    tasks = Task.objects.filter(initiative__isnull=False)
    keys = tasks.values_list("initiative_id", flat=True).distinct().order_by()
    waiting = Initiative.objects.filter(expected_on__isnull=False)
    late = {
        key
        for key in sorted({*keys, *waiting.values_list("pk", flat=True)})
        if _tried(partial(_expect, key, now=now), f"initiative {key}")
    }
    _score(None, set(), _capabilities_of(late), now=now)
    plans = Plan.objects.filter(tasks__state__in=OPEN, state__in=MATTERS).distinct()
    return len(late) + sum(
        _tried(partial(_move, plan, set(), now=now), f"plan {plan.pk}")
        for plan in plans.order_by("pk")
    )


def _tried(forecast: Callable[[], bool], named: str) -> bool:
    """Do it all or not at all, and log what went wrong."""
    try:
        with transaction.atomic():
            return forecast()
    except Exception:
        logger.exception("The tasks of %s cannot be forecast", named)
        return False


# --- Initiatives -----------------------------------------------------------------


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


def _capabilities_of(initiatives: Iterable[int]) -> set[int]:
    rows = Initiative.objects.filter(
        pk__in=list(initiatives), state=Initiative.State.FUNDED
    )
    return set(rows.values_list("capability_id", flat=True))


# --- The plan itself -------------------------------------------------------------


def _move(plan: Plan, changed: set[int], *, now: datetime) -> bool:
    """Take down late starts and load of a plan, and score what that changes."""
    today = local_day(now)
    if plan.state not in MATTERS or plan.is_over(today):
        return False
    ends = forecasts_of(plan.pk, today)
    starts = take_down_starts(plan=plan, starts=_starts(plan, ends), now=now)
    moved = take_down_load(plan=plan, load=_load(plan, ends, today))
    runs = plan.state in RUNNING
    capabilities = changed | (moved | capabilities_of(plan, starts) if runs else set())
    _score(plan if starts or moved else None, moved, capabilities, now=now)
    return bool(starts or moved)


def _score(
    plan: Plan | None, moved: set[int], capabilities: set[int], *, now: datetime
) -> None:
    """Score the plan again, and what is approved and leans on these capabilities.

    What waits for a decision beside it is scored again by the sweeper.
    """
    versions = leaning_on(capabilities, day=local_day(now)) if capabilities else []
    own = newest_of(plan) if plan is not None else None
    for version in {
        row.pk: row for row in (*versions, *([own] if own else []))
    }.values():
        score_again(version=version, reason=REASON, now=now)


def _starts(plan: Plan, ends: Forecasts) -> dict[str, Start]:
    """Return which tactics cannot start when they should, and the task that is last."""
    found: dict[str, Start] = {}
    for tactic, planned, tasks in holding_back(plan):
        open_ = [task for task in tasks if task.pk in ends]
        if not open_:
            continue
        last = max(open_, key=lambda task: (ends[task.pk].ends_on, -task.pk))
        done_on = ends[last.pk].ends_on
        ready_on = working_days_after(done_on, 1)
        if ready_on > planned:
            found[tactic] = Start(ready_on=ready_on, done_on=done_on, because=last.name)
    return found


def _load(plan: Plan, ends: Forecasts, today: date) -> dict[tuple[int, date], Decimal]:
    """Return what open tasks still take, evenly over the days that are left to them."""
    found: dict[tuple[int, date], float] = defaultdict(float)
    needs = TaskNeed.objects.filter(task__plan=plan, task__state__in=OPEN)
    for need in needs.select_related("task").order_by("pk"):
        expected = ends[need.task_id]
        first = workday(max(expected.starts_on, today))
        days = range(first, max(due(expected.ends_on), first + 1))
        share = float(need.amount) * (1 - need.task.progress / 100) / len(days)
        for day in days:
            found[need.capability_id, monday_of(day_of(day))] += share
    rounded = {place: Decimal(str(round(v, 3))) for place, v in found.items()}
    return {place: amount for place, amount in rounded.items() if amount > 0}


def follow_draft(
    plan: Plan, before: PlanContent, after: PlanContent, actor: User, now: datetime
) -> None:
    """Say it again when a draft's tactics have other weeks: its tasks may be late then."""
    if _weeks_of(before) != _weeks_of(after) and plan.tasks.exists():
        expect_again(plan, now=now)


def _weeks_of(content: PlanContent) -> tuple[object, ...]:
    starts = {row["code"]: row["starts"] for row in content["tactics"]}
    return content["starts_on"], content["weeks"], starts
