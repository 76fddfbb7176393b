"""Assumptions under test over REST."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role, Scope
from planner.plans.models import AssumptionTest
from tests.make import make_finding, make_key, make_task, make_test, make_user

pytestmark = pytest.mark.django_db


def calling(user=None, key=None):
    client = APIClient()
    if user is not None:
        client.force_login(user)
    if key is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


@pytest.fixture
def api(marketing):
    return calling(marketing)


def sent(plan, owner, /, **changes):
    return {
        "plan": plan.pk,
        "assumption": "spread",
        "method": "Send the letter to 400 families.",
        "measure": "the share who order within a week",
        "unit": "%",
        "comparison": "at-most",
        "threshold": "30",
        "owner": owner.pk,
        "due_on": (timezone.localdate() + timedelta(weeks=2)).isoformat(),
    } | changes


def url(action="list", *args):
    return reverse(f"assumption-test-{action}", args=args)


def test_a_test_runs_from_card_to_conclusion(api, plan, marketing):
    made = api.post(url(), sent(plan, marketing), format="json")
    assert made.status_code == 201
    key = made.data["id"]
    assert made.data["statement"] == "They order over a month"
    card = sent(plan, marketing, threshold="35", revision=1)
    changed = api.put(url("detail", key), card, format="json")
    assert (changed.status_code, changed.data["threshold"]) == (200, "35.000")
    again = api.put(url("detail", key), card | {"threshold": "40"}, format="json")
    assert again.status_code == 409
    assert api.post(url("start", key)).data["state"] == "running"
    found = {
        "on": timezone.localdate().isoformat(),
        "text": "248 of 400.",
        "figure": "62",
        "source": "order history",
    }
    assert api.post(url("findings", key), found, format="json").status_code == 201
    seen = api.get(url("detail", key)).data
    assert (seen["reading"], seen["implies"]) == ("62.000", "refuted")
    body = {"result": "refuted", "reason": "62 % in a week."}
    done = api.post(url("conclude", key), body, format="json")
    assert (done.status_code, done.data["state"]) == (200, "refuted")
    assert done.data["figure"] == "62.000"
    twice = api.post(url("conclude", key), body, format="json")
    assert twice.status_code == 409
    assert "has concluded it" in twice.json()["detail"]


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": "NaN"},
        {"threshold": "Infinity"},
        {"threshold": "9" * 5000},
        {"owner": 10**30},
        {"owner": "me"},
        {"assumption": "moon"},
        {"comparison": "about"},
        {"cost": -1},
        {"due_on": "2020-01-01"},
    ],
)
def test_what_cannot_be_is_refused_at_its_place(api, plan, marketing, changes):
    answer = api.post(url(), sent(plan, marketing, **changes), format="json")
    assert answer.status_code == 400
    (place,) = changes
    assert place in answer.json()["errors"]
    assert not AssumptionTest.objects.exists()


def test_what_is_not_text_is_refused(api, plan, marketing):
    answer = api.post(url(), sent(plan, marketing, method="a\x00b"), format="json")
    assert answer.status_code == 400
    assert not AssumptionTest.objects.exists()


def test_a_plan_that_one_does_not_see_is_not_there(plan, operations):
    answer = calling(operations).post(url(), sent(plan, operations), format="json")
    assert answer.status_code == 404


def test_a_test_that_one_does_not_see_is_not_there(plan, operations, outsider):
    test = make_test(plan)
    assert calling(operations).get(url("detail", test.pk)).status_code == 404
    assert calling(operations).get(url()).json()["results"] == []
    assert calling(outsider).get(url()).status_code in {200, 403}


def test_the_list_is_narrowed(api, plan, operations):
    make_test(plan, "spread", state="refuted")
    mine = make_test(plan, "kind", owner=operations)
    found = api.get(url(), {"owner": operations.pk, "state": "planned"}).json()
    assert [row["id"] for row in found["results"]] == [mine.pk]
    found = api.get(url(), {"plan": plan.pk, "assumption": "spread"}).json()
    assert [row["state"] for row in found["results"]] == ["refuted"]
    assert api.get(url(), {"plan": "9" * 400}).status_code == 400


def test_more_tests_take_no_more_queries(api, plan, django_assert_num_queries):
    make_finding(make_test(plan, "spread"), figure=Decimal(3))
    api.get(url())  # the session is read
    with CaptureQueriesContext(connection) as few:
        api.get(url())
    make_finding(make_test(plan, "kind"), figure=Decimal(4))
    make_finding(make_test(plan, "kind", state="dropped"))
    with django_assert_num_queries(len(few)):
        api.get(url())


def test_a_key_needs_the_scope_for_plans(plan):
    shop = make_user(role=Role.INTEGRATION)
    plan.author = shop
    plan.save()
    test = make_test(plan, owner=shop)
    body = {"result": "refuted", "reason": "Counted in the shop."}
    for scopes, status in (([Scope.READ], 403), ([Scope.READ, Scope.PLANS], 200)):
        client = calling(key=make_key(user=shop, scopes=list(scopes)))
        answer = client.post(url("conclude", test.pk), body, format="json")
        assert answer.status_code == status


def test_the_tasks_that_count_on_what_was_refuted_are_held_over_rest(
    approved, marketing, ceo
):
    task = make_task(approved, tactic_code="mail")
    test = make_test(approved, "spread")
    named, hold = url("tasks-to-hold", test.pk), url("hold", test.pk)
    assert calling(marketing).get(named).json() == []
    body = {"result": "refuted", "reason": "62 %."}
    calling(marketing).post(url("conclude", test.pk), body, format="json")
    assert [row["id"] for row in calling(marketing).get(named).json()] == [task.pk]
    assert calling(ceo).post(hold).status_code == 403
    assert calling(marketing).post(hold).json() == {"held": 1}
    task.refresh_from_db()
    assert task.state == "held"


def test_the_ceo_settles_a_recall_over_rest(approved, ceo, operations, marketing):
    test = make_test(approved, "spread")
    body = {"result": "refuted", "reason": "62 %."}
    calling(marketing).post(url("conclude", test.pk), body, format="json")
    (row,) = (
        calling(ceo).get(reverse("recall-list"), {"settled": False}).json()["results"]
    )
    assert (row["assumption"], row["outcome"]) == ("They order over a month", "")
    stand = reverse("recall-stand", args=[row["id"]])
    word = {"reason": "Two more packers."}
    assert calling(operations).post(stand, word, format="json").status_code == 403
    answer = calling(ceo).post(stand, word, format="json")
    assert (answer.status_code, answer.data["outcome"]) == (200, "stands")
    assert calling(ceo).post(stand, word, format="json").status_code == 409
