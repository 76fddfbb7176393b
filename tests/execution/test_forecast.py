"""When tasks will be done, as they stand."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from core.workdays import day_of
from planner.execution.models import Task, TaskState
from planner.execution.queries.forecast import forecasts_of
from tests.make import MONDAY, link_tasks, make_plan, make_task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "lag", "starts", "ends"),
    [
        ("FS", 0, 8, 9),  # after three days: Thursday and Friday
        ("FS", 2, 12, 13),
        ("FS", -1, 7, 8),
        ("SS", 1, 6, 7),
        ("FF", 0, 6, 7),
        ("SF", 4, 7, 8),
    ],
)
def test_each_kind_of_link_holds_back_what_it_says(
    kind: str, lag: int, starts: int, ends: int
) -> None:
    plan = make_plan()
    one, two = make_task(plan, likely=Decimal(3)), make_task(plan, likely=Decimal(2))
    link_tasks(one, two, kind=kind, lag=lag)
    found = forecasts_of(plan.pk, MONDAY)
    assert found[one.pk].ends_on == date(2026, 1, 7)
    assert found[two.pk].starts_on == date(2026, 1, starts)
    assert found[two.pk].ends_on == date(2026, 1, ends)


def test_what_is_under_way_takes_the_rest_of_its_days_from_today() -> None:
    plan = make_plan()
    task = make_task(plan, state=TaskState.UNDER_WAY, likely=Decimal(10), progress=50)
    today = MONDAY + timedelta(days=14)
    found = forecasts_of(plan.pk, today)[task.pk]
    assert (found.starts_on, found.ends_on) == (MONDAY, today + timedelta(days=4))


def test_a_task_without_an_estimate_is_a_guess_and_dropped_ones_are_left_out() -> None:
    plan = make_plan()
    bare, gone = make_task(plan), make_task(plan, state=TaskState.DROPPED)
    link_tasks(gone, bare)
    found = forecasts_of(plan.pk, MONDAY)
    assert gone.pk not in found
    assert found[bare.pk].is_guess


def test_nothing_begins_before_its_own_first_day_or_the_adopted_schedule() -> None:
    plan = make_plan()
    later = MONDAY + timedelta(days=7)
    one = make_task(plan, likely=Decimal(1), not_before=later)
    two = make_task(
        plan, likely=Decimal(1), planned_starts_on=later, planned_ends_on=later
    )
    found = forecasts_of(plan.pk, MONDAY)
    assert found[one.pk].ends_on == found[two.pk].ends_on == later


def test_what_waits_for_a_task_that_was_finished_on_a_weekend_begins_on_monday() -> (
    None
):
    plan = make_plan()
    saturday = date(2026, 1, 10)
    one = make_task(plan, state=TaskState.DONE, finished_on=saturday)
    two = make_task(plan, likely=Decimal(2))
    link_tasks(one, two)
    assert forecasts_of(plan.pk, saturday)[two.pk].starts_on == date(2026, 1, 12)


def test_a_chain_that_is_longer_than_the_calendar_ends_on_its_last_day() -> None:
    plan = make_plan()
    tasks = [make_task(plan, likely=Decimal(2_000)) for _ in range(3)]
    for one, two in pairwise(tasks):
        link_tasks(one, two, lag=Decimal(2_000))
    Task.objects.filter(pk=tasks[0].pk).update(not_before=date(2100, 12, 31))
    ends = forecasts_of(plan.pk, MONDAY)[tasks[2].pk].ends_on
    assert date(2138, 1, 1) < ends < date(2140, 1, 1)
    assert day_of(10**9) == date(9998, 12, 31)
