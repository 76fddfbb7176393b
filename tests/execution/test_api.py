"""Tasks over REST: the same rules as on the pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from planner.execution.models import Task, TaskState
from planner.plans.models import Plan, PlanState
from tests.make import (
    link_tasks,
    make_capability,
    make_plan,
    make_tactic,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


def client(user: User) -> APIClient:
    made = APIClient()
    made.force_authenticate(user)
    return made


def send(user: User, address: str, body: Any, status: int = 201) -> Any:
    answer = client(user).post(f"/api/v1/{address}", body, format="json")
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else {}


@pytest.fixture
def plan(marketing: User) -> Plan:
    made = make_plan(author=marketing)
    make_tactic(made, [], code="letters", name="Letters")
    return made


@pytest.fixture
def _running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "planner.execution.services.rules.RUNNING", tuple(PlanState.values)
    )


@pytest.mark.usefixtures("_running")
def test_a_task_lives_from_its_first_word_to_its_last(plan, marketing, operations):
    body = {
        "plan": plan.pk,
        "name": "Print",
        "tactic_code": "letters",
        "likely": "3",
        "budget": "100.00",
        "responsible": [marketing.pk],
        "consulted": [operations.pk],
    }
    task = send(marketing, "tasks/", body)
    assert (task["code"], task["low"], task["revision"]) == ("print", "3.00", 1)
    here = f"tasks/{task['id']}/"
    other = send(marketing, "tasks/", {**body, "name": "Write"})
    link = {"before": other["id"], "after": task["id"], "kind": "SS", "lag": "1"}
    assert send(marketing, "task-links/", link)["lag"] == "1.00"
    back = {"before": task["id"], "after": other["id"]}
    refused = send(marketing, "task-links/", back, 400)
    assert "“Write” → “Print” → “Write”" in refused["detail"]
    packing = make_capability(code="packing")
    need = {"task": task["id"], "capability": packing.code, "amount": "12"}
    assert send(marketing, "task-needs/", need)["amount"] == "12.000"
    order = {
        "task": task["id"],
        "kind": "committed",
        "amount": "60",
        "on": "2026-01-05",
    }
    order = send(marketing, "spendings/", order)
    paid = {**order, "kind": "actual", "amount": "50", "settles": order["id"]}
    send(marketing, "spendings/", paid)
    money = client(marketing).get(f"/api/v1/plans/{plan.pk}/task-money/").json()
    assert money["money"]["available"] == "140.00"
    send(marketing, f"{here}start/", {}, 200)
    assert send(marketing, f"{here}progress/", {"progress": 40}, 200)["progress"] == 40
    send(marketing, f"{here}hold/", {"reason": "No paper."}, 200)
    send(marketing, f"{here}finish/", {}, 200)
    asked = client(operations).get("/api/v1/consultations/?open=true").json()
    assert asked["count"] == 1
    done = send(operations, f"{here}answer/", {"agrees": True}, 200)
    assert (done["state"], bool(done["closed_at"])) == ("done", True)
    reports = client(marketing).get(f"/api/v1/{here}reports/").json()
    assert [each["state"] for each in reports] == [
        "done",
        "held",
        "under_way",
        "under_way",
    ]


def test_a_change_is_made_on_the_revision_that_was_read(plan, marketing):
    task = make_task(plan)
    address = f"/api/v1/tasks/{task.pk}/"
    for status, name in ((200, "A"), (409, "B")):
        body = {"name": name, "revision": 1}
        answer = client(marketing).patch(address, body, format="json")
        assert answer.status_code == status
    task.refresh_from_db()
    assert task.name == "A"


def test_a_change_without_a_revision_overwrites_nothing(plan, marketing):
    task = make_task(plan, name="Newer")
    address = f"/api/v1/tasks/{task.pk}/"
    answer = client(marketing).patch(address, {"name": "Older"}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["revision"])
    answer = client(marketing).patch(
        address, {"name": "Next"}, format="json", headers={"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["revision"]) == (200, 2)


def test_what_may_not_be_seen_is_not_found(plan, marketing, operations):
    task = make_task(plan)
    assert client(operations).get(f"/api/v1/tasks/{task.pk}/").status_code == 404
    assert client(operations).get("/api/v1/tasks/").json()["count"] == 0
    foreign = make_task(make_plan(author=operations))
    for key in (foreign.pk, 2**62):
        send(marketing, "task-links/", {"before": key, "after": task.pk}, 400)
    send(operations, "tasks/", {"plan": plan.pk, "name": "Mine"}, 400)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "A", "low": "NaN"},
        {"name": "A", "likely": "1e400"},
        {"name": "A", "low": "3", "likely": "2", "high": "4"},
        {"name": "A", "budget": "-1"},
        {"name": "A", "deadline": "tomorrow"},
        {"name": "A", "responsible": [2**70]},
        {"name": "A", "tactic_code": "unknown"},
        {"name": "A", "code": "Not A Code"},
        [],
    ],
)
def test_what_is_not_right_is_named(plan, marketing, body):
    if isinstance(body, dict):
        body = {"plan": plan.pk, **body}
    found = send(marketing, "tasks/", body, 400)
    assert found["errors"]
    assert not Task.objects.exists()


def test_the_list_is_filtered_and_asks_a_fixed_number_of_questions(
    plan, marketing, count_queries
):
    browser = client(marketing)
    one = make_task(plan, responsible=[marketing], consulted=[marketing])
    few = count_queries(browser, "/api/v1/tasks/")
    make_user()
    for _ in range(5):
        task = make_task(plan, responsible=[marketing], consulted=[marketing])
        link_tasks(one, task)
    assert count_queries(browser, "/api/v1/tasks/") == few
    make_task(plan, state=TaskState.DONE)
    found = browser.get(f"/api/v1/tasks/?state=done&plan={plan.pk}").json()
    assert found["count"] == 1


def test_gaps_come_with_the_sentence_of_the_page(plan, marketing):
    make_task(plan)
    found = client(marketing).get(f"/api/v1/plans/{plan.pk}/task-gaps/").json()
    assert found["sentence"].startswith("1 of 1 task that have not begun")
    assert {gap["key"] for gap in found["tasks"][0]["gaps"]} >= {"accountable"}


# --- Files ----------------------------------------------------------------------------


def bring(user: User, plan: Plan, text: str, query: str = "") -> Any:
    address = f"/api/v1/plans/{plan.pk}/task-import/{query}"
    return client(user).post(address, text.encode(), content_type="text/csv")


def test_a_table_is_tried_then_brought_in_and_goes_out_again(plan, marketing):
    text = "code,name,likely,after,colour\nwrite,Write,2,,red\nprint,Print,3,write,\n"
    counts = {"new": 2, "changed": 0, "same": 0, "ignored": ["colour"]}
    tried = bring(marketing, plan, text, "?dry_run=true")
    assert tried.json() == {"stored": False, **counts}
    assert not Task.objects.exists()
    done = bring(marketing, plan, text)
    assert (done.status_code, done.json()) == (200, {"stored": True, **counts})
    out = client(marketing).get(
        f"/api/v1/plans/{plan.pk}/task-export/csv/", HTTP_ACCEPT="text/csv"
    )
    assert out["Content-Type"].startswith("text/csv")
    table = b"".join(out).decode("utf-8-sig")
    assert "write FS" in table
    file = SimpleUploadedFile("tasks.csv", table.encode())
    again = client(marketing).post(
        f"/api/v1/plans/{plan.pk}/task-import/",
        {"file": file, "dry_run": "true"},
        format="multipart",
    )
    assert (again.json()["same"], again.json()["stored"]) == (2, False)


def test_every_cell_that_is_not_right_is_named_by_line_and_column(plan, marketing):
    text = "code,name,likely,not before\nwrite,Write,many,\nprint,,3,soon\n"
    for query in ("", "?dry_run=true"):
        answer = bring(marketing, plan, text, query)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert set(answer.json()["errors"]) == {
            "lines[2].likely",
            "lines[3].name",
            "lines[3].not before",
        }
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("text", "query", "place"),
    [
        ("code,name\na,A\n", "?dry_run=perhaps", "dry_run"),
        ("name\nA\n", "", "file"),
    ],
)
def test_a_call_that_cannot_be_judged_is_refused(plan, marketing, text, query, place):
    answer = bring(marketing, plan, text, query)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {place})
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("kind", "start"),
    [("mermaid", b"gantt"), ("xml", b"<?xml"), ("xlsx", b"PK")],
)
def test_tasks_go_out_as_other_tools_read_them(plan, marketing, kind, start):
    make_task(plan)
    address = f"/api/v1/plans/{plan.pk}/task-export/{kind}/"
    answer = client(marketing).get(address)
    assert b"".join(answer).startswith(start)


def test_a_kind_of_file_that_is_not_known_is_not_found(plan, marketing):
    answer = client(marketing).get(
        f"/api/v1/plans/{plan.pk}/task-export/pdf/", HTTP_ACCEPT="application/pdf"
    )
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
