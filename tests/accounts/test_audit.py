import csv
import io

import pytest
from django.db import connection, transaction

from accounts import queries
from accounts.audit import first_break, record
from accounts.models import AuditEvent
from core import triggers
from tests.make import NOW, make_user

pytestmark = pytest.mark.django_db


def add(person, action="did something", **changes):
    with transaction.atomic():
        return record(
            actor=person, action=action, subject=person, now=NOW, changes=changes
        )


def test_a_row_altered_past_the_software_breaks_the_chain(ceo):
    events = [add(ceo, f"step {n}") for n in range(5)]
    assert first_break() is None
    assert first_break(latest=2) is None
    triggers.lift(connection, triggers.declared())
    AuditEvent.objects.filter(pk=events[1].pk).update(action="nothing")
    assert first_break() == events[1]
    assert first_break(latest=2) is None
    AuditEvent.objects.filter(pk=events[3].pk).delete()
    assert first_break(latest=2) == events[4]
    assert first_break(latest=100) == events[1]


def test_an_event_belongs_into_a_transaction(ceo, transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=ceo, action="x", subject=ceo, now=NOW)


def test_the_trail_is_read_by_ceo_and_administrator_alone(
    ceo, outsider, marketing, signed_in
):
    assert signed_in(ceo).get("/settings/audit/").status_code == 200
    assert signed_in(outsider).get("/settings/audit/").status_code == 200
    refused = signed_in(marketing).get("/settings/audit/")
    assert refused.status_code == 403
    assert "administrator" in refused.text


def test_the_trail_is_narrowed_in_the_address(ceo, marketing, signed_in):
    add(ceo, "approved a plan", verdict=["", "yes"])
    add(marketing, "drafted a plan")
    browser = signed_in(ceo)
    address = "/settings/audit/"
    assert "drafted a plan" not in browser.get(address, {"actor": ceo.pk}).text
    assert "approved a plan" in browser.get(address, {"action": "APPROVED"}).text
    found = browser.get(
        address, {"subject_type": "user", "subject_id": marketing.pk}
    ).text
    assert "drafted a plan" in found
    assert "approved a plan" not in found
    assert "No such event" in browser.get(address, {"until": "2025-12-31"}).text
    assert "approved a plan" in browser.get(address, {"since": "2026-01-05"}).text


@pytest.mark.parametrize(
    "question",
    [
        "actor=abc",
        "since=soon",
        "subject_type=nothing",
        "actor=" + "9" * 40,
        "action=%00",
        "after=abc&before=" + "9" * 5000,
        "after=%C2%B2",
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_a_page(
    ceo, signed_in, question
):
    add(ceo)
    assert signed_in(ceo).get(f"/settings/audit/?{question}").status_code == 200


def test_the_trail_is_paged_both_ways(ceo, signed_in, monkeypatch):
    monkeypatch.setattr(queries, "EVENTS_ON_A_PAGE", 3)
    numbers = [add(ceo, f"step {n}").pk for n in range(8)]
    events = queries.audit_events()

    def seen(**place: str) -> list[int]:
        return [event.pk for event in queries.stretch(events, **place).events]

    first = queries.stretch(events)
    assert [event.pk for event in first.events] == numbers[:4:-1]
    assert first.newer == ""
    second = queries.stretch(events, after=first.older)
    assert [event.pk for event in second.events] == numbers[4:1:-1]
    third = queries.stretch(events, after=second.older)
    assert [event.pk for event in third.events] == numbers[1::-1]
    assert third.older == ""
    assert seen(before=third.newer) == numbers[4:1:-1]
    assert queries.stretch(events, before=second.newer).newer == ""
    assert "Previous" in signed_in(ceo).get(f"/settings/audit/?after={numbers[4]}").text


def test_the_trail_is_downloaded_without_formulas(ceo, signed_in):
    add(ceo, "=1+1")
    answer = signed_in(ceo).get("/settings/audit/export.csv?action=1")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["action"] == "'=1+1"
    assert rows[0]["who"] == "Clara Ek, CEO (chief promise officer)"


def test_the_chain_is_checked_on_the_page(ceo, signed_in):
    event = add(ceo)
    browser = signed_in(ceo)
    fragment = browser.get("/settings/audit/chain/", headers={"HX-Request": "true"})
    assert "Chain intact" in fragment.text
    assert "<html" not in fragment.text
    assert "Every event fits" in browser.get("/settings/audit/chain/?all=1").text
    triggers.lift(connection, triggers.declared())
    AuditEvent.objects.filter(pk=event.pk).update(action="nothing")
    assert "chain is broken" in browser.get("/settings/audit/chain/").text


def test_the_trail_asks_as_often_for_many_as_for_few(
    ceo, signed_in, django_assert_max_num_queries
):
    browser = signed_in(ceo)
    browser.get("/settings/audit/")
    for _ in range(20):
        add(make_user())
    with django_assert_max_num_queries(8):
        browser.get("/settings/audit/")


def test_changes_are_said_in_words(ceo):
    event = add(
        ceo, role=[None, "ceo"], is_active=[True, False], scopes=[None, ["a", "b"]], n=3
    )
    assert event.said == [
        {"name": "role", "before": "", "after": "ceo"},
        {"name": "is active", "before": "yes", "after": "no"},
        {"name": "scopes", "before": "", "after": "a, b"},
        {"name": "n", "before": "", "after": "3"},
    ]
