import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from accounts.models import Role
from planner.plans import services as plans
from planner.plans.queries import plan_content
from planner.workshop import services
from promises.models import PromiseState
from tests.make import MONDAY, NOW, make_promise, make_user
from tests.plans.documents import content

SESSIONS = "/api/v1/sessions/"
POINTS = "/api/v1/open-points/"


@pytest.fixture(autouse=True)
def _no_score_is_remembered():
    cache.clear()


@pytest.fixture
def draft(marketing):
    make_promise(code="next-week", state=PromiseState.STUDIED)
    return plans.create(actor=marketing, content=content(), now=NOW)


@pytest.fixture
def caller(marketing, signed_in):
    return signed_in(marketing)


def send(caller, address, document=None):
    body = json.dumps(document or {})
    return caller.post(address, body, content_type="application/json")


def begin(caller, draft):
    document = {"plan": draft.pk, "purpose": "Settle it"}
    return send(caller, SESSIONS, document)


def test_a_session_is_begun_edited_asked_and_ended(caller, draft, marketing):
    made = begin(caller, draft)
    assert made.status_code == 201
    room = f"{SESSIONS}{made.json()['id']}/"
    assert send(caller, f"{room}join/").status_code == 204
    change = {"place": "tactics.spring.budget", "value": "1,000"}
    edit = {"id": str(uuid4()), "revision": 1, "changes": [change]}
    assert send(caller, f"{room}edits/", edit).json()["revision"] == 2
    assert send(caller, f"{room}edits/", edit).json()["revision"] == 2
    state = caller.get(f"{room}state/?after=1").json()
    assert [each["value"] for each in state["changes"]] == ["1,000"]
    assert (state["score"]["revision"], bool(state["score"]["text"])) == (2, True)
    point = {"text": "Who pays?", "owner": marketing.pk, "due_on": "2099-01-01"}
    left = send(caller, POINTS, {**point, "workshop": made.json()["id"]})
    assert left.status_code == 201
    answer = send(caller, f"{POINTS}{left.json()['id']}/close/", {"answer": "We do"})
    assert answer.json()["answer"] == "We do"
    questions = caller.get(f"{room}questions/").json()
    assert questions["total"] == len(questions["left"]) > 3
    asked = questions["left"][0]["key"]
    told = {"question": asked, "answer": "Everybody"}
    after = send(caller, f"{room}questions/", told).json()
    assert (after["answered"], after["total"]) == (1, questions["total"])
    assert send(caller, f"{room}questions/", told).status_code == 409
    nobody = {"question": after["left"][0]["key"], "owner": marketing.pk}
    assert send(caller, f"{room}questions/", nobody).status_code == 400
    skipped = send(caller, f"{room}questions/", nobody | {"due_on": "2099-01-01"})
    assert skipped.json()["answered"] == 2
    assert send(caller, f"{room}facilitate/").status_code == 200
    ended = send(caller, f"{room}end/").json()
    assert ended["record"]["decided"][0]["who"] == "Max Marten"
    assert send(caller, f"{room}end/").status_code == 409
    assert plan_content(draft)["tactics"][0]["budget"] == "1000.00"


@pytest.mark.parametrize("plan", [0, -1, "x", None, 10**30, 999_999])
def test_a_plan_that_is_none_has_no_session(caller, draft, plan):
    sent = {"plan": plan, "purpose": "Settle it"}
    assert send(caller, SESSIONS, sent).status_code in {400, 404}


@pytest.mark.parametrize("room", [0, "x", None, 10**30, 999_999])
def test_a_point_of_no_session_is_refused(caller, draft, marketing, room):
    sent = {"text": "A", "owner": marketing.pk, "due_on": "2099-01-01"}
    answer = send(caller, POINTS, {**sent, "workshop": room})
    assert answer.status_code in {400, 404}


def test_others_see_nothing_of_it(caller, draft, operations, signed_in):
    room = f"{SESSIONS}{begin(caller, draft).json()['id']}/"
    theirs = signed_in(operations)
    assert theirs.get(SESSIONS).json()["results"] == []
    for address in (room, f"{room}state/"):
        assert theirs.get(address).status_code == 404
    assert send(theirs, f"{room}end/").status_code == 404


def test_a_list_takes_the_same_queries_for_many(caller, draft, count_queries):
    first = begin(caller, draft).json()["id"]
    send(caller, f"{SESSIONS}{first}/end/")
    few = count_queries(caller, SESSIONS)
    for _ in range(3):
        room = begin(caller, draft).json()["id"]
        send(caller, f"{SESSIONS}{room}/end/")
    assert count_queries(caller, SESSIONS) == few


def test_the_frontline_closes_its_own_point(draft, marketing, signed_in):
    owner = make_user(role=Role.FRONTLINE)
    room = services.start(plan=draft, actor=marketing, purpose="Settle it", now=NOW)
    point = services.leave_open(
        workshop=room,
        actor=marketing,
        text="How many?",
        owner=owner,
        due_on=MONDAY + timedelta(days=30),
        now=NOW,
    )
    path = f"{POINTS}{point.pk}/close/"
    assert send(signed_in(owner), path, {"answer": "42"}).status_code == 200
