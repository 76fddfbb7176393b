"""Who may do what to a task, and what follows from it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Notice, User
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from operations.models import Initiative
from planner.execution import services
from planner.execution.models import CalendarKey, Spending, Task, TaskReport, TaskState
from planner.execution.queries.money import money_of
from planner.execution.services import Entry, Wait, slipping
from planner.execution.services.links import circle_in
from planner.execution.services.refusals import Circle
from planner.plans import services as plans
from planner.plans.models import Plan, PlanState
from tests.make import (
    MONDAY,
    NOW,
    link_tasks,
    make_capability,
    make_initiative,
    make_plan,
    make_tactic,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def plan(marketing: User) -> Plan:
    """Return a plan that runs; its approval is not what is looked at here."""
    made = make_plan(author=marketing)
    make_tactic(made, [], code="letters", name="Letters")
    return made


@pytest.fixture
def running(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Let every plan's tasks begin, whatever its state."""
    monkeypatch.setattr(
        "planner.execution.services.rules.RUNNING", tuple(PlanState.values)
    )
    monkeypatch.setattr(
        "planner.execution.services.slipping.RUNNING", tuple(PlanState.values)
    )
    monkeypatch.setattr(
        "planner.execution.services.escalating.RUNNING", tuple(PlanState.values)
    )
    return plan


def told(person: User) -> list[str]:
    return list(
        Notice.objects.filter(person=person)
        .order_by("pk")
        .values_list("text", flat=True)
    )


# --- Planning -------------------------------------------------------------------------


def test_a_task_is_added_after_the_others_with_a_code_of_its_name(
    plan: Plan, marketing: User, frontline: User
) -> None:
    facts = {
        "name": "Print the letters",
        "tactic_code": "letters",
        "likely": Decimal(3),
        "responsible": [frontline],
    }
    one = services.create(actor=marketing, plan=plan, facts=facts, now=NOW)
    two = services.create(actor=marketing, plan=plan, facts=facts, now=NOW)
    assert (one.code, two.code) == ("print-the-letters", "print-the-letters-2")
    assert one.position < two.position
    assert (one.low, one.high) == (Decimal(3), Decimal(3))
    assert told(frontline) == ["A task is yours: Print the letters"] * 2
    assert AuditEvent.objects.filter(action="task.added").count() == 2


def test_only_those_who_work_on_the_plan_change_its_tasks(
    plan: Plan, operations: User, frontline: User
) -> None:
    task = make_task(plan, responsible=[frontline])
    facts = {"name": "Mine now"}
    for actor, refusal in ((frontline, NotAllowed), (operations, NotThere)):
        with pytest.raises(refusal):
            services.change(
                actor=actor, task_id=task.pk, revision=1, facts=facts, now=NOW
            )


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    plan: Plan, marketing: User
) -> None:
    task = make_task(plan)
    services.change(
        actor=marketing, task_id=task.pk, revision=1, facts={"name": "A"}, now=NOW
    )
    with pytest.raises(Conflict):
        services.change(
            actor=marketing, task_id=task.pk, revision=1, facts={"name": "B"}, now=NOW
        )
    task.refresh_from_db()
    assert (task.name, task.revision) == ("A", 2)


def test_a_task_serves_what_there_is(plan: Plan, marketing: User) -> None:
    for facts in (
        {"name": "A", "tactic_code": "nothing-like-it"},
        {"name": "A", "tactic_code": "letters", "initiative": make_initiative()},
        {"name": "A", "low": Decimal(1), "high": Decimal(2)},
        {"name": ""},
        {"name": "A\x00"},
        {"name": "A", "not_before": date(1999, 12, 31)},
        {"name": "A", "deadline": date(2101, 1, 1)},
        {"name": "A", "responsible": [make_user(is_active=False)]},
    ):
        with pytest.raises(Invalid):
            services.create(actor=marketing, plan=plan, facts=facts, now=NOW)
    assert not plan.tasks.exists()


def test_several_tasks_are_changed_together_or_not_at_all(
    plan: Plan, marketing: User, operations: User
) -> None:
    tasks = [make_task(plan) for _ in range(3)]
    foreign = make_task()
    keys = [task.pk for task in tasks]
    facts = {"accountable": operations}
    with pytest.raises(NotThere):
        services.change_many(
            actor=marketing,
            plan=plan,
            task_ids=[*keys, foreign.pk],
            facts=facts,
            now=NOW,
        )
    assert not Task.objects.filter(accountable=operations).exists()
    services.change_many(
        actor=marketing, plan=plan, task_ids=keys, facts=facts, now=NOW
    )
    assert Task.objects.filter(accountable=operations).count() == 3


