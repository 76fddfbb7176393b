"""What the database itself refuses of tasks, and who sees which."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from planner.execution.models import (
    Task,
    TaskLink,
    TaskNeed,
    TaskReport,
    TaskState,
)
from tests.make import (
    MONDAY,
    NOW,
    link_tasks,
    make_capability,
    make_initiative,
    make_plan,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"low": Decimal(3), "likely": Decimal(2), "high": Decimal(4)},
        {"low": Decimal(1)},
        {"progress": 101},
        {"budget": Decimal(-1)},
        {"not_before": MONDAY, "deadline": MONDAY - timedelta(days=1)},
        {"planned_starts_on": MONDAY},
        {"state": TaskState.DONE, "finished_on": None},
        {"state": TaskState.PLANNED, "finished_on": MONDAY, "started_on": MONDAY},
        {"state": TaskState.DONE, "finished_on": MONDAY - timedelta(days=1)},
        {"state": TaskState.UNDER_WAY, "started_on": None},
        {"state": TaskState.HELD, "hold_reason": ""},
        {"state": TaskState.PLANNED, "hold_reason": "No printer."},
        {"state": TaskState.DROPPED, "drop_reason": ""},
        {"state": TaskState.PLANNED, "closed_at": NOW},
    ],
)
def test_the_database_refuses_a_task_that_contradicts_itself(
    fields: dict[str, Any],
) -> None:
    plan = make_plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_task(plan, **fields)


def test_a_task_serves_a_tactic_or_an_initiative() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_task(tactic_code="letters", initiative=make_initiative())


def test_linked_tasks_are_of_one_plan() -> None:
    one, other = make_task(), make_task()
    with pytest.raises(IntegrityError), transaction.atomic():
        link_tasks(one, other)
    twin = make_task(one.plan)
    link = link_tasks(one, twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskLink.objects.filter(pk=link.pk).update(after=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=twin.pk).update(plan=other.plan)


def test_no_task_waits_for_itself_or_needs_nothing_of_something() -> None:
    task = make_task()
    with pytest.raises(IntegrityError), transaction.atomic():
        link_tasks(task, task)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskNeed.objects.create(task=task, capability=make_capability(), amount=0)


def test_what_was_reported_stays() -> None:
    task = make_task()
    report = TaskReport.objects.create(
        task=task, state=task.state, progress=10, by=make_user(), at=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskReport.objects.filter(pk=report.pk).update(progress=90)


def test_a_task_is_seen_by_who_sees_the_plan_and_by_its_people(
    marketing: User, frontline: User, outsider: User
) -> None:
    plan = make_plan(author=marketing)
    mine, other = make_task(plan, responsible=[frontline]), make_task(plan)
    assert set(Task.objects.visible_to(marketing)) == {mine, other}
    assert set(Task.objects.visible_to(frontline)) == {mine}
    assert not Task.objects.visible_to(outsider).exists()


def test_an_administrator_of_the_system_sees_no_task() -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    make_task(accountable=administrator)
    assert not Task.objects.visible_to(administrator).exists()


def test_late_is_what_is_open_after_its_deadline_or_planned_end() -> None:
    day = date(2026, 2, 2)
    late = make_task(deadline=day - timedelta(days=1))
    slipped = make_task(planned_starts_on=MONDAY, planned_ends_on=MONDAY)
    make_task(deadline=day)
    make_task(deadline=MONDAY, state=TaskState.DONE)
    assert set(Task.objects.late(day)) == {late, slipped}
    assert all(task.is_late(day) for task in Task.objects.late(day))


def test_a_task_says_which_of_its_days_went_by() -> None:
    today = MONDAY
    before, after = today - timedelta(days=1), today + timedelta(days=9)
    slipped = make_task(
        deadline=after, planned_starts_on=before, planned_ends_on=before
    )
    assert slipped.missed_on(today) == before
    assert slipped.is_late(today)
    missed = make_task(deadline=before, planned_starts_on=before, planned_ends_on=after)
    assert missed.missed_on(today) == before
    assert make_task(deadline=after).missed_on(today) is None
