"""Requests that no browser sends are answered in words, and never with a 500."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/api/v1/me/"])
def test_a_foreign_host_name_is_a_bad_request(path):
    answer = Client().get(path, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil" not in answer.content


@pytest.mark.parametrize("path", ["/plans/new/", "/accounts/login/"])
def test_a_form_in_another_alphabet_is_a_bad_request(path, ceo):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ceo)
    browser.cookies["csrftoken"] = "a" * 32
    kind = "application/x-www-form-urlencoded; charset=utf-16"
    answer = browser.post(path, b"title=x", content_type=kind)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "moment", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
@pytest.mark.parametrize("name", ["scored_after", "scored_before"])
def test_a_moment_beyond_the_calendar_is_no_fault_of_ours(name, moment, ceo, signed_in):
    answer = signed_in(ceo).get("/api/v1/scores/", {name: moment})
    assert answer.status_code in {200, 400}


def test_half_a_policy_is_refused_and_named(ceo, signed_in):
    answer = signed_in(ceo).put(
        "/api/v1/policy/", {"revision": 1}, content_type="application/json"
    )
    assert answer.status_code == 400
    assert {"keepable", "at_risk", "who_waits"} <= set(answer.json()["errors"])


@pytest.mark.parametrize("word", ["\x00", '"; filename="evil.html'])
def test_the_description_has_its_own_file_name(word, ceo, signed_in):
    answer = signed_in(ceo).get("/api/schema/", {"version": word})
    assert answer["Content-Disposition"] == 'inline; filename="Kept.yaml"'
