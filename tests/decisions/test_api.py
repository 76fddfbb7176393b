from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from planner.decisions.models import Decision
from planner.plans.models import PlanState
from planner.scores import runs
from planner.scores.models import Score
from promises.models import Promise, PromiseState
from tests.make import (
    NOW,
    make_capability,
    make_key,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/"
NEXT_QUARTER = (timezone.localdate() + timedelta(weeks=13)).isoformat()


@pytest.fixture
def score():
    packing = make_capability(code="packing", likely=100, committed=Decimal(60))
    plan = make_plan()
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return Score.objects.get()


def client(user):
    found = APIClient()
    found.force_login(user)
    return found


def approval(score):
    return {
        "version": score.version_id,
        "score": score.pk,
        "outcome": "approved",
        "reason": "We can keep it.",
        "review_on": NEXT_QUARTER,
    }


def test_the_ceo_decides_over_rest(score, ceo):
    answer = client(ceo).post(URL, approval(score))
    assert answer.status_code == 201, answer.content
    assert answer.json()["evidence"]["score"]["result"]["format"] == "promise-score/1"
    score.version.plan.refresh_from_db()
    assert score.version.plan.state == PlanState.APPROVED


def test_a_director_does_not(score, marketing):
    answer = client(marketing).post(URL, approval(score))
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_no_key_decides_whatever_its_scopes(score):
    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"Bearer {make_key()}")
    assert caller.post(URL, approval(score)).status_code == 403
    assert not Decision.objects.filter(version=score.version).exists()


def test_a_second_decision_is_a_conflict_in_words(score, ceo):
    caller = client(ceo)
    caller.post(URL, approval(score))
    answer = caller.post(URL, approval(score))
    assert answer.status_code == 409
    assert ceo.name in answer.json()["detail"]


def test_a_promise_is_decided_over_rest(ceo):
    promise = make_promise(state=PromiseState.STUDIED)
    body = {
        "promise": promise.pk,
        "promise_revision": promise.revision,
        "outcome": "approved",
        "reason": "It matters.",
        "review_on": NEXT_QUARTER,
    }
    assert client(ceo).post(URL, body).status_code == 201
    assert Promise.objects.get().state == PromiseState.APPROVED


@pytest.mark.parametrize(
    "change",
    [
        {"version": None},
        {"version": 10**30},
        {"outcome": "yes"},
        {"reason": ""},
        {"review_on": "soon"},
        {"conditions": "one"},
        {"promise": 1},
        {"score": True},
    ],
)
def test_a_malformed_decision_says_where(score, ceo, change):
    answer = client(ceo).post(URL, approval(score) | change)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_decisions_are_listed_without_their_evidence(score, ceo, marketing):
    client(ceo).post(URL, approval(score))
    listed = client(marketing).get(URL, {"version": score.version_id}).json()
    assert listed["count"] == 1
    assert "evidence" not in listed["results"][0]


def test_the_list_takes_the_same_queries_for_more_rows(ceo):
    caller = client(ceo)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            caller.get(URL)
        return len(taken)

    make_made_promise()
    queries()  # the first one also writes the session
    few = queries()
    for _ in range(6):
        make_made_promise()
    assert queries() == few


def test_a_director_signs_over_rest(score, operations):
    body = {
        "version": score.version_id,
        "stance": "dissents",
        "reason": "1,000 a week.",
    }
    answer = client(operations).post("/api/v1/sign-offs/", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["department"] == "operations"


def test_a_foreign_version_is_not_signed(operations, score):
    answer = client(operations).post(
        "/api/v1/sign-offs/", {"version": 10**9, "stance": "signed"}
    )
    assert answer.status_code == 400
    assert score.scored_at < NOW + timedelta(days=1)


def test_a_filter_does_not_tell_a_foreign_draft_from_none(marketing, operations):
    draft = make_plan(author=marketing)
    url = "/api/v1/decisions/?version__plan={}"
    seen = [client(operations).get(url.format(n)) for n in (draft.pk, draft.pk + 1000)]
    assert [answer.status_code for answer in seen] == [200, 200]
    assert seen[0].json() == seen[1].json()