def test_a_task_moves_before_another(plan: Plan, marketing: User) -> None:
    one, two, three = (make_task(plan) for _ in range(3))
    services.move(actor=marketing, task_id=three.pk, before_id=one.pk, now=NOW)
    order = plan.tasks.order_by("position").values_list("pk", flat=True)
    assert list(order) == [three.pk, one.pk, two.pk]
    services.move(actor=marketing, task_id=three.pk, before_id=None, now=NOW)
    assert list(order.all()) == [one.pk, two.pk, three.pk]


def test_a_first_task_is_made_for_each_tactic_that_has_none(
    plan: Plan, marketing: User
) -> None:
    assert services.begin(actor=marketing, plan=plan, now=NOW) == 1
    assert plan.tasks.get().name == "Prepare: Letters"
    assert services.begin(actor=marketing, plan=plan, now=NOW) == 0


def test_what_was_begun_is_dropped_and_not_deleted(
    running: Plan, marketing: User
) -> None:
    task = make_task(running)
    other = make_task(running)
    services.start(actor=marketing, task_id=task.pk, now=NOW)
    with pytest.raises(Conflict):
        services.delete(actor=marketing, task_id=task.pk, now=NOW)
    services.drop(actor=marketing, task_id=task.pk, reason="No paper.", now=NOW)
    services.delete(actor=marketing, task_id=other.pk, now=NOW)
    assert running.tasks.get().state == TaskState.DROPPED


def test_a_task_of_a_draft_is_not_dropped_and_the_draft_can_be_thrown_away(
    plan: Plan, marketing: User
) -> None:
    task = make_task(plan, accountable=marketing)
    with pytest.raises(Conflict, match="once it is approved"):
        services.drop(actor=marketing, task_id=task.pk, reason="No.", now=NOW)
    plans.delete(plan=plan, actor=marketing, now=NOW)
    assert not Plan.objects.exists()


def test_a_draft_on_which_something_was_reported_says_why_it_stays(
    plan: Plan, marketing: User
) -> None:
    task = make_task(plan)
    TaskReport.objects.create(
        task=task, state="planned", progress=0, by=marketing, at=NOW
    )
    with pytest.raises(Conflict, match="was reported"):
        plans.delete(plan=plan, actor=marketing, now=NOW)
    assert plan.tasks.exists()


# --- Links and needs ------------------------------------------------------------------


def test_a_circle_is_refused_and_named(plan: Plan, marketing: User) -> None:
    one, two, three = (make_task(plan, name=name) for name in ("A", "B", "C"))
    for task, before in ((two, one), (three, two)):
        wait = Wait(before_id=before.pk)
        services.link(actor=marketing, task_id=task.pk, wait=wait, now=NOW)
    wait = Wait(before_id=three.pk, kind="SS")
    with pytest.raises(Circle) as refused:
        services.link(actor=marketing, task_id=one.pk, wait=wait, now=NOW)
    for name in ("“A”", "“B”", "“C”"):
        assert name in refused.value.message
    assert not one.links_before.exists()


def test_a_long_chain_is_walked_without_recursion() -> None:
    chain = {n: [n + 1] for n in range(5_000)}
    assert circle_in(chain) == []
    assert circle_in({**chain, 5_000: [4_998]}) == [4_998, 4_999, 5_000, 4_998]


def test_a_link_stays_inside_the_plan_and_has_a_lag(
    plan: Plan, marketing: User
) -> None:
    one, two, foreign = make_task(plan), make_task(plan), make_task()
    wait = Wait(before_id=foreign.pk)
    with pytest.raises(NotThere):
        services.link(actor=marketing, task_id=one.pk, wait=wait, now=NOW)
    wait = Wait(before_id=one.pk)
    with pytest.raises(Invalid):
        services.link(actor=marketing, task_id=one.pk, wait=wait, now=NOW)
    for lag in (Decimal(2), Decimal(-1)):
        wait = Wait(before_id=one.pk, lag=lag)
        row = services.link(actor=marketing, task_id=two.pk, wait=wait, now=NOW)
    assert two.links_before.get().lag == Decimal(-1)
    services.unlink(actor=marketing, task_id=row.after_id, link_id=row.pk, now=NOW)
    assert not two.links_before.exists()


