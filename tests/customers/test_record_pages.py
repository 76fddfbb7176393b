"""Customers, contacts, answers, leaving and needs by hand, and their privacy."""

import pytest
from django.urls import reverse

from accounts.models import Department
from customers.models import Customer, Defection, Interaction, Need, SurveyAnswer
from tests.make import (
    make_customer,
    make_interaction,
    make_need,
    make_segment,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in, marketing):
    return signed_in(marketing)


CUSTOMER = {
    "code": "17850",
    "name": "Ada",
    "relationship": "customer",
    "consent": "given",
}
NEED = {
    "code": "know-the-day",
    "statement": "I want to know the day",
    "importance": "5",
    "source": "40 talks",
    "dated": "2026-01-05",
}


def at(name, *keys):
    return reverse(f"customers:{name}", args=keys)


def test_a_customer_is_entered_and_changed(browser):
    families = make_segment()
    sent = {**CUSTOMER, "segment": families.pk}
    answer = browser.post(at("new-customer"), sent)
    ada = Customer.objects.get()
    assert answer.url == at("customer", ada.pk)
    assert (ada.name, ada.segment) == ("Ada", families)
    assert browser.get(at("edit-customer", ada.pk)).status_code == 200
    change = {**CUSTOMER, "name": "Ada L", "revision": "1"}
    assert browser.post(at("edit-customer", ada.pk), change).status_code == 302
    late = browser.post(at("edit-customer", ada.pk), {**change, "name": "Eve"})
    assert late.status_code == 409
    assert b"Eve" in late.content
    ada.refresh_from_db()
    assert (ada.name, ada.code) == ("Ada L", "17850")


def test_a_code_is_one_customers(browser):
    make_customer(code="17850")
    answer = browser.post(at("new-customer"), CUSTOMER)
    assert answer.status_code == 422
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("sort", "model", "sent", "change"),
    [
        (
            "interactions",
            Interaction,
            {
                "at": "2026-01-05T10:00",
                "kind": "complaint",
                "channel": "phone",
                "direction": "from-them",
            },
            {"note": "late"},
        ),
        ("defections", Defection, {"on": "2026-01-05", "why": "late"}, {"why": "cold"}),
        (
            "answers",
            SurveyAnswer,
            {
                "kind": "csat",
                "score": "4",
                "lowest": "1",
                "highest": "5",
                "on": "2026-01-05",
            },
            {"score": "3"},
        ),
    ],
)
def test_what_a_customer_did_is_entered_changed_and_deleted(
    browser, sort, model, sent, change
):
    ada = make_customer()
    here = at("new-fact", ada.pk, sort)
    assert browser.get(here).status_code == 200
    assert browser.post(here, sent).status_code == 302
    row = model.objects.get()
    assert row.customer == ada
    there = at("edit-fact", sort, row.pk)
    assert browser.get(there).status_code == 200
    assert browser.post(there, {**sent, **change}).status_code == 302
    row.refresh_from_db()
    for name, value in change.items():
        assert str(getattr(row, name)).startswith(value)
    gone = at("delete-fact", sort, row.pk)
    assert b"Delete it" in browser.get(gone).content
    assert browser.post(gone).status_code == 302
    assert model.objects.count() == 0


def test_an_answer_beyond_its_scale_is_shown_with_what_is_wrong(browser):
    ada = make_customer()
    sent = {
        "kind": "csat",
        "score": "9",
        "lowest": "1",
        "highest": "5",
        "on": "2026-01-05",
    }
    answer = browser.post(at("new-fact", ada.pk, "answers"), sent)
    assert answer.status_code == 422
    assert SurveyAnswer.objects.count() == 0


def test_needs_are_listed_entered_changed_and_deleted(browser):
    assert b"No need yet" in browser.get(at("needs")).content
    assert browser.post(at("new-need"), NEED).status_code == 302
    need = Need.objects.get()
    assert b"they leave without it" in browser.get(at("needs")).content
    change = {**NEED, "importance": "3", "revision": "1"}
    assert browser.post(at("edit-need", need.pk), change).status_code == 302
    assert browser.post(at("edit-need", need.pk), change).status_code == 409
    assert b"None like that" in browser.get(at("needs") + "?q=zebra").content
    assert browser.post(at("delete-need", need.pk)).status_code == 302
    assert Need.objects.count() == 0


def test_the_list_of_needs_costs_the_same_however_long(browser, count_queries):
    make_need(segment=make_segment())
    before = count_queries(browser, at("needs"))
    for _ in range(4):
        make_need(segment=make_segment())
    assert count_queries(browser, at("needs")) == before


def test_the_frontline_logs_contacts_only(signed_in, frontline):
    ada = make_customer()
    browser = signed_in(frontline)
    assert browser.get(at("new-fact", ada.pk, "interactions")).status_code == 200
    assert browser.get(at("new-fact", ada.pk, "defections")).status_code == 403
    assert browser.get(at("new-fact", ada.pk, "songs")).status_code == 404
    page = browser.get(at("customer", ada.pk)).content
    assert b"Log a contact" in page
    assert b"Personal data" not in page


def test_customer_care_gives_out_and_erases(signed_in):
    ada = make_customer(name="Ada Lovelace")
    make_interaction(ada, note="cried")
    browser = signed_in(make_user(department=Department.CUSTOMER_CARE))
    assert b"Erase them for good" in browser.get(at("privacy", ada.pk)).content
    file = browser.post(at("everything", ada.pk))
    assert file.json()["interactions"][0]["note"] == "cried"
    assert "attachment" in file["Content-Disposition"]
    assert browser.post(at("erase", ada.pk), {"revision": "x"}).status_code == 400
    assert browser.post(at("erase", ada.pk), {"revision": "1"}).status_code == 302
    page = browser.get(at("customer", ada.pk)).content
    assert b"Lovelace" not in page
    assert b"They were erased on" in browser.get(at("privacy", ada.pk)).content
