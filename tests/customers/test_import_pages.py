"""The way of a file about customers, on its pages and over REST."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Scope
from customers import importing
from customers.models import Customer, CustomerImport, Purchase
from tests.customers.test_imports import NOW, SHOP
from tests.make import make_key

pytestmark = pytest.mark.django_db


def work():
    while importing.run_next(now=NOW):
        pass


@pytest.fixture
def browser(signed_in, marketing):
    return signed_in(marketing)


def upload(browser, text=SHOP, kind="purchases"):
    file = SimpleUploadedFile("shop.csv", text.encode())
    answer = browser.post("/customers/import/", {"kind": kind, "file": file})
    assert answer.status_code == 302
    work()
    return answer.url


def told(browser, address):
    return " ".join(browser.get(address).content.decode().split())


def choose(browser, address, **changes):
    form = browser.get(address).context["form"]
    data = {f.name: f.value() or "" for f in [*form.facts, *form.troubles]}
    return browser.post(address, {**data, **changes})


def test_from_upload_to_what_is_in_and_out_again(browser):
    address = upload(browser)
    assert "Which column says what?" in told(browser, address)
    assert choose(browser, address).status_code == 302
    assert "waiting for a worker" in told(browser, address)
    work()
    page = told(browser, address)
    assert "Ready to come in" in page
    assert "A cancellation: its number begins with C" in page
    assert "row 5: C536379" in page
    browser.post(f"{address}commit/")
    work()
    assert Purchase.objects.count() == 4
    assert "Take it out again" in told(browser, address)
    browser.post(f"{address}undo/")
    work()
    assert Purchase.objects.count() == 0
    assert "It was taken out again" in told(browser, address)


def test_a_choice_that_stops_says_how_many_rows_do(browser):
    address = upload(browser)
    choose(browser, address, **{"choices_no-customer": "stop"})
    work()
    assert "1 row stops the file" in told(browser, address)
    refused = browser.post(f"{address}commit/")
    assert refused.status_code == 400


def test_the_list_of_rows_is_a_file_that_starts_no_formula(browser):
    address = upload(browser, SHOP.replace("C536379", "=C1"))
    choose(browser, address, **{"columns_on": "Description"})
    work()
    text = browser.get(f"{address}rows.csv").content.decode("utf-8-sig")
    assert text.startswith("row,column,value,what to do")
    assert "2,Description,HOLDER" in text
    assert "\n5,Quantity,'-1.0" in text


def test_a_mapping_without_its_columns_is_shown_with_what_lacks(browser):
    address = upload(browser)
    answer = choose(browser, address, columns_price="")
    assert answer.status_code == 422
    assert b"Choose an amount, or quantity and price." in answer.content


def test_the_lists_cost_the_same_however_long(browser, count_queries):
    upload(browser)
    before = count_queries(browser, "/customers/import/")
    for _ in range(3):
        upload(browser)
    assert count_queries(browser, "/customers/import/") == before


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("shop.csv", b""),
        SimpleUploadedFile("shop.xlsx", b"PK\x03\x04 nothing"),
        SimpleUploadedFile("shop.doc", b"a,b\n1,2\n"),
    ],
    ids=["nothing", "a broken workbook", "a document"],
)
def test_a_file_that_is_no_table_is_refused(browser, file):
    answer = browser.post("/customers/import/", {"kind": "purchases", "file": file})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "only a head\n",
        "a,b\n\x01,\x02\n" * 3,
        "date,amount,customer\n" + "9" * 5000 + ",NaN,a\n",
        'customer,date,amount\n"a\nb",2026-01-05,Infinity\n',
        "customer,date,amount\na,0000-00-00,1e99\n",
        "customer,date,amount\na,9999-12-31,1\na,2026-01-05\nb,2026-01-05,1,2,3\n",
    ],
)
def test_hostile_rows_are_told_and_nothing_breaks(browser, text):
    address = upload(browser, text)
    job = CustomerImport.objects.latest("pk")
    if job.state == "failed":
        assert "Send a file with rows" in job.error
        return
    names = [column["name"] for column in job.columns]
    wanted = {"columns_customer": names[0], "columns_on": names[0]}
    wanted["columns_amount"] = names[-1]
    choose(browser, address, **wanted)
    work()
    job.refresh_from_db()
    assert (job.stage, job.state) == ("checked", "done")
    if job.can_be_committed:
        browser.post(f"{address}commit/")
        work()
        job.refresh_from_db()
        assert job.stage == "committed"


class Caller:
    def __init__(self, scopes=tuple(Scope.values)):
        key = make_key(scopes=list(scopes))
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def post(self, address, document=None):
        return self.client.post(
            f"/api/v1/customer-imports/{address}",
            json.dumps(document or {}),
            content_type="application/json",
        )


def test_a_system_sends_a_file_in_one_go():
    caller = Caller()
    sent = caller.client.post(
        "/api/v1/customer-imports/?kind=purchases&name=shop.csv",
        SHOP,
        content_type="text/csv",
    )
    assert sent.status_code == 202
    here = sent["Location"]
    work()
    suggested = caller.client.get(f"{here}suggestion/").json()["mapping"]
    assert suggested["columns"]["customer"] == "CustomerID"
    pk = sent.json()["id"]
    assert caller.post(f"{pk}/check/", {"mapping": suggested}).status_code == 202
    work()
    found = caller.client.get(here).json()
    assert (found["stage"], found["report"]["new"]) == ("checked", 4)
    assert b"C536379" in caller.client.get(f"{here}problems/").content
    assert caller.post(f"{pk}/commit/").status_code == 202
    work()
    assert Customer.objects.count() == 2
    assert caller.post(f"{pk}/commit/").status_code == 409
    assert caller.post(f"{pk}/undo/").status_code == 202
    work()
    assert Customer.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?kind=weather", "kind"),
        ("", "kind"),
        ("?kind=needs&mapping=[]", "mapping"),
        ("?kind=needs&mapping={", "mapping"),
    ],
)
def test_what_is_wrong_with_an_upload_is_said(query, place):
    answer = Caller().client.post(
        f"/api/v1/customer-imports/{query}", "a,b\n1,2\n", content_type="text/csv"
    )
    assert answer.status_code == 400
    assert place in answer.content.decode()


def test_a_key_needs_the_scope_and_sees_only_its_own_files(browser):
    upload(browser)
    pk = CustomerImport.objects.get().pk
    caller = Caller()
    assert caller.client.get(f"/api/v1/customer-imports/{pk}/").status_code == 404
    assert Caller(scopes=[Scope.PROMISES]).post(f"{pk}/commit/").status_code == 403


def test_the_addresses_are_those_of_the_documentation():
    assert reverse("customers:imports") == "/customers/import/"
    assert reverse("customer-import-list") == "/api/v1/customer-imports/"
