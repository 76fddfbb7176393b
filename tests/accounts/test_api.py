import base64

import pytest
from django.db import transaction
from django.test import Client

from accounts.audit import record
from accounts.models import Role, User
from tests.make import NOW, make_key, make_user

pytestmark = pytest.mark.django_db


def by_key(*scopes: str) -> Client:
    key = make_key(scopes=list(scopes))
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_key_is_told_whose_it_is():
    me = by_key("read", "plans").get("/api/v1/me/").json()
    assert (me["name"], me["role"]) == ("Web shop", "integration")
    assert me["key"]["scopes"] == ["read", "plans"]


def test_a_person_is_told_who_they_are(marketing, signed_in):
    me = signed_in(marketing).get("/api/v1/me/").json()
    assert me["title"] == "marketing director"
    assert me["key"] is None


def test_a_key_without_the_scope_reads_nothing():
    answer = by_key().get("/api/v1/me/")
    assert answer.status_code == 403
    assert "scope" in answer.json()["next_step"]


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Bearer a.b"])
def test_an_unknown_key_is_refused_with_a_next_step(header):
    answer = Client(headers={"Authorization": header}).get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_people_are_listed_for_insiders_without_the_accounts_of_systems(
    marketing, frontline, signed_in
):
    people = by_key("read").get("/api/v1/people/").json()
    assert [person["name"] for person in people["results"]] == [
        "Finn Lund",
        "Max Marten",
    ]
    assert "password" not in people["results"][0]
    found = by_key("read").get("/api/v1/people/?role=director&ordering=-name").json()
    assert found["count"] == 1
    assert signed_in(frontline).get("/api/v1/people/").status_code == 403
    assert by_key("read").get(f"/api/v1/people/{marketing.pk}/").status_code == 200


def test_people_are_not_managed_over_the_api(outsider, signed_in):
    browser = signed_in(outsider)
    answer = browser.post("/api/v1/people/", {}, content_type="application/json")
    assert answer.status_code in {403, 405}


@pytest.mark.parametrize("number", ["0", "abc", "9" * 25, "9" * 5000, "%00"])
def test_nobody_of_that_number_is_not_found(number):
    answer = by_key("read").get(f"/api/v1/people/{number}/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("page", ["abc", "0", "-1", "9" * 30, "9" * 5000, "%00"])
def test_a_page_that_is_not_there_is_not_found(page):
    answer = by_key("read").get(f"/api/v1/people/?page={page}")
    assert answer.status_code == 404


def test_the_company_says_its_currency():
    assert by_key("read").get("/api/v1/company/").json()["currency"] == "EUR"


def add_events(person: User, number: int) -> None:
    with transaction.atomic():
        for n in range(number):
            record(actor=person, action=f"step {n}", subject=person, now=NOW)


def test_the_trail_is_paged_by_cursor_and_filtered(ceo, signed_in):
    add_events(ceo, 5)
    browser = signed_in(ceo)
    first = browser.get("/api/v1/audit-events/?page_size=3").json()
    assert [e["action"] for e in first["results"]] == ["step 4", "step 3", "step 2"]
    second = browser.get(first["next"]).json()
    assert [e["action"] for e in second["results"]] == ["step 1", "step 0"]
    found = browser.get("/api/v1/audit-events/?action=step 3").json()
    assert len(found["results"]) == 1
    bad = browser.get("/api/v1/audit-events/?since=soon")
    assert bad.status_code == 400
    assert "since" in bad.json()["errors"]


@pytest.mark.parametrize("place", ["abc", "", "9" * 30, "9" * 5000, "\x00"])
def test_a_cursor_nobody_was_given_leads_nowhere(ceo, signed_in, place):
    add_events(ceo, 1)
    cursor = base64.b64encode(f"p={place}".encode()).decode()
    answer = signed_in(ceo).get("/api/v1/audit-events/", {"cursor": cursor})
    assert answer.status_code in {200, 404}


def test_no_key_reads_the_trail():
    answer = by_key("read").get("/api/v1/audit-events/")
    assert answer.status_code == 403


def test_lists_ask_as_often_for_many_as_for_few(
    ceo, signed_in, django_assert_num_queries
):
    browser = signed_in(ceo)
    add_events(ceo, 20)
    for _ in range(20):
        make_user(role=Role.FRONTLINE)
    browser.get("/settings/profile/")
    with django_assert_num_queries(4):  # session, person, clock, events
        browser.get("/api/v1/audit-events/")
    with django_assert_num_queries(5):  # session, person, clock, count, people
        browser.get("/api/v1/people/")
