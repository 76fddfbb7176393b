"""Schedules asked for and adopted: who may, what is written, what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.core import signing
from django.db import connection

from accounts.models import AuditEvent, Notice, User
from core.jobs import JobState
from core.refusals import Conflict, Invalid, NotAllowed
from planner.execution import services as execution
from planner.execution.models import Task, TaskLink
from planner.plans.models import Plan
from planner.scheduling import facts, runs, services
from planner.scheduling.facts import Move
from planner.scheduling.models import Adoption, ScheduleRun
from planner.scheduling.queries import Standing, standing, tried, tried_by
from tests.make import MONDAY, NOW, make_capability, make_plan, make_task
from tests.scheduling.conftest import task_of

pytestmark = pytest.mark.django_db


def token_of(found: Standing) -> str:
    assert found.worked is not None
    return services.offer(found.facts, found.digest, found.worked, found.moves)


def adopt(
    plan: Plan, actor: User, found: Standing, reason: str = "Agreed."
) -> Adoption:
    return services.adopt(
        actor=actor, plan=plan, token=token_of(found), reason=reason, now=NOW
    )


def test_adopting_writes_the_dates_that_were_shown(
    launch: Plan, marketing: User
) -> None:
    row = adopt(launch, marketing, standing(launch, as_of=MONDAY))

    write, printing = task_of(launch, "write"), task_of(launch, "print")
    assert write.planned_starts_on == MONDAY
    assert row.dates["write"] == ["2026-01-05", "2026-01-07"]
    assert row.dates["print"] == ["2026-01-08", "2026-01-13"]
    assert printing.planned_ends_on == date(2026, 1, 13)
    assert AuditEvent.objects.filter(action="schedule.adopted").count() == 1


def test_what_was_moved_is_written_into_the_tasks(
    launch: Plan, marketing: User
) -> None:
    shops = task_of(launch, "shops")
    move = Move(task=shops.pk, starts=MONDAY + timedelta(days=14), days=4.0)
    adopt(launch, marketing, tried(launch, [move], as_of=MONDAY))

    shops.refresh_from_db()
    assert shops.not_before == MONDAY + timedelta(days=14)
    assert (shops.low, shops.likely, shops.high) == (4, 4, 4)
    assert shops.planned_starts_on == MONDAY + timedelta(days=14)
    again = standing(launch, as_of=MONDAY)
    assert again.worked is not None
    assert again.worked.conflicts == ()


def test_what_was_shown_before_a_task_changed_cannot_be_adopted(
    launch: Plan, marketing: User
) -> None:
    found = standing(launch, as_of=MONDAY)
    Task.objects.filter(plan=launch, code="shops").update(progress=0, likely=3, high=3)

    with pytest.raises(Conflict):
        adopt(launch, marketing, found)
    assert task_of(launch, "shops").planned_ends_on is None


def test_a_token_that_was_not_made_here_is_refused(
    launch: Plan, marketing: User
) -> None:
    for token in ("", "x", "\x00", signing.dumps({"plan": launch.pk})):
        with pytest.raises(Invalid):
            services.adopt(
                actor=marketing, plan=launch, token=token, reason="Agreed.", now=NOW
            )


def test_another_plans_schedule_cannot_be_adopted(
    launch: Plan, marketing: User
) -> None:
    other = make_task(plan=None).plan
    Plan.objects.filter(pk=other.pk).update(author=marketing)
    found = standing(other, as_of=MONDAY)

    with pytest.raises(Invalid):
        services.adopt(
            actor=marketing,
            plan=launch,
            token=token_of(found),
            reason="Agreed.",
            now=NOW,
        )


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00b", "\ud800"])
def test_adopting_asks_for_a_reason(launch: Plan, marketing: User, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        adopt(launch, marketing, standing(launch, as_of=MONDAY), reason)
    assert "reason" in refused.value.errors


def test_only_those_who_work_on_the_plan_adopt(launch: Plan, ceo: User) -> None:
    with pytest.raises(NotAllowed):
        adopt(launch, ceo, standing(launch, as_of=MONDAY))


def test_a_task_is_not_moved_past_its_deadline(launch: Plan, marketing: User) -> None:
    Task.objects.filter(plan=launch, code="shops").update(deadline=date(2026, 1, 9))
    move = Move(task=task_of(launch, "shops").pk, starts=date(2026, 1, 12))
    found = tried(launch, [move], as_of=MONDAY)

    with pytest.raises(Invalid, match="after its deadline"):
        adopt(launch, marketing, found)


def test_whose_tasks_have_other_dates_is_told_once(
    launch: Plan, marketing: User, operations: User
) -> None:
    for code in ("write", "shops"):
        task_of(launch, code).responsible.add(operations)
    adopt(launch, marketing, standing(launch, as_of=MONDAY))

    (notice,) = Notice.objects.all()
    assert notice.person == operations
    assert "New dates for your tasks" in notice.text


def test_what_has_begun_keeps_the_first_day_it_was_planned_for(
    launch: Plan, marketing: User
) -> None:
    Task.objects.filter(plan=launch, code="write").update(
        state="under_way",
        started_on=date(2025, 12, 30),
        planned_starts_on=date(2025, 12, 22),
        planned_ends_on=date(2025, 12, 24),
    )
    adopt(launch, marketing, standing(launch, as_of=MONDAY))

    write = task_of(launch, "write")
    assert write.planned_starts_on == date(2025, 12, 22)
    assert write.planned_ends_on == date(2026, 1, 7)


def test_a_small_plan_is_scheduled_at_once_and_kept(
    launch: Plan, marketing: User
) -> None:
    run = services.ask(actor=marketing, plan=launch, now=NOW)

    assert (run.state, run.as_of) == (JobState.DONE, MONDAY)
    found = standing(launch, as_of=MONDAY)
    assert found.run == run
    assert not found.is_old


def test_a_worker_schedules_a_large_plan(
    launch: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "SMALL", 2)
    run = services.ask(actor=marketing, plan=launch, now=NOW)
    assert run.state == JobState.QUEUED
    assert services.ask(actor=marketing, plan=launch, now=NOW) == run

    assert runs.solve_next(now=NOW)
    assert not runs.solve_next(now=NOW)
    found = standing(launch, as_of=MONDAY)
    assert found.worked is not None
    assert not found.is_old

    Task.objects.filter(plan=launch, code="shops").update(likely=3, high=3)
    assert standing(launch, as_of=MONDAY).is_old


def test_a_schedule_that_was_called_off_stores_nothing(
    launch: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "SMALL", 2)
    run = services.ask(actor=marketing, plan=launch, now=NOW)
    services.cancel(actor=marketing, run_id=run.pk, now=NOW)

    assert not runs.solve_next(now=NOW)
    with pytest.raises(Conflict):
        services.cancel(actor=marketing, run_id=run.pk, now=NOW)


def test_running_plans_are_scheduled_again_when_their_tasks_change(
    launch: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.scheduling.services.asking.RUNNING", ("draft",))
    assert services.ask_again_where_old(now=NOW) == 1
    assert services.ask_again_where_old(now=NOW) == 0
    assert runs.solve_next(now=NOW)
    assert services.ask_again_where_old(now=NOW) == 0

    later = NOW + timedelta(hours=1)
    Task.objects.filter(plan=launch, code="shops").update(changed_at=later)
    assert services.ask_again_where_old(now=later) == 1
    assert ScheduleRun.objects.count() == 2


def test_the_chance_to_meet_a_deadline_is_kept_with_the_task(
    marketing: User,
) -> None:
    plan = make_plan(author=marketing)
    sure = make_task(plan, likely=Decimal(2), deadline=MONDAY + timedelta(days=60))
    never = make_task(plan, likely=Decimal(20), deadline=MONDAY + timedelta(days=2))
    bare = make_task(plan, likely=Decimal(2))
    before = sure.changed_at
    services.ask(actor=marketing, plan=plan, now=NOW)
    for task in (sure, never, bare):
        task.refresh_from_db()
    assert (sure.in_time, never.in_time, bare.in_time) == (1.0, 0.0, None)
    assert (sure.in_time_at, bare.in_time_at) == (NOW, None)
    # It is no change of the task: nobody has to look again.
    assert (sure.revision, sure.changed_at) == (1, before)
    Task.objects.filter(pk=sure.pk).update(deadline=None)
    services.ask(actor=marketing, plan=plan, now=NOW)
    sure.refresh_from_db()
    assert sure.in_time is None


def test_only_what_is_open_in_the_plan_can_be_moved(
    launch: Plan, marketing: User
) -> None:
    done, foreign = make_task(launch, state="done"), make_task()
    for task in (done, foreign):
        move = Move(task=task.pk, starts=MONDAY + timedelta(days=28), days=9.0)
        with pytest.raises(Invalid, match="open in this plan"):
            services.ask(actor=marketing, plan=launch, moves=[move], now=NOW)
        found = standing(launch, as_of=MONDAY)
        assert found.worked is not None
        token = services.offer(found.facts, found.digest, found.worked, [move])
        with pytest.raises(Invalid, match="not open in this plan"):
            services.adopt(
                actor=marketing, plan=launch, token=token, reason="Agreed.", now=NOW
            )
    done.refresh_from_db()
    assert (done.not_before, done.likely, done.revision) == (None, None, 1)
    run = ScheduleRun.objects.create(
        plan=launch, asked_at=NOW, moves=[Move(task=done.pk, days=9.0).document()]
    )
    assert tried_by(run, as_of=MONDAY).moves == ()


def test_what_was_moved_stands_in_the_audit_trail(
    launch: Plan, marketing: User
) -> None:
    shops = task_of(launch, "shops")
    move = Move(task=shops.pk, starts=MONDAY + timedelta(days=14), days=4.0)
    adopt(launch, marketing, tried(launch, [move], as_of=MONDAY))

    changes = AuditEvent.objects.get(action="schedule.adopted").changes
    assert changes["shops: not before"] == [None, "2026-01-19"]
    assert changes["shops: days"] == [["2.00"] * 3, ["4.00"] * 3]
    shops.refresh_from_db()
    assert shops.revision == 2


def test_a_large_plan_is_not_tried_while_somebody_waits(
    launch: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "SMALL", 2)
    module = import_module("planner.scheduling.queries.standing")
    monkeypatch.setattr(module, "work_out", None)
    move = Move(task=task_of(launch, "shops").pk, days=4.0)
    with pytest.raises(Invalid, match="too many open tasks"):
        tried(launch, [move], as_of=MONDAY)


def test_a_small_plan_is_worked_out_before_anything_is_locked(
    launch: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks: list[int] = []
    real = runs.solve_now

    def spy(*args: Any, **options: Any) -> Any:
        blocks.append(len(connection.atomic_blocks))
        return real(*args, **options)

    monkeypatch.setattr("planner.scheduling.services.asking.solve_now", spy)
    outside = len(connection.atomic_blocks)
    services.ask(actor=marketing, plan=launch, now=NOW)
    assert blocks == [outside]


def test_only_who_asked_and_who_works_on_the_plan_calls_a_schedule_off(
    launch: Plan, marketing: User, ceo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "SMALL", 2)
    run = services.ask(actor=marketing, plan=launch, now=NOW)
    with pytest.raises(NotAllowed):
        services.cancel(actor=ceo, run_id=run.pk, now=NOW)
    ScheduleRun.objects.filter(pk=run.pk).update(asked_by=ceo)
    services.cancel(actor=ceo, run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == JobState.CANCELLED


@pytest.mark.parametrize("deed", ["link", "unlink", "need", "delete"])
def test_a_schedule_is_old_once_what_a_task_hangs_on_has_changed(
    launch: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    monkeypatch.setattr("planner.scheduling.services.asking.RUNNING", ("draft",))
    services.ask_again_where_old(now=NOW)
    assert runs.solve_next(now=NOW)
    later = NOW + timedelta(minutes=5)
    write, shops = task_of(launch, "write"), task_of(launch, "shops")
    who: dict[str, Any] = {"actor": marketing, "now": later}
    if deed == "link":
        wait = execution.Wait(before_id=write.pk)
        execution.link(**who, task_id=shops.pk, wait=wait)
    if deed == "unlink":
        row = TaskLink.objects.get()
        execution.unlink(**who, task_id=row.after_id, link_id=row.pk)
    if deed == "need":
        packing = make_capability()
        execution.set_need(
            **who, task_id=shops.pk, capability=packing, amount=Decimal(5)
        )
    if deed == "delete":
        execution.delete(**who, task_id=shops.pk)
    assert services.ask_again_where_old(now=later) == 1
