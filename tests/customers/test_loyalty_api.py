"""Loyalty over REST."""

from typing import Any

import pytest
from django.test import Client

from core.jobs import JobState
from customers import rollup
from customers.models import History, LoyaltyStudy
from tests.customers.test_studies import shop, work
from tests.make import make_customer, make_key, make_segment

pytestmark = pytest.mark.django_db
STUDIES, JSON = "/api/v1/loyalty-studies/", "application/json"


@pytest.fixture
def shop_key() -> Client:
    return Client(headers={"Authorization": f"Bearer {make_key()}"})


def test_a_study_is_asked_for_done_and_read(shop_key: Client) -> None:
    shop()
    assert shop_key.get("/api/v1/loyalty/").status_code == 404
    asked = shop_key.post(
        "/api/v1/loyalty-studies/",
        {"value_weeks": 26, "discount": "0.05"},
        content_type="application/json",
    )
    assert asked.status_code == 201
    assert asked.json()["state"] == "queued"
    again = shop_key.post(STUDIES, {}, content_type=JSON)
    assert again.status_code == 409
    work()
    found = shop_key.get("/api/v1/loyalty/").json()
    assert (found["state"], found["value_weeks"], found["discount"]) == (
        "done",
        26,
        "0.050",
    )
    assert found["document"]["format"] == "loyalty-study/1"
    assert found["document"]["value"]["weeks"] == 26
    listed = shop_key.get("/api/v1/loyalty-studies/").json()["results"]
    assert [one["id"] for one in listed] == [found["id"]]
    assert "document" not in listed[0]


def test_a_study_is_cancelled(shop_key: Client) -> None:
    shop(12)
    job = shop_key.post(STUDIES, {}, content_type=JSON).json()["id"]
    address = f"/api/v1/loyalty-studies/{job}/cancel/"
    assert shop_key.post(address, {}, content_type=JSON).json()["state"] == "cancelled"
    assert shop_key.post(address, {}, content_type=JSON).status_code == 409


@pytest.mark.parametrize(
    "sent",
    [{"value_weeks": 0}, {"value_weeks": "x"}, {"discount": "NaN"}, {"discount": "2"}],
)
def test_what_cannot_be_studied_is_refused(shop_key: Client, sent: Any) -> None:
    shop(12)
    answer = shop_key.post(
        "/api/v1/loyalty-studies/", sent, content_type="application/json"
    )
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(sent)


def test_customers_figures_come_page_by_page(shop_key: Client) -> None:
    shop(30)
    LoyaltyStudy.objects.create(
        asked_at="2026-01-01T00:00Z", as_of="2026-01-01", state=JobState.DONE
    )
    address = "/api/v1/customer-histories/?page_size=7&ordering=-revenue"
    found: list[str] = []
    while address:
        page = shop_key.get(address).json()
        found += [row["customer"] for row in page["results"]]
        address = page["next"]
    order = History.objects.order_by("-revenue", "pk")
    assert found == list(order.values_list("customer__code", flat=True))


def test_customers_figures_are_narrowed_and_honest_before_a_study(
    shop_key: Client,
) -> None:
    homes = make_segment(code="homes")
    customer, other = make_customer(segment=homes), make_customer()
    rollup.copy_facts()
    History.objects.filter(customer=other).update(rfm_class="best")
    for query, expected in (
        ("?segment=homes", [customer.code]),
        (f"?customer={other.code}", [other.code]),
        ("?rfm_class=best", [other.code]),
        ("?relationship=former", []),
    ):
        rows = shop_key.get(f"/api/v1/customer-histories/{query}").json()["results"]
        assert [row["customer"] for row in rows] == expected
    row = shop_key.get("/api/v1/customer-histories/?segment=homes").json()["results"][0]
    assert (row["value"], row["weeks"], row["alive"]) == (None, None, None)
    for broken in ("?cursor=x", "?cursor=%00", "?rfm_class=x", "?page_size=0"):
        status = shop_key.get(f"/api/v1/customer-histories/{broken}").status_code
        assert status in {200, 400, 404}


def test_the_list_asks_as_much_for_many_as_for_few(
    marketing: Any, signed_in: Any, count_queries: Any
) -> None:
    browser = signed_in(marketing)
    make_customer(segment=make_segment())
    rollup.copy_facts()
    before = count_queries(browser, "/api/v1/customer-histories/")
    for _ in range(30):
        make_customer(segment=make_segment())
    rollup.copy_facts()
    assert count_queries(browser, "/api/v1/customer-histories/") == before
