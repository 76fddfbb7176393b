"""Outreach over REST: people, talks, follow-ups, and the caller's own week."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from planner.outreach.models import Acquaintance, Contact, WeeklyName
from promises.models import Outcome
from tests.make import make_acquaintance, make_customer, make_key, make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/outreach/people/"


@pytest.fixture
def program() -> Client:
    user = make_user(role=Role.INTEGRATION, name="Shop", department="")
    key = make_key(user=user, scopes=["read", "customers"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def send(caller: Client, method: str, path: str, body: object = None) -> Any:
    return getattr(caller, method)(path, body or {}, content_type="application/json")


def test_a_program_writes_somebody_down_and_learns_who_looks_like_them(program):
    make_customer(code="c-1")
    body = {"name": "Ada Lovelace", "email": "ada@oak.example", "customer": "c-1"}
    made = send(program, "post", PEOPLE, {**body, "interests": ["oak"]})
    assert made.status_code == 201
    assert made.json()["interests"] == ["oak"]
    assert made.json()["known_by"] == []
    twin = send(program, "post", PEOPLE, body)
    assert twin.status_code == 409
    assert "Ada Lovelace" in twin.json()["detail"]
    assert send(program, "post", PEOPLE, {**body, "anyway": True}).status_code == 201
    pairs = program.get(f"{PEOPLE}duplicates/").json()
    assert pairs[0]["why"] == "the same e-mail address"


def test_a_person_is_changed_from_the_revision_that_was_seen(program):
    row = make_acquaintance()
    path = f"{PEOPLE}{row.pk}/"
    changed = send(program, "patch", path, {"line": "old friend", "revision": 1})
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert send(program, "patch", path, {"line": "x", "revision": 1}).status_code == 409
    unseen = send(program, "patch", path, {"line": "x"})
    assert (unseen.status_code, list(unseen.json()["errors"])) == (400, ["revision"])
    row.refresh_from_db()
    assert row.line == "old friend"
    for wrong in ({"closeness": 9}, {"email": "x"}, {"name": "a\x00"}, {"name": None}):
        answer = send(program, "patch", path, {**wrong, "revision": 2})
        assert answer.status_code == 400
        assert "revision" not in answer.json().get("errors", {})
    assert program.get(f"{PEOPLE}999/").status_code == 404


def test_consent_and_no_contact_are_noted_and_obeyed(program):
    row = make_acquaintance()
    noted = send(
        program,
        "post",
        f"{PEOPLE}{row.pk}/consent/",
        {"consent": "given", "on": "2026-01-02", "source": "the fair"},
    )
    assert noted.json()["consent"] == "given"
    stopped = send(
        program, "post", f"{PEOPLE}{row.pk}/do-not-contact/", {"reason": "A lawsuit"}
    )
    assert stopped.json()["why_not"] == "Do not contact: A lawsuit"
    talk = {"person": row.pk, "channel": "call"}
    assert send(program, "post", "/api/v1/outreach/talks/", talk).status_code == 403


def test_customers_are_taken_among_us_and_only_people_merge(program, ceo, signed_in):
    make_customer(code="c-1", name="Ada")
    taken = send(program, "post", f"{PEOPLE}from-customers/", {"customers": ["c-1"]})
    assert [row["customer"] for row in taken.json()] == ["c-1"]
    one, other = Acquaintance.objects.get(), make_acquaintance(name="Ada")
    body = {"other": other.pk, "revision": 1, "other_revision": 1}
    path = f"{PEOPLE}{one.pk}/merge/"
    assert send(program, "post", path, body).status_code == 403
    merged = send(signed_in(ceo), "post", path, {**body, "picks": {"email": "drop"}})
    assert merged.json()["email"] == other.email


def test_a_talk_is_logged_once_with_its_promise_which_its_maker_keeps(
    frontline, signed_in, program
):
    caller = signed_in(frontline)
    today = timezone.localdate()
    body = {
        "person": make_acquaintance().pk,
        "channel": "lunch",
        "line": "Likes oak",
        "interest": "oak",
        "follow_up": "Send the article",
        "follow_up_on": str(today + timedelta(days=2)),
        "referral": "Grace Hopper",
        "key": "once-only",
    }
    for _ in range(2):
        made = send(caller, "post", "/api/v1/outreach/talks/", body)
        assert made.status_code == 201
    assert Contact.objects.count() == 1
    assert made.json()["interest"] == "oak"
    assert program.get("/api/v1/outreach/talks/").json()["results"][0]["by"]
    (row,) = caller.get("/api/v1/outreach/follow-ups/?done=false").json()["results"]
    path = f"/api/v1/outreach/follow-ups/{row['id']}/"
    later = {"due_on": str(today + timedelta(days=5))}
    assert send(caller, "post", f"{path}move/", later).status_code == 200
    assert send(program, "post", f"{path}done/").status_code == 403
    assert send(caller, "post", f"{path}done/").json()["done_at"]
    assert Outcome.objects.get().done_at is not None
    assert caller.get("/api/v1/outreach/follow-ups/?done=false").json()["count"] == 0
    (brought,) = program.get("/api/v1/outreach/referrals/").json()["results"]
    assert brought["brought_name"] == "Grace Hopper"


def test_a_follow_up_is_promised_and_released(frontline, signed_in):
    caller = signed_in(frontline)
    body = {"person": make_acquaintance().pk, "what": "Call"}
    body |= {"due_on": str(timezone.localdate())}
    made = send(caller, "post", "/api/v1/outreach/follow-ups/", body)
    assert made.status_code == 201
    path = f"/api/v1/outreach/follow-ups/{made.json()['id']}/release/"
    assert send(caller, "post", path, {"because": "solved"}).json()["released_at"]
    assert not Outcome.objects.exists()
    wrong = {**body, "due_on": "2001-01-01"}
    assert (
        send(caller, "post", "/api/v1/outreach/follow-ups/", wrong).status_code == 400
    )


def test_the_own_week_is_made_and_answered(frontline, marketing, signed_in, program):
    caller = signed_in(frontline)
    path = "/api/v1/outreach/week/"
    assert caller.get(path).status_code == 404
    for _ in range(3):
        make_acquaintance(known_by=[frontline])
    made = send(caller, "put", path, {"hours": "2"}).json()
    assert len(made["names"]) == 3
    first, second, third = (f"/api/v1/outreach/names/{n['id']}/" for n in made["names"])
    assert send(caller, "post", f"{first}skip/", {"skip_reason": "lost"}).json()[
        "state"
    ] == ("skipped")
    later = {"until": str(timezone.localdate() + timedelta(days=9))}
    assert send(caller, "post", f"{second}postpone/", later).status_code == 200
    over = send(caller, "post", f"{third}hand-over/", {"to": marketing.pk})
    assert over.status_code == 200
    assert WeeklyName.objects.open().get().week.person == marketing
    assert send(program, "put", path, {"hours": "2"}).status_code == 400
    for wrong in ("NaN", "41", "-1", "1e400"):
        assert send(caller, "put", path, {"hours": wrong}).status_code == 400


@pytest.mark.parametrize("place", ["people", "talks", "follow-ups", "referrals"])
def test_lists_bear_what_a_client_may_send(program, place):
    for query in ("page=abc", "person=9" * 3, "ordering=x", "known_by=1e9", "since=x"):
        found = program.get(f"/api/v1/outreach/{place}/?{query}")
        assert found.status_code in {200, 400, 404}


def test_the_list_of_people_asks_as_often_however_long_it_is(program, count_queries):
    make_acquaintance(known_by=[make_user()], customer=make_customer())
    few = count_queries(program, PEOPLE)
    for _ in range(6):
        make_acquaintance(known_by=[make_user()], customer=make_customer())
    assert count_queries(program, PEOPLE) == few