def test_a_task_waits_for_no_more_than_can_be_drawn(
    plan: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.execution.services.links.MOST_LINKS", 1)
    one, two, three = (make_task(plan) for _ in range(3))
    services.link(
        actor=marketing, task_id=three.pk, wait=Wait(before_id=one.pk), now=NOW
    )
    with pytest.raises(Invalid, match="at most"):
        services.link(
            actor=marketing, task_id=three.pk, wait=Wait(before_id=two.pk), now=NOW
        )


def test_a_need_is_set_changed_and_taken_out(plan: Plan, marketing: User) -> None:
    task, packing = make_task(plan), make_capability()
    for amount, stored in ((5, [5]), (7, [7]), (0, [])):
        services.set_need(
            actor=marketing,
            task_id=task.pk,
            capability=packing,
            amount=Decimal(amount),
            now=NOW,
        )
        assert [need.amount for need in task.needs.all()] == stored


# --- Reporting ------------------------------------------------------------------------


def test_a_task_of_a_plan_that_is_not_approved_does_not_begin(
    plan: Plan, marketing: User
) -> None:
    with pytest.raises(Conflict, match="once it is approved"):
        services.start(actor=marketing, task_id=make_task(plan).pk, now=NOW)


def test_its_people_report_and_nobody_else(
    running: Plan, operations: User, frontline: User
) -> None:
    task = make_task(running, responsible=[frontline], informed=[operations])
    with pytest.raises(NotAllowed):
        services.report(actor=operations, task_id=task.pk, progress=5, now=NOW)
    services.report(actor=frontline, task_id=task.pk, progress=40, now=NOW)
    task.refresh_from_db()
    assert (task.state, task.progress) == (TaskState.UNDER_WAY, 40)
    assert task.started_on == MONDAY
    assert task.reports.get().by == frontline
    with pytest.raises(Invalid):
        services.report(actor=frontline, task_id=task.pk, progress=100, now=NOW)
    with pytest.raises(NotAllowed):
        services.drop(actor=frontline, task_id=task.pk, reason="No.", now=NOW)


def test_a_held_task_says_why_tells_the_accountable_and_goes_on(
    running: Plan, operations: User, frontline: User
) -> None:
    task = make_task(running, responsible=[frontline], accountable=operations)
    with pytest.raises(Invalid):
        services.hold(actor=frontline, task_id=task.pk, reason=" ", now=NOW)
    services.hold(actor=frontline, task_id=task.pk, reason="No paper.", now=NOW)
    assert told(operations) == [f"Held: {task.name} – No paper."]
    with pytest.raises(Conflict):
        services.hold(actor=frontline, task_id=task.pk, reason="Again.", now=NOW)
    services.resume(actor=frontline, task_id=task.pk, now=NOW)
    task.refresh_from_db()
    assert (task.state, task.hold_reason) == (TaskState.PLANNED, "")


def test_nothing_is_finished_in_the_future_or_long_ago(
    running: Plan, marketing: User
) -> None:
    task = make_task(running)
    for day in (MONDAY + DAY, date(1999, 1, 1)):
        with pytest.raises(Invalid):
            services.finish(actor=marketing, task_id=task.pk, on=day, now=NOW)


# --- Consulting -----------------------------------------------------------------------


def test_a_task_without_consulted_people_closes_at_once_and_the_informed_hear(
    running: Plan, marketing: User, operations: User
) -> None:
    task = make_task(running, informed=[operations])
    services.finish(actor=marketing, task_id=task.pk, now=NOW)
    task.refresh_from_db()
    assert task.closed_at == NOW
    assert told(operations) == [f"Done: {task.name}"]


def test_the_consulted_are_asked_before_a_task_closes(
    running: Plan, marketing: User, operations: User, frontline: User, ceo: User
) -> None:
    task = make_task(running, consulted=[operations, frontline], informed=[ceo])
    services.finish(actor=marketing, task_id=task.pk, now=NOW)
    task.refresh_from_db()
    assert task.awaits_answers
    assert not told(ceo)
    services.answer(actor=operations, task_id=task.pk, agrees=True, note="", now=NOW)
    task.refresh_from_db()
    assert task.awaits_answers
    services.answer(actor=frontline, task_id=task.pk, agrees=True, note="", now=NOW)
    assert Task.objects.get(pk=task.pk).closed_at
    assert told(ceo) == [f"Done: {task.name}"]
    with pytest.raises(NotAllowed):
        services.answer(
            actor=operations, task_id=task.pk, agrees=True, note="", now=NOW
        )


def test_a_no_says_why_and_the_accountable_closes_with_a_reason_or_reopens(
    running: Plan, marketing: User, operations: User
) -> None:
    task = make_task(running, consulted=[operations], accountable=marketing)
    services.finish(actor=marketing, task_id=task.pk, now=NOW)
    with pytest.raises(Invalid):
        services.answer(
            actor=operations, task_id=task.pk, agrees=False, note="", now=NOW
        )
    services.answer(
        actor=operations, task_id=task.pk, agrees=False, note="No stamps.", now=NOW
    )
    assert "No stamps." in told(marketing)[-1]
    services.reopen(actor=marketing, task_id=task.pk, reason="Stamps.", now=NOW)
    services.finish(actor=marketing, task_id=task.pk, now=NOW)
    services.answer(
        actor=operations, task_id=task.pk, agrees=False, note="Still.", now=NOW
    )
    services.close(actor=marketing, task_id=task.pk, reason="Good enough.", now=NOW)
    task.refresh_from_db()
    assert (task.closed_at, task.close_reason) == (NOW, "Good enough.")


def test_silence_lets_a_task_be_closed_after_three_working_days(
    running: Plan, marketing: User, operations: User
) -> None:
    task = make_task(running, consulted=[operations], accountable=marketing)
    services.finish(actor=marketing, task_id=task.pk, now=NOW)
    with pytest.raises(Conflict, match="may still answer"):
        services.close(
            actor=marketing, task_id=task.pk, reason="Enough.", now=NOW + 3 * DAY
        )
    services.close(
        actor=marketing, task_id=task.pk, reason="Enough.", now=NOW + 4 * DAY
    )
    task.refresh_from_db()
    assert task.closed_at


# --- Money ----------------------------------------------------------------------------


def test_money_is_committed_then_paid_and_what_is_left_is_exact(
    running: Plan, marketing: User, operations: User
) -> None:
    task = make_task(running, budget=Decimal("100.10"), accountable=operations)
    order = services.spend(
        actor=marketing,
        task_id=task.pk,
        entry=Entry(kind="committed", amount=Decimal("60.05"), on=MONDAY),
        now=NOW,
    )
    found = money_of(task)
    assert (found.committed, found.available) == (Decimal("60.05"), Decimal("40.05"))
    paid = services.spend(
        actor=marketing,
        task_id=task.pk,
        entry=Entry(
            kind="actual", amount=Decimal("50.01"), on=MONDAY, settles_id=order.pk
        ),
        now=NOW,
    )
    found = money_of(task)
    assert (found.committed, found.actual) == (Decimal("10.04"), Decimal("50.01"))
    with pytest.raises(Conflict):
        services.take_back(
            actor=marketing, task_id=order.task_id, spending_id=order.pk, now=NOW
        )
    services.spend(
        actor=marketing,
        task_id=task.pk,
        entry=Entry(kind="actual", amount=Decimal("40.06"), on=MONDAY),
        now=NOW,
    )
    assert money_of(task).is_over
    assert told(operations) == [f"Over budget: {task.name}"]
    services.take_back(
        actor=marketing, task_id=paid.task_id, spending_id=paid.pk, now=NOW
    )
    assert Spending.objects.count() == 2


def test_a_payment_settles_an_order_of_its_own_task(
    running: Plan, marketing: User
) -> None:
    one, two = make_task(running), make_task(running)
    order = services.spend(
        actor=marketing,
        task_id=one.pk,
        entry=Entry(kind="committed", amount=Decimal(5), on=MONDAY),
        now=NOW,
    )
    for kind, task in (("actual", two), ("committed", one)):
        with pytest.raises(Invalid):
            services.spend(
                actor=marketing,
                task_id=task.pk,
                entry=Entry(
                    kind=kind, amount=Decimal(5), on=MONDAY, settles_id=order.pk
                ),
                now=NOW,
            )


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "1e30"])
def test_money_is_an_amount(running: Plan, marketing: User, amount: str) -> None:
    task = make_task(running)
    with pytest.raises(Invalid):
        services.spend(
            actor=marketing,
            task_id=task.pk,
            entry=Entry(kind="actual", amount=Decimal(amount), on=MONDAY),
            now=NOW,
        )


