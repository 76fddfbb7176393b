"""The pages of tasks: what they show, and what they take."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import User
from planner.execution.models import TaskState
from planner.plans.models import Plan
from tests.make import MONDAY, link_tasks, make_plan, make_tactic, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(marketing: User) -> Plan:
    made = make_plan(author=marketing)
    make_tactic(made, [], code="letters", name="Letters", strategy="Win back")
    return made


def page(plan: Plan, name: str = "tasks", *rest: object) -> str:
    return reverse(f"execution:{name}", args=[plan.pk, *rest])


def test_an_empty_list_offers_a_first_task_for_each_tactic(signed_in, plan, marketing):
    browser = signed_in(marketing)
    assert (
        "Make a first task for each of 1 tactic"
        in browser.get(page(plan)).content.decode()
    )
    answer = browser.post(page(plan, "first"), follow=True)
    assert "Prepare: Letters" in answer.content.decode()


def test_a_task_is_added_in_one_line_and_what_is_wrong_is_kept(
    signed_in, plan, marketing, frontline
):
    browser = signed_in(marketing)
    typed = {
        "name": "Print",
        "serves": "tactic:letters",
        "responsible": frontline.pk,
        "likely": "3",
    }
    answer = browser.post(page(plan, "add"), {**typed, "likely": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()
    assert browser.post(page(plan, "add"), typed).status_code == 302
    task = plan.tasks.get()
    assert (task.tactic_code, task.likely) == ("letters", Decimal(3))
    shown = browser.get(page(plan)).content.decode()
    for words in ("Win back", "Letters", "Print", "Finn Lund", "have nobody"):
        assert words in shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Mine", "Late", "Whole"}),
        ("?mine=on", {"Mine"}),
        ("?late=on", {"Late"}),
        ("?state=open&q=WHOLE", {"Whole"}),
        ("?state=done", set()),
        ("?page=abc&state=nonsense", {"Mine", "Late", "Whole"}),
        ("?page=99999999999999999999", {"Mine", "Late", "Whole"}),
    ],
)
def test_the_filters_stand_in_the_address(signed_in, plan, marketing, query, shown):
    make_task(plan, name="Mine", accountable=marketing)
    make_task(plan, name="Late", deadline=MONDAY)
    make_task(plan, name="Whole")
    answer = signed_in(marketing).get(page(plan) + query).content.decode()
    found = {name for name in ("Mine", "Late", "Whole") if f">{name}</a>" in answer}
    assert found == shown


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    signed_in, plan, marketing, count_queries
):
    browser = signed_in(marketing)
    tasks = [make_task(plan, responsible=[marketing]) for _ in range(3)]
    few = count_queries(browser, page(plan))
    for _ in range(20):
        task = make_task(plan, responsible=[marketing], accountable=marketing)
        link_tasks(tasks[-1], task)
        tasks.append(task)
    assert count_queries(browser, page(plan)) <= few + 1  # who is accountable
    few = count_queries(browser, page(plan, "money"))
    make_task(plan)
    assert count_queries(browser, page(plan, "money")) == few


def test_the_editor_keeps_what_was_typed_when_somebody_else_was_faster(
    signed_in, plan, marketing
):
    task = make_task(plan, name="Print")
    browser = signed_in(marketing)
    address = page(plan, "edit", task.pk)
    typed = {"name": "Mine", "serves": "tactic:letters", "revision": "1", "code": "a"}
    assert browser.post(address, typed).status_code == 302
    answer = browser.post(address, {**typed, "name": "Theirs"})
    assert answer.status_code == 409
    assert 'value="Theirs"' in answer.content.decode()
    task.refresh_from_db()
    assert (task.name, task.code) == ("Mine", "a")


def test_several_tasks_get_an_accountable_at_once(
    signed_in, plan, marketing, operations
):
    tasks = [make_task(plan) for _ in range(2)]
    browser = signed_in(marketing)
    chosen = {"task": [t.pk for t in tasks], "accountable": operations.pk}
    assert browser.post(page(plan, "bulk"), {"accountable": operations.pk}).status_code
    assert not plan.tasks.filter(accountable=operations).exists()
    assert browser.post(page(plan, "bulk"), chosen).status_code == 302
    assert plan.tasks.filter(accountable=operations).count() == 2
    nonsense = {"task": ["abc", "9" * 30], "accountable": operations.pk}
    assert browser.post(page(plan, "bulk"), nonsense).status_code == 422


def test_a_task_moves_up_and_down(signed_in, plan, marketing):
    one, two = make_task(plan), make_task(plan)
    browser = signed_in(marketing)
    browser.post(page(plan, "move", two.pk, "up"))
    order = plan.tasks.order_by("position").values_list("pk", flat=True)
    assert list(order) == [two.pk, one.pk]
    browser.post(page(plan, "move", two.pk, "down"))
    assert list(order.all()) == [one.pk, two.pk]


def test_a_circle_is_named_beside_the_field(signed_in, plan, marketing):
    one, two = make_task(plan, name="One"), make_task(plan, name="Two")
    link_tasks(one, two)
    answer = signed_in(marketing).post(
        page(plan, "link", one.pk),
        {"link-before": two.pk, "link-kind": "FS", "link-lag": ""},
    )
    assert answer.status_code == 422
    assert "This closes a circle" in answer.content.decode()


def test_who_is_named_in_a_task_sees_it_and_not_the_plan(signed_in, plan, frontline):
    mine, other = make_task(plan, responsible=[frontline]), make_task(plan)
    browser = signed_in(frontline)
    assert browser.get(page(plan, "task", mine.pk)).status_code == 200
    assert browser.get(page(plan, "task", other.pk)).status_code == 404
    assert browser.get(page(plan)).status_code == 404


def test_a_task_of_another_plan_is_not_found_here(signed_in, plan, marketing):
    foreign = make_task(make_plan(author=marketing))
    answer = signed_in(marketing).get(page(plan, "task", foreign.pk))
    assert answer.status_code == 404


def test_reports_on_the_page_say_why_not(signed_in, plan, marketing):
    task = make_task(plan)
    browser = signed_in(marketing)
    answer = browser.post(
        page(plan, "report", task.pk, "progress"), {"progress-progress": "40"}
    )
    assert answer.status_code == 422
    assert "once it is approved" in answer.content.decode()
    task.refresh_from_db()
    assert task.state == TaskState.PLANNED
    assert browser.post(page(plan, "report", task.pk, "eat")).status_code == 404
