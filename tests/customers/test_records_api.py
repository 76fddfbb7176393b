"""Customers and what they did over REST: one at a time, or thousands at once."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import AuditEvent, Role, Scope
from customers.models import (
    Customer,
    Defection,
    Delivery,
    History,
    Interaction,
    Need,
    Purchase,
    SurveyAnswer,
)
from tests.make import (
    NOW,
    make_customer,
    make_key,
    make_need,
    make_purchase,
    make_segment,
    make_user,
)

pytestmark = pytest.mark.django_db


class Caller:
    def __init__(self, scopes=tuple(Scope.values), user=None):
        key = make_key(scopes=list(scopes), user=user)
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def send(self, method, address, document, **headers):
        return getattr(self.client, method)(
            f"/api/v1/{address}",
            document if isinstance(document, str) else json.dumps(document),
            content_type="application/json",
            headers=headers,
        )

    def post(self, address, document, **headers):
        return self.send("post", address, document, **headers)

    def get(self, address):
        return self.client.get(f"/api/v1/{address}")


@pytest.fixture
def caller(db):
    return Caller()


ROWS = {
    "purchases": (
        Purchase,
        {"customer": "c-1", "reference": "7", "on": "2026-01-05", "amount": "12.50"},
        {"amount": "13.00"},
    ),
    "survey-answers": (
        SurveyAnswer,
        {
            "customer": "c-1",
            "kind": "nps",
            "score": "9",
            "highest": "10",
            "on": "2026-01-05",
        },
        {"score": "8.00"},
    ),
    "interactions": (
        Interaction,
        {"customer": "c-1", "at": "2026-01-05T10:00:00Z", "kind": "complaint"},
        {"note": "It came late."},
    ),
    "defections": (
        Defection,
        {"customer": "c-1", "on": "2026-01-05", "why": "late"},
        {"broken_promise": "two-days"},
    ),
}


@pytest.mark.parametrize("address", ROWS)
def test_a_row_is_entered_changed_listed_and_deleted(caller, address):
    model, row, change = ROWS[address]
    make_customer(code="c-1")
    made = caller.post(f"{address}/", row)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["customer"] == "c-1"
    changed = caller.send("patch", f"{address}/{pk}/", change)
    assert changed.status_code == 200, changed.content
    assert {name: changed.json()[name] for name in change} == change
    assert [r["id"] for r in caller.get(f"{address}/").json()["results"]] == [pk]
    assert caller.get(f"{address}/?customer=nobody").json()["results"] == []
    assert caller.client.delete(f"/api/v1/{address}/{pk}/").status_code == 204
    assert model.objects.count() == 0


def test_a_customer_is_entered_and_changed_on_the_revision_that_was_read(caller):
    make_segment(code="families")
    made = caller.post(
        "customers/", {"code": "17850", "name": "Ada", "segment": "families"}
    )
    assert made.status_code == 201, made.content
    here = caller.get("customers/17850/").json()
    assert (here["segment"], here["revision"]) == ("families", 1)
    change = {"name": "Ada L", "segment": None, "revision": 1}
    assert caller.send("patch", "customers/17850/", change).status_code == 200
    again = caller.send("patch", "customers/17850/", change)
    assert again.status_code == 409
    ada = Customer.objects.get()
    assert (ada.name, ada.segment, ada.revision) == ("Ada L", None, 2)
    assert caller.post("customers/", {"code": "17850"}).status_code == 409
    assert caller.send("patch", "customers/17850/", {"name": "x"}).status_code == 400


def test_a_need_is_entered_changed_and_deleted(caller):
    need = {
        "code": "know-the-day",
        "statement": "I want to know the day",
        "importance": 5,
        "source": "40 talks",
        "dated": "2026-01-05",
    }
    assert caller.post("needs/", need).status_code == 201
    change = {"importance": 4, "revision": 1}
    assert caller.send("patch", "needs/know-the-day/", change).status_code == 200
    assert Need.objects.get().importance == 4
    assert caller.client.delete("/api/v1/needs/know-the-day/").status_code == 204


def test_thousands_go_in_at_once_and_the_histories_follow(caller):
    make_customer(code="c-1")
    rows = [
        {"customer": "c-1", "on": "2026-01-05", "amount": f"{n}.00"}
        for n in range(2000)
    ]
    answer = caller.post("purchases/bulk/", rows)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["new"], len(answer.json()["keys"])) == (2000, 2000)
    assert History.objects.get().revenue == Decimal(1_999_000)


def test_one_wrong_row_keeps_all_out_and_each_is_named(caller):
    make_customer(code="c-1")
    rows = [
        {"customer": "c-1", "on": "2026-01-05", "amount": "1"},
        {"customer": "nobody", "on": "2026-01-05", "amount": "1"},
        {"customer": "c-1", "on": "2026-01-05", "amount": "1"},
    ]
    answer = caller.post("purchases/bulk/", rows)
    assert answer.status_code == 400
    assert answer.json()["errors"] == {
        "[1].customer": ['There is no customer "nobody".']
    }
    rows[1] = {"customer": "c-1", "on": "soon", "amount": "NaN"}
    errors = caller.post("purchases/bulk/", rows).json()["errors"]
    assert set(errors) == {"[1].on", "[1].amount"}
    assert Purchase.objects.count() == 0


def test_the_same_key_stores_nothing_twice(caller):
    make_customer(code="c-1")
    rows = [{"customer": "c-1", "on": "2026-01-05", "amount": "1"}] * 2
    key = {"Idempotency-Key": "night-of-5-january"}
    first = caller.post("purchases/bulk/", rows, **key)
    again = caller.post("purchases/bulk/", rows, **key)
    assert first.json() == again.json()
    assert Purchase.objects.count() == 2
    other = caller.post("purchases/bulk/", rows[:1], **key)
    assert other.status_code == 409
    assert Caller().post("purchases/bulk/", rows, **key).status_code == 200
    assert Purchase.objects.count() == 4, "a key is its sender's own"
    assert Delivery.objects.count() == 2


def test_customers_of_a_list_are_entered_or_changed(caller):
    make_customer(code="c-1", name="Adam", phone="1")
    rows = [{"code": "c-1", "name": "Ada"}, {"code": "c-2", "email": "b@example.com"}]
    answer = caller.post("customers/bulk/", rows).json()
    assert (answer["new"], answer["changed"]) == (1, 1)
    ada = Customer.objects.get(code="c-1")
    assert (ada.name, ada.phone, ada.revision) == ("Ada", "1", 2)
    twice = caller.post("customers/bulk/", [{"code": "c-3"}] * 2)
    assert twice.json()["errors"] == {"[1].code": ["It stands in this list already."]}


def test_needs_of_a_list_are_entered_or_changed(caller):
    make_need(code="a", importance=1)
    row = {
        "code": "a",
        "statement": "x",
        "importance": 2,
        "source": "y",
        "dated": "2026-01-05",
    }
    answer = caller.post("needs/bulk/", [row, {**row, "code": "b"}])
    assert (answer.json()["new"], answer.json()["changed"]) == (1, 1)


def test_leaving_twice_on_one_day_is_a_conflict(caller):
    make_customer(code="c-1")
    rows = [{"customer": "c-1", "on": "2026-01-05"}]
    assert caller.post("defections/bulk/", rows).status_code == 200
    assert caller.post("defections/bulk/", rows).status_code == 409
    assert Defection.objects.count() == 1


def test_nothing_is_recorded_of_who_was_erased(caller):
    make_customer(code="gone", name="", erased_at=NOW, consent="refused")
    answer = caller.post(
        "purchases/", {"customer": "gone", "on": "2026-01-05", "amount": "1"}
    )
    assert answer.status_code == 400
    assert "erased" in answer.json()["errors"]["customer"][0]
    assert (
        caller.post("customers/bulk/", [{"code": "gone", "name": "A"}]).status_code
        == 400
    )


@pytest.mark.parametrize(
    ("address", "row"),
    [
        ("purchases", {"customer": "c-1", "on": "2026-01-05", "amount": 10**12}),
        ("purchases", {"customer": "c-1", "on": "2026-01-05", "amount": "1e999"}),
        ("purchases", {"customer": "c-1", "on": "2026-01-05"}),
        ("purchases", {"customer": ["c-1"], "on": "2026-01-05", "amount": "1"}),
        ("purchases", {"customer": "c-1", "on": "9" * 5000, "amount": "1"}),
        (
            "survey-answers",
            {"customer": "c-1", "kind": "csat", "score": "9", "on": "2026-01-05"},
        ),
        (
            "survey-answers",
            {
                "customer": "c-1",
                "kind": "csat",
                "score": "3",
                "lowest": "5",
                "on": "2026-01-05",
            },
        ),
        (
            "interactions",
            {"customer": "c-1", "at": "2026-01-05T10:00:00Z", "kind": "song"},
        ),
        ("interactions", {"customer": "c-1", "at": "9999-12-31T23:59:59-23:59"}),
        (
            "interactions",
            {"customer": "c-1", "at": "2026-01-05T10:00:00Z", "note": "x" * 3000},
        ),
        ("customers", {"code": " "}),
        ("customers", {"code": "x" * 81}),
        ("customers", {"code": "x", "email": "nobody"}),
        ("customers", {"code": "x", "segment": "none"}),
        (
            "needs",
            {
                "code": "A B",
                "statement": "x",
                "importance": 9,
                "source": "y",
                "dated": "2026-01-05",
            },
        ),
    ],
)
def test_bad_rows_are_refused_alone_and_in_a_list(caller, address, row):
    make_customer(code="c-1")
    for answer in (
        caller.post(f"{address}/", row),
        caller.post(f"{address}/bulk/", [row]),
    ):
        assert answer.status_code == 400, answer.content
        assert answer.json()["errors"]


@pytest.mark.parametrize("text", ["{", "[1]", "[null]", "{}", '["a"]', "[[]]", '"x"'])
def test_what_is_no_list_of_rows_is_refused(caller, text):
    assert caller.post("purchases/bulk/", text).status_code == 400


def test_a_list_is_bounded(caller):
    rows = [{"customer": "c", "on": "2026-01-05", "amount": "1"}] * 5001
    assert "up to 5,000" in caller.post("purchases/bulk/", rows).json()["detail"]


def test_lists_are_pages_that_are_not_counted(caller, django_assert_num_queries):
    ada = make_customer(code="c-1")
    for _ in range(5):
        make_purchase(ada)
    page = caller.get("purchases/?page_size=2").json()
    assert set(page) == {"next", "previous", "results"}
    assert len(page["results"]) == 2
    rest = caller.client.get(page["next"]).json()["results"]
    assert {row["id"] for row in rest}.isdisjoint(row["id"] for row in page["results"])
    with django_assert_num_queries(3):
        caller.get("purchases/?page_size=2")
    with django_assert_num_queries(3):
        caller.get("purchases/?page_size=5")


def test_whose_a_row_is_and_a_code_stay(caller):
    row = make_purchase(make_customer(code="c-1"))
    make_customer(code="c-2")
    answer = caller.send("patch", f"purchases/{row.pk}/", {"customer": "c-2"})
    assert answer.status_code == 400
    answer = caller.send("patch", "customers/c-1/", {"code": "x", "revision": 1})
    assert answer.status_code == 400


def test_a_customer_is_not_deleted(caller):
    make_customer(code="c-1")
    assert caller.client.delete("/api/v1/customers/c-1/").status_code == 405


def test_the_frontline_logs_contacts_and_changes_nothing_else(frontline, signed_in):
    make_customer(code="c-1")
    browser = signed_in(frontline)

    def post(address):
        return browser.post(
            f"/api/v1/{address}/",
            json.dumps(ROWS[address][1]),
            content_type="application/json",
        ).status_code

    assert post("interactions") == 201
    assert post("purchases") == 403
    assert browser.get("/api/v1/customers/").status_code == 200


def test_an_administrator_sees_no_customer(outsider, signed_in):
    make_customer(code="c-1")
    assert signed_in(outsider).get("/api/v1/customers/c-1/").status_code == 403


def test_a_key_needs_the_scope():
    make_customer(code="c-1")
    caller = Caller(scopes=[Scope.READ, Scope.LEDGER])
    assert caller.post("purchases/", ROWS["purchases"][1]).status_code == 403
    assert caller.get("customers/").status_code == 200


def test_the_trail_names_facts_and_never_says_them(caller, caplog):
    caller.post(
        "customers/", {"code": "17850", "name": "Ada", "email": "a@example.com"}
    )
    change = {"phone": "+44 20", "revision": 1}
    caller.send("patch", "customers/17850/", change)
    caller.post(
        "interactions/",
        ROWS["interactions"][1] | {"customer": "17850", "note": "cried"},
    )
    caller.post("customers/bulk/", [{"code": "b", "name": "Bob"}, {"code": "c"}])
    events = AuditEvent.objects.filter(
        subject_type__in=["customer", "interaction", "delivery"]
    )
    assert events.count() == 4
    told = str(list(events.values_list("subject_name", "changes", "action")))
    for word in ("Ada", "17850", "example.com", "+44", "cried", "Bob"):
        assert word not in told
        assert word not in caplog.text
    assert "'facts': ['phone']" in told


def test_a_system_sees_what_its_role_sees():
    caller = Caller(user=make_user(role=Role.INTEGRATION))
    make_customer(code="c-1")
    assert len(caller.get("customers/").json()["results"]) == 1
