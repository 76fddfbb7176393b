"""Rows to facts: what is left of capabilities, and what tasks are."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from core.weeks import monday_of
from core.workdays import follow, workday
from operations.models import CapabilityWeek
from planner.execution.models import TaskNeed
from planner.plans.models import Commitment, Plan
from planner.scheduling.assembly import WEEKS, capabilities_left, read_plan, spread
from planner.scheduling.casing import daily
from planner.scheduling.facts import CapabilityFacts
from tests.make import (
    MONDAY,
    link_tasks,
    make_capability,
    make_plan,
    make_promise,
    make_task,
)
from tests.scheduling.conftest import task_of

pytestmark = pytest.mark.django_db


def test_dropped_tasks_are_left_out_and_parts_of_days_count_whole(
    launch: Plan,
) -> None:
    dropped = make_task(launch, state="dropped")
    link_tasks(dropped, task_of(launch, "shops"), lag=Decimal("1.5"))
    link_tasks(task_of(launch, "write"), task_of(launch, "shops"), lag=Decimal("0.5"))
    facts = read_plan(launch, as_of=MONDAY)

    assert dropped.pk not in facts.by_pk
    shops = facts.by_pk[task_of(launch, "shops").pk]
    assert (task_of(launch, "write").pk, "FS", 1) in shops.after


def test_what_is_committed_is_not_left_for_tasks() -> None:
    packing = make_capability(likely=100)
    CapabilityWeek.objects.create(
        capability=packing, week=MONDAY + timedelta(weeks=1), committed=Decimal(90)
    )
    (found,) = capabilities_left([packing.pk], plan=None, as_of=MONDAY)

    assert found.left[:3] == (100.0, 10.0, 100.0)
    assert len(found.left) == WEEKS


def test_what_is_promised_is_not_left_for_tasks() -> None:
    packing = make_capability(likely=100)
    Commitment.objects.create(
        promise=make_promise(requires=[(packing, 2)]),
        kind=Commitment.Kind.STANDING,
        low=30,
        likely=30,
        high=30,
    )
    (found,) = capabilities_left([packing.pk], plan=None, as_of=MONDAY)

    assert found.left[5] == pytest.approx(40.0, abs=0.5)


def test_the_adopted_tasks_of_other_running_plans_take_their_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.scheduling.assembly.RUNNING", ("draft",))
    packing = make_capability(likely=100)
    other = make_plan()
    task = make_task(
        other,
        planned_starts_on=date(2026, 1, 8),
        planned_ends_on=date(2026, 1, 13),
        progress=50,
    )
    TaskNeed.objects.create(task=task, capability=packing, amount=Decimal(80))
    (found,) = capabilities_left([packing.pk], plan=make_plan(), as_of=MONDAY)
    (own,) = capabilities_left([packing.pk], plan=other, as_of=MONDAY)

    assert found.left[:3] == (80.0, 80.0, 100.0)
    assert own.left[:3] == (100.0, 100.0, 100.0)


def test_a_late_task_of_another_plan_takes_what_is_left_of_it_from_today_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.scheduling.assembly.RUNNING", ("draft",))
    packing = make_capability(likely=100)
    task = make_task(
        make_plan(),
        state="under_way",
        planned_starts_on=date(2025, 12, 22),
        planned_ends_on=date(2026, 1, 2),
        progress=50,
    )
    TaskNeed.objects.create(task=task, capability=packing, amount=Decimal(80))
    (found,) = capabilities_left(
        [packing.pk], plan=None, as_of=MONDAY + timedelta(days=2)
    )

    assert found.left[:3] == pytest.approx((76.0, 84.0, 100.0))


def test_what_lies_beyond_the_weeks_looked_at_is_not_pressed_into_them() -> None:
    packing = make_capability(likely=100)
    task = make_task(
        make_plan(), planned_starts_on=MONDAY, planned_ends_on=MONDAY + timedelta(728)
    )
    need = TaskNeed(task=task, capability=packing, amount=Decimal(521))
    first = workday(MONDAY)
    assert sum(amount for _, amount in spread(need, first, first)) == pytest.approx(260)


def test_on_a_weekend_the_weeks_begin_with_the_next_one(marketing: User) -> None:
    packing = make_capability(likely=100)
    saturday = MONDAY + timedelta(days=5)
    CapabilityWeek.objects.create(
        capability=packing, week=monday_of(saturday), committed=Decimal(90)
    )
    (found,) = capabilities_left([packing.pk], plan=None, as_of=saturday)

    assert found.left[0] == 100.0


def test_what_is_left_of_a_week_is_shared_by_the_days_on_which_somebody_works() -> None:
    capability = CapabilityFacts(pk=1, name="P", units="parcels", left=(80.0, 50.0))
    follow([MONDAY + timedelta(days=1)])
    try:
        first = workday(MONDAY)
        assert daily(capability, first) == (20,) * 4 + (10,) * 5 + (16,)
        assert daily(capability, first + 2)[:3] == (20, 20, 10)
    finally:
        follow(())
