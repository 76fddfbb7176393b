"""Schedules over REST: read, tried, adopted."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from planner.execution.models import Task
from planner.plans.models import Plan
from planner.scheduling.models import Adoption, ScheduleRun
from tests.scheduling.conftest import task_of

pytestmark = pytest.mark.django_db
JSON = "application/json"


def url(plan: Plan, rest: str = "") -> str:
    return f"/api/v1/plans/{plan.pk}/schedule/{rest}"


@pytest.fixture
def caller(client: Client, marketing: User) -> Client:
    client.force_login(marketing)
    return client


def test_a_plans_schedule_says_when_tasks_are_done_and_how_sure_that_is(
    caller: Client, launch: Plan
) -> None:
    found = caller.get(url(launch)).json()

    assert {task["code"] for task in found["tasks"]} == {"write", "print", "shops"}
    assert found["is_current"]
    assert found["goal"] == "2030-03-01"
    assert found["in_time"] == 1.0
    assert found["ends_on"] == max(task["ends_on"] for task in found["tasks"])
    assert sum(one["share"] for one in found["finish"]) == pytest.approx(1.0)
    assert {c["kind"] for c in found["conflicts"]} == {"person"}


def test_a_preview_changes_nothing_and_can_be_adopted(
    caller: Client, launch: Plan
) -> None:
    shops = task_of(launch, "shops")
    tasks = {t["code"]: t for t in caller.get(url(launch)).json()["tasks"]}
    later = date.fromisoformat(tasks["shops"]["starts_on"]) + timedelta(weeks=4)
    was = list(Task.objects.order_by("pk").values())
    found = caller.post(
        url(launch, "preview/"),
        {"moves": [{"task": shops.pk, "starts_on": later.isoformat()}]},
        content_type=JSON,
    ).json()

    moved = next(task for task in found["tasks"] if task["code"] == "shops")
    assert moved["starts_on"] == later.isoformat()
    assert list(Task.objects.order_by("pk").values()) == was
    assert not ScheduleRun.objects.exists()

    adopted = caller.post(
        url(launch, "adopt/"),
        {"token": found["token"], "reason": "The shops asked for it."},
        content_type=JSON,
    )
    assert adopted.status_code == 201
    assert adopted.json()["dates"]["shops"][0] == later.isoformat()
    shops.refresh_from_db()
    assert shops.planned_starts_on == later
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"moves": 3},
        {"moves": [{"task": "x"}]},
        {"moves": [{"task": 1, "days": -1}]},
        {"moves": [{"task": 1, "days": "NaN"}]},
        {"moves": [{"task": 10**30}]},
        {"moves": [{"task": 1, "starts_on": "9999-01-01"}]},
    ],
)
def test_moves_that_cannot_be_read_are_refused_by_name(
    caller: Client, launch: Plan, sent: dict[str, object]
) -> None:
    answer = caller.post(url(launch, "preview/"), sent, content_type=JSON)

    assert answer.status_code == 400
    assert "moves" in str(answer.json())


def test_a_run_is_asked_for_and_its_result_read(caller: Client, launch: Plan) -> None:
    asked = caller.post(
        "/api/v1/schedule-runs/", {"plan": launch.pk}, content_type=JSON
    )

    assert asked.status_code == 202
    run = caller.get(asked["Location"]).json()
    assert run["state"] == "done"
    found = caller.get(f"{asked['Location']}result/").json()
    assert len(found["tasks"]) == 3
    assert caller.get(f"/api/v1/schedule-runs/?plan={launch.pk}").json()["count"] == 1


def test_somebody_elses_plan_is_not_there(
    client: Client, operations: User, launch: Plan
) -> None:
    client.force_login(operations)

    assert client.get(url(launch)).status_code == 404
    assert client.post(url(launch, "preview/"), {"moves": []}).status_code == 404
    asked = client.post(
        "/api/v1/schedule-runs/", {"plan": launch.pk}, content_type=JSON
    )
    assert asked.status_code == 404
