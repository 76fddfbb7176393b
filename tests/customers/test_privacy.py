"""What is held about a customer: given out in full, or erased for good."""

import gzip
import json
import logging
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import AuditEvent, Department
from core.refusals import Conflict, NotAllowed
from customers import rollup
from customers.models import Customer, CustomerBefore, CustomerImport, History
from customers.services import privacy
from promises.models import LedgerImport, Outcome
from tests.make import (
    NOW,
    make_answer,
    make_customer,
    make_defection,
    make_interaction,
    make_promise,
    make_purchase,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def care(db):
    return make_user(department=Department.CUSTOMER_CARE)


@pytest.fixture
def ada(db, marketing):
    """Make a customer who is in every table, and in files that came."""
    found = make_customer(
        code="17850", name="Ada Lovelace", email="ada@example.com", phone="+44 20"
    )
    make_purchase(found, reference="order-4711", amount=Decimal(25))
    make_answer(found)
    make_interaction(found, note="Ada Lovelace cried")
    make_defection(found, why="Ada Lovelace was cross", to_whom="her sister Ada")
    Outcome.objects.create(
        promise=make_promise(),
        reference="order-4711",
        customer="17850",
        promised_at=NOW,
        due_at=NOW,
        due_on=NOW.date(),
        due_week=NOW.date(),
        in_time=False,
        on_day=False,
    )
    facts = {"content": b"", "content_hash": "0" * 64, "uploaded_by": marketing}
    problems = gzip.compress(b"1,customer,17850,bad")
    shown = {"twice": [{"row": 2, "value": "Ada Lovelace"}]}
    job = CustomerImport.objects.create(
        **facts,
        kind="customers",
        stage="committed",
        file_name="a.csv",
        report={"shown": shown, "rows": 3},
        problems=problems,
        uploaded_at=NOW,
    )
    CustomerBefore.objects.create(
        job=job, subject_id=found.pk, revision=1, facts={"name": "Ada Lovelace"}
    )
    LedgerImport.objects.create(
        **facts,
        stage="committed",
        file_name="b.csv",
        report={"rows": 3, "first_errors": [{"value": "17850"}]},
        sample=[["17850"]],
        problems=problems,
        uploaded_at=NOW,
    )
    rollup.count_all()
    return found


def test_everything_held_is_given_out(ada, care):
    found = privacy.give_everything(actor=care, customer=ada, now=NOW)
    assert found["customer"]["email"] == "ada@example.com"
    assert found["purchases"][0]["reference"] == "order-4711"
    assert found["interactions"][0]["note"] == "Ada Lovelace cried"
    assert found["defections"][0]["to_whom"] == "her sister Ada"
    assert len(found["survey_answers"]) == 1
    assert found["ledger"][0]["reference"] == "order-4711"
    event = AuditEvent.objects.get()
    assert (event.subject_name, event.changes) == (f"customer {ada.pk}", {})


def whole_database():
    """Return every text and every packed file of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                for cell in row:
                    packed = isinstance(cell, bytes | memoryview) and bytes(cell)
                    gz = packed and packed.startswith(b"\x1f\x8b")
                    found.append(
                        gzip.decompress(packed).decode() if gz and packed else str(cell)
                    )
    return "\n".join(found)


def test_after_an_erasure_no_table_knows_them(ada, care, caplog):
    caplog.set_level(logging.DEBUG)
    assert "Lovelace" in whole_database()
    revenue = History.objects.get(customer=ada).revenue
    privacy.erase(actor=care, customer=ada, revision=1, now=NOW)
    left = whole_database()
    for word in ("Lovelace", "17850", "ada@example", "+44 20", "sister", "cross"):
        assert word not in left
    gone = Customer.objects.get(pk=ada.pk)
    assert (gone.code, gone.erased_at) == (f"erased-{ada.pk}", NOW)
    assert Outcome.objects.get().customer == gone.code, "the ledger keeps its row"
    history = History.objects.get(customer=ada)
    assert (history.revenue, history.code) == (revenue, gone.code)
    info = [r.getMessage() for r in caplog.records if r.levelno > logging.DEBUG]
    assert "Lovelace" not in str(info)


def test_who_is_gone_cannot_be_erased_again(ada, care):
    privacy.erase(actor=care, customer=ada, revision=1, now=NOW)
    with pytest.raises(Conflict):
        privacy.erase(actor=care, customer=ada, revision=2, now=NOW)


def test_an_erasure_is_of_the_state_that_was_seen(ada, care):
    with pytest.raises(Conflict):
        privacy.erase(actor=care, customer=ada, revision=7, now=NOW)
    assert "Lovelace" in whole_database()


def test_only_the_ceo_and_customer_care_keep_privacy(ada, marketing, frontline, ceo):
    for person in (marketing, frontline):
        with pytest.raises(NotAllowed):
            privacy.give_everything(actor=person, customer=ada, now=NOW)
        with pytest.raises(NotAllowed):
            privacy.erase(actor=person, customer=ada, revision=1, now=NOW)
    privacy.erase(actor=ceo, customer=ada, revision=1, now=NOW)


def test_it_is_there_over_rest(ada, care, marketing, signed_in):
    browser = signed_in(care)
    here = "/api/v1/customers/17850/"
    assert browser.get(f"{here}everything/").json()["customer"]["name"] == ada.name
    assert signed_in(marketing).get(f"{here}everything/").status_code == 403
    answer = browser.post(
        f"{here}erase/", json.dumps({"revision": 1}), content_type="application/json"
    )
    assert answer.json()["code"] == f"erased-{ada.pk}"
    assert browser.get(here).status_code == 404
