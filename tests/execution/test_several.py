"""Several tasks at once, by the rules of each; and what belongs to which task."""

import itertools
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from core.refusals import Invalid, NotThere, Refusal
from planner.execution import services
from planner.execution.models import Spending, Task, TaskLink, TaskState
from planner.execution.services import Entry
from planner.plans.models import Plan
from tests.make import (
    MONDAY,
    NOW,
    link_tasks,
    make_approved,
    make_made_promise,
    make_plan,
    make_tactic,
    make_task,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(marketing: User) -> Plan:
    made = make_plan(author=marketing)
    make_tactic(made, [make_made_promise()], code="letters")
    make_approved(made)
    made.refresh_from_db()
    return made


def step(
    plan: Plan, actor: User, tasks: list[Task], name: str, reason: str = ""
) -> int:
    return services.step_many(
        actor=actor,
        plan=plan,
        task_ids=[task.pk for task in tasks],
        step=name,
        reason=reason,
        now=NOW,
    )


def states(plan: Plan) -> list[str]:
    return list(plan.tasks.order_by("pk").values_list("state", flat=True))


def test_several_tasks_take_a_step_and_each_is_reported(
    plan: Plan, marketing: User
) -> None:
    tasks = [make_task(plan), make_task(plan)]
    assert step(plan, marketing, tasks, "start") == 2
    assert step(plan, marketing, tasks, "hold", "The printer is broken") == 2
    assert states(plan) == [TaskState.HELD] * 2
    assert [task.reports.count() for task in tasks] == [2, 2]


def test_where_one_cannot_take_it_none_does_and_the_one_is_named(
    plan: Plan, marketing: User
) -> None:
    tasks = [make_task(plan), make_task(plan, name="Fold", state=TaskState.DONE)]
    with pytest.raises(Refusal, match="Fold"):
        step(plan, marketing, tasks, "start")
    assert states(plan) == [TaskState.PLANNED, TaskState.DONE]


def test_the_rules_of_each_task_hold_for_several(
    plan: Plan, marketing: User, frontline: User, outsider: User
) -> None:
    mine, other = make_task(plan, responsible=[frontline]), make_task(plan)
    assert step(plan, frontline, [mine], "start") == 1
    with pytest.raises(Refusal):
        step(plan, frontline, [mine, other], "finish")
    with pytest.raises(NotThere):
        step(plan, marketing, [make_task()], "start")
    with pytest.raises(Invalid):
        step(plan, marketing, [other], "drop", "  ")
    assert outsider.pk  # sees nothing of it
    with pytest.raises(Refusal):
        step(plan, outsider, [other], "start")


def test_the_page_sets_states_together_with_people(
    client: Client, plan: Plan, marketing: User, frontline: User
) -> None:
    client.force_login(marketing)
    tasks = [make_task(plan), make_task(plan)]
    address = reverse("execution:bulk", args=[plan.pk])
    body = {"task": [t.pk for t in tasks], "responsible": frontline.pk, "step": "drop"}
    refused = client.post(address, body)
    assert refused.status_code == 422
    assert "Say why they are held or dropped" in refused.content.decode()
    assert client.post(address, {**body, "reason": "Too late"}).status_code == 302
    assert states(plan) == [TaskState.DROPPED] * 2
    assert tasks[0].responsible.get() == frontline
    again = client.post(address, {**body, "reason": "Again"})
    assert again.status_code == 422
    assert "Nothing was changed" in again.content.decode()


def test_other_systems_take_steps_together(plan: Plan, marketing: User) -> None:
    caller = APIClient()
    caller.force_authenticate(marketing)
    task = make_task(plan)
    body = {"plan": plan.pk, "tasks": [task.pk], "step": "start"}
    answer = caller.post("/api/v1/tasks/steps/", body, format="json")
    assert (answer.status_code, answer.json()) == (200, {"changed": 1})
    again = caller.post("/api/v1/tasks/steps/", body, format="json")
    assert again.status_code == 409


def test_a_link_is_taken_from_the_task_in_the_address_only(
    client: Client, plan: Plan, marketing: User
) -> None:
    first, second, third = (make_task(plan) for _ in range(3))
    link = link_tasks(first, second)
    client.force_login(marketing)
    wrong = reverse("execution:unlink", args=[plan.pk, third.pk, link.pk])
    assert client.post(wrong).status_code == 404
    assert TaskLink.objects.count() == 1
    right = reverse("execution:unlink", args=[plan.pk, second.pk, link.pk])
    assert client.post(right).status_code == 302
    assert not TaskLink.objects.exists()


def test_a_spending_is_taken_from_the_task_in_the_address_only(
    client: Client, plan: Plan, marketing: User
) -> None:
    one, other = make_task(plan), make_task(plan)
    entry = Entry(kind=Spending.Kind.ACTUAL, amount=Decimal(5), on=MONDAY)
    row = services.spend(actor=marketing, task_id=one.pk, entry=entry, now=NOW)
    client.force_login(marketing)
    wrong = reverse("execution:unspend", args=[plan.pk, other.pk, row.pk])
    assert client.post(wrong).status_code == 404
    right = reverse("execution:unspend", args=[plan.pk, one.pk, row.pk])
    assert client.post(right).status_code == 302
    assert AuditEvent.objects.filter(action="task.spending-taken-back").exists()


def test_who_is_consulted_answers_on_the_page(
    client: Client, plan: Plan, marketing: User, operations: User
) -> None:
    task = make_task(plan, consulted=[operations], state=TaskState.UNDER_WAY)
    services.finish(actor=marketing, task_id=task.pk, now=NOW)
    client.force_login(operations)
    page = client.get(reverse("execution:task", args=[plan.pk, task.pk]))
    address = reverse("execution:answer", args=[plan.pk, task.pk])
    assert address in page.content.decode()
    refused = client.post(address, {"answer-agrees": "no", "answer-note": ""})
    assert refused.status_code == 422
    assert client.post(address, {"answer-agrees": "yes"}).status_code == 302
    task.refresh_from_db()
    assert task.closed_at is not None


def test_the_list_asks_as_many_questions_of_many_tasks_as_of_few(
    client: Client, plan: Plan, marketing: User, frontline: User
) -> None:
    client.force_login(marketing)
    address = reverse("execution:tasks", args=[plan.pk])

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    tasks = [make_task(plan, responsible=[frontline]) for _ in range(3)]
    link_tasks(tasks[0], tasks[1])
    asked()
    few = asked()
    more = [make_task(plan, responsible=[frontline]) for _ in range(30)]
    for before, after in itertools.pairwise(more):
        link_tasks(before, after)
    assert asked() == few


def test_trying_a_file_asks_as_many_questions_of_many_tasks_as_of_few(
    plan: Plan, marketing: User
) -> None:
    def asked(count: int) -> int:
        lines = ["code,name,tactic,likely,after"]
        lines += [
            f"t-{n},Task {n},letters,3,{f't-{n - 1}' if n else ''}"
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as found:
            outcome = services.bring_in(
                actor=marketing,
                plan=plan,
                name="tasks.csv",
                content="\n".join(lines).encode(),
                commit=False,
                now=NOW,
            )
        assert outcome.new == count
        return len(found)

    assert asked(30) == asked(10)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("a,A,5,3,4,,", "low"),
        ("a,A,1,2,3,2027-02-01,2027-01-01", "deadline"),
    ],
)
def test_a_file_is_refused_for_what_the_database_would_refuse(
    plan: Plan, marketing: User, line: str, place: str
) -> None:
    text = f"code,name,low,likely,high,not before,deadline\n{line}"
    outcome = services.bring_in(
        actor=marketing,
        plan=plan,
        name="tasks.csv",
        content=text.encode(),
        commit=True,
        now=NOW,
    )
    assert [fault.column for fault in outcome.faults] == [place]
    assert not plan.tasks.exists()