# --- Escalation -----------------------------------------------------------------------


def test_who_answers_for_a_late_task_is_told_then_the_author_each_once(
    running: Plan, marketing: User, operations: User
) -> None:
    make_task(running, accountable=operations, deadline=MONDAY - DAY, name="Print")
    assert services.escalate_late(now=NOW) == 1
    assert services.escalate_late(now=NOW + DAY) == 0
    assert len(told(operations)) == 1
    assert not told(marketing)
    assert services.escalate_late(now=NOW + 3 * DAY) == 1
    assert services.escalate_late(now=NOW + 9 * DAY) == 0
    assert "Olga Berg answers for it" in told(marketing)[0]


def test_a_late_task_that_nobody_answers_for_goes_to_the_author(
    running: Plan, marketing: User
) -> None:
    task = make_task(running, deadline=MONDAY - DAY)
    assert services.escalate_late(now=NOW) == 1
    assert "nobody answers for it" in told(marketing)[0]
    Task.objects.filter(pk=task.pk).update(deadline=MONDAY)
    assert services.escalate_late(now=NOW) == 0
    assert services.escalate_late(now=NOW + DAY) == 1


def test_a_silent_task_is_escalated_and_a_report_quiets_it(
    running: Plan, operations: User, frontline: User
) -> None:
    task = make_task(
        running,
        state=TaskState.UNDER_WAY,
        accountable=operations,
        responsible=[frontline],
    )
    assert services.escalate_late(now=NOW + 6 * DAY) == 0
    assert services.escalate_late(now=NOW + 7 * DAY) == 1
    services.report(actor=frontline, task_id=task.pk, progress=50, now=NOW + 8 * DAY)
    assert services.escalate_late(now=NOW + 12 * DAY) == 0
    assert services.escalate_late(now=NOW + 15 * DAY) == 1


