from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import ApiKey, AuditEvent, Role, Scope
from accounts.services import keys
from core.refusals import Invalid, NotAllowed
from tests.make import NOW

pytestmark = pytest.mark.django_db


def make(actor, **given):
    fields: dict[str, Any] = {
        "name": "Web shop",
        "scopes": ["read"],
        "expires_at": NOW + timedelta(days=90),
    } | given
    return keys.create_key(actor=actor, now=NOW, **fields)


def test_a_key_comes_with_its_integration(outsider):
    key, secret = make(outsider)
    assert key.user.role == Role.INTEGRATION
    assert not key.user.has_usable_password()
    assert secret.startswith(f"{key.prefix}.")
    assert secret.partition(".")[2] not in key.digest
    event = AuditEvent.objects.get()
    assert event.changes["scopes"] == [None, ["read"]]
    assert secret not in str(event.changes)


def test_a_second_key_may_serve_the_same_integration(outsider):
    first, _ = make(outsider)
    second, _ = make(outsider, integration=first.user)
    assert second.user == first.user


def test_a_key_never_serves_a_person(outsider, ceo):
    with pytest.raises(NotAllowed, match="never to a person"):
        make(outsider, integration=ceo)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "decide"]}, "scopes"),
        ({"expires_at": NOW}, "expires_on"),
        ({"expires_at": NOW + timedelta(days=400)}, "expires_on"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(outsider, fields, place):
    with pytest.raises(Invalid) as refusal:
        make(outsider, **fields)
    assert list(refusal.value.errors) == [place]


def test_directors_make_no_keys(marketing, outsider):
    with pytest.raises(NotAllowed):
        make(marketing)
    key, _ = make(outsider)
    with pytest.raises(NotAllowed):
        keys.revoke_key(actor=marketing, key=key, now=NOW)


def test_revoking_twice_changes_nothing_more(outsider):
    key, _ = make(outsider)
    first = keys.revoke_key(actor=outsider, key=key, now=NOW)
    second = keys.revoke_key(actor=outsider, key=key, now=NOW + timedelta(days=1))
    assert second.revoked_at == first.revoked_at
    assert AuditEvent.objects.filter(action="revoked the API key").count() == 1


# --- pages -------------------------------------------------------------------


def post(browser, **fields):
    day = timezone.localdate() + timedelta(days=30)
    fields = {
        "name": "Help desk",
        "scopes": ["read", "ledger"],
        "expires_on": day.isoformat(),
    } | fields
    return browser.post("/settings/keys/new/", fields)


def test_the_key_is_shown_once_and_opens_the_api(outsider, signed_in, client):
    browser = signed_in(outsider)
    page = post(browser)
    assert page.status_code == 201
    secret = page.context["secret"]
    assert page.text.count(secret) >= 1
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/", headers=headers).status_code == 200
    listed = browser.get("/settings/keys/")
    assert secret not in listed.text
    assert "Help desk" in listed.text
    assert "never yet" not in listed.text


def test_a_revoked_key_opens_nothing(outsider, signed_in, client):
    browser = signed_in(outsider)
    secret = post(browser).context["secret"]
    key = ApiKey.objects.get()
    address = f"/settings/keys/{key.pk}/revoke/"
    assert "for good" in browser.get(address).text
    assert browser.post(address).status_code == 302
    answer = client.get("/api/v1/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert "Revoked" in browser.get("/settings/keys/").text


@pytest.mark.parametrize("day", ["9999-12-31", "2020-01-01", "", "soon"])
def test_a_day_that_makes_no_sense_is_said_at_its_field(outsider, signed_in, day):
    page = post(signed_in(outsider), expires_on=day)
    assert page.status_code == 422
    assert page.context["form"].errors["expires_on"]


def test_the_list_of_keys_asks_as_often_for_many_as_for_few(
    outsider, signed_in, django_assert_max_num_queries
):
    browser = signed_in(outsider)
    for _ in range(10):
        make(outsider)
    browser.get("/settings/keys/")
    with django_assert_max_num_queries(6):
        browser.get("/settings/keys/")


def test_scopes_are_named_in_words(outsider):
    key, _ = make(outsider, scopes=list(Scope.values))
    assert key.scope_names[0] == "Read everything its person may see"