# --- Initiatives ----------------------------------------------------------------------


def test_an_initiative_whose_tasks_slip_is_expected_later(
    running: Plan, marketing: User
) -> None:
    line = make_initiative(available_from=MONDAY + 9 * DAY)
    build = make_task(running, initiative=line, likely=Decimal(5))
    prepare = make_task(running, likely=Decimal(5))
    link_tasks(prepare, build)
    services.expect_all(now=NOW)
    line.refresh_from_db()
    # Ten working days from Monday the 5th end on Friday the 16th.
    assert line.expected_on == date(2026, 1, 19)
    assert line.helps_from == date(2026, 1, 19)
    for task in (prepare, build):
        services.finish(actor=marketing, task_id=task.pk, now=NOW)
    in_time = Initiative.objects.get(pk=line.pk)
    assert in_time.expected_on is None
    assert in_time.helps_from == MONDAY + 9 * DAY


def test_tasks_of_a_draft_delay_no_initiative(plan: Plan) -> None:
    line = make_initiative()
    make_task(plan, initiative=line, likely=Decimal(50))
    services.expect_all(now=NOW)
    line.refresh_from_db()
    assert line.expected_on is None


def test_a_draft_on_which_money_was_spent_is_not_thrown_away(plan, marketing):
    task = make_task(plan)
    Spending.objects.create(
        task=task, kind="actual", amount=5, on=MONDAY, by=marketing, at=NOW
    )
    with pytest.raises(Conflict, match="spendings on its record"):
        plans.delete(plan=plan, actor=marketing, now=NOW)
    assert Task.objects.filter(pk=task.pk).exists()
    assert not AuditEvent.objects.filter(action="deleted").exists()


def test_one_initiative_that_cannot_be_forecast_does_not_stop_the_others(
    running: Plan, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = make_initiative(), make_initiative()
    for initiative in (one, two):
        make_task(running, initiative=initiative, likely=Decimal(2_000))

    def fail(initiative_id: int, today: date) -> date | None:
        if initiative_id == one.pk:
            raise ValueError
        return last_end(initiative_id, today)

    last_end = slipping._last_end
    monkeypatch.setattr(slipping, "_last_end", fail)
    assert services.expect_all(now=NOW) == 1
    two.refresh_from_db()
    assert two.expected_on is not None


def test_a_new_secret_replaces_the_one_before_in_place(marketing: User) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            services.open_calendar(actor=marketing, now=NOW)
    statements = [query["sql"] for query in asked.captured_queries]
    assert not any("DELETE" in sql for sql in statements)
    assert CalendarKey.objects.count() == 1
