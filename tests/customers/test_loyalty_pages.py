"""The pages of loyalty: the overview, the list, and a customer."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.test import Client

from accounts.models import User
from core.jobs import JobState
from core.keyset import read_cursor
from customers import rollup, studying
from customers.models import Customer, History, LoyaltyStudy
from customers.pages.overview import MEANINGS, class_of, full_quarter, quarter_words
from customers.pages.person import tone_of
from customers.queries.listing import ORDERS, PAGE_SIZE
from customers.services import ask_study
from engine.loyalty.rfm import CLASSES, classes_of
from tests.customers.test_studies import LAST, shop, work
from tests.make import (
    NOW,
    make_answer,
    make_customer,
    make_defection,
    make_interaction,
    make_purchase,
    make_segment,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def browser(marketing: User, signed_in: Any) -> Client:
    found: Client = signed_in(marketing)
    return found


@pytest.fixture
def studied(marketing: User) -> LoyaltyStudy:
    shop()
    job = ask_study(actor=marketing, now=NOW)
    work()
    job.refresh_from_db()
    return job


def text(browser: Client, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_overview_says_what_the_study_found(
    browser: Client, studied: LoyaltyStudy
) -> None:
    shown = text(browser, "/customers/")
    document = studied.document
    assert "120 customers" in shown
    assert f"{document['repeat_rate']['share']:.0%}".replace("%", "\xa0%") in shown
    assert "The check" in shown
    assert "How this is known" in shown
    for meaning in MEANINGS.values():
        assert meaning in shown


def test_before_there_are_purchases_the_page_says_what_to_do(
    browser: Client, frontline: User, signed_in: Any
) -> None:
    assert "No purchase yet" in text(browser, "/customers/")
    shown = text(signed_in(frontline), "/customers/")
    assert "The directors bring files" in shown
    assert "No customer yet" in text(browser, "/customers/all/")


def test_purchases_without_a_study_ask_for_one(browser: Client) -> None:
    shop(12)
    assert "have not been studied yet" in text(browser, "/customers/")
    answer = browser.post(
        "/customers/study/", {"value_weeks": "26", "discount": "7.5"}, follow=True
    )
    job = LoyaltyStudy.objects.get()
    assert (job.value_weeks, job.discount) == (26, Decimal("0.075"))
    assert "Waiting for a worker" in answer.content.decode()


def test_few_purchases_show_rates_and_say_why_there_is_no_forecast(
    browser: Client, marketing: User
) -> None:
    shop(8)
    ask_study(actor=marketing, now=NOW)
    work()
    shown = text(browser, "/customers/")
    assert "No forecast: 8 customers" in shown
    assert "Too little is known for a forecast" in shown


def test_a_study_under_way_shows_progress_and_can_be_cancelled(
    browser: Client, marketing: User
) -> None:
    shop(12)
    job = ask_study(actor=marketing, now=NOW)
    address = f"/customers/study/{job.pk}/progress/"
    assert "Cancel" in text(browser, address)
    answer = browser.post(f"/customers/study/{job.pk}/cancel/", follow=True)
    assert "Cancelled." in answer.content.decode()
    assert browser.get(address).status_code == 302
    polled = browser.get(address, headers={"HX-Request": "true"})
    assert polled.headers["HX-Refresh"] == "true"


def test_what_cannot_be_studied_is_said_in_the_form(browser: Client) -> None:
    wrong = browser.post("/customers/study/", {"value_weeks": "0", "discount": "x"})
    assert wrong.status_code == 422
    nothing = browser.post("/customers/study/", {})
    assert nothing.status_code == 422
    assert "Nobody has bought anything yet" in nothing.content.decode()


def test_a_failed_study_is_told(browser: Client) -> None:
    shop(8)
    LoyaltyStudy.objects.create(
        asked_at=NOW, as_of=LAST, state=JobState.FAILED, error="The disk is full."
    )
    assert "The disk is full." in text(browser, "/customers/")


# --- The list ---------------------------------------------------------------------


def many() -> None:
    homes = make_segment(code="homes", name="Homes")
    for number in range(PAGE_SIZE * 2 + 7):
        customer = make_customer(
            code=f"K-{number:03}", name=f"Name {number}", segment=homes
        )
        if number % 3:
            make_purchase(customer, amount=Decimal(number % 5))
    rollup.count_all()
    for row in History.objects.all():
        row.value = Decimal(row.pk % 7)
        row.save(update_fields=["value"])


def walk(browser: Client, sort: str) -> list[int]:
    """Go through all pages and back; return the keys in order."""
    found: list[int] = []
    back: list[list[int]] = []
    address = f"/customers/all/?sort={sort}"
    while True:
        listed = browser.get(address).context["found"]
        found += [row.pk for row in listed.rows]
        back.append([row.pk for row in listed.rows])
        if not listed.older:
            break
        address = f"/customers/all/?sort={sort}&after={listed.older}"
    while listed.newer:
        here = back.pop()
        assert [row.pk for row in listed.rows] == here
        address = f"/customers/all/?sort={sort}&before={listed.newer}"
        listed = browser.get(address).context["found"]
    assert [row.pk for row in listed.rows] == back.pop()
    assert not back
    return found


@pytest.mark.parametrize("sort", list(ORDERS))
def test_every_customer_stands_on_one_page(browser: Client, sort: str) -> None:
    many()
    order = ORDERS[sort]
    found = walk(browser, sort)
    sign = "-" if order.descending else ""
    rows = History.objects.order_by(sign + order.column, f"{sign}pk")
    if order.only_buyers:
        rows = rows.filter(days__gt=0)
    assert found == list(rows.values_list("pk", flat=True))


def test_the_list_is_narrowed_by_what_the_address_says(browser: Client) -> None:
    many()
    History.objects.filter(customer__code="K-004").update(rfm_class="best")
    other = make_customer(name="Greta Gold", relationship="former")
    rollup.copy_facts()
    for query, codes in (
        ("?q=greta", [other.code]),
        ("?q=k-00", [f"K-{number:03}" for number in range(10)]),
        ("?rfm_class=best", ["K-004"]),
        ("?relationship=former", [other.code]),
        ("?segment=homes&rfm_class=best", ["K-004"]),
        ("?q=nobody", []),
    ):
        found = browser.get(f"/customers/all/{query}").context["found"]
        assert sorted(row.customer.code for row in found.rows) == codes
    assert "Nobody like that" in text(browser, "/customers/all/?q=nobody")


@pytest.mark.parametrize(
    "query",
    [
        "?after=x",
        "?after=1~x",
        "?after=1~NaN",
        "?after=99999999999999999999~1",
        "?after=9223372036854775808~1",
        "?before=%00",
        "?after=1~%00&sort=code",
        "?sort=last&after=1~yesterday",
        "?sort=purchases&after=1~" + "9" * 5_000,
        "?sort=nonsense",
        "?segment=none&q=%00&rfm_class=x",
    ],
)
def test_a_broken_address_shows_some_page(browser: Client, query: str) -> None:
    make_customer()
    rollup.copy_facts()
    text(browser, f"/customers/all/{query}")


def test_a_cursor_is_read_as_its_column_says() -> None:
    assert read_cursor(History, "last_on", "7~2026-01-05") == (LAST, 7)
    assert read_cursor(History, "days", "7~-2") is None
    assert read_cursor(History, "value", "7~1e99") is None


def test_the_list_as_a_file_is_the_list(browser: Client) -> None:
    many()
    make_customer(code="=cmd", name="=1+1")
    rollup.copy_facts()
    address = "/customers/all.csv?segment=homes&sort=purchases"
    file = b"".join(browser.get(address).streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    assert len(rows) == PAGE_SIZE * 2 + 7
    days = [int(row["days with a purchase"]) for row in rows]
    assert days == sorted(days, reverse=True)
    whole = b"".join(browser.get("/customers/all.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in whole
    assert browser.get("/customers/all.xlsx").status_code == 200
    assert browser.get("/customers/all.pdf").status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(
    browser: Client, count_queries: Any
) -> None:
    make_purchase(make_customer(segment=make_segment()))
    rollup.count_all()
    narrowed = "/customers/all/?relationship=customer&q=customer&sort=last"
    before = [count_queries(browser, one) for one in ("/customers/all/", narrowed)]
    many()
    make_purchase(make_customer())
    rollup.count_all()
    after = [count_queries(browser, one) for one in ("/customers/all/", narrowed)]
    assert after == before


# --- A customer -------------------------------------------------------------------


def test_a_customers_page_says_what_is_known(
    browser: Client, studied: LoyaltyStudy
) -> None:
    history = History.objects.filter(days__gt=2).order_by("-alive")[0]
    customer = history.customer
    make_answer(customer)
    make_interaction(customer, note="Asked for a lamp.")
    shown = text(browser, f"/customers/{customer.pk}/")
    assert f"{history.days} days" in shown
    assert "Are they still a customer?" in shown
    assert "Asked for a lamp." in shown
    assert "4 of 1 to 5" in shown
    assert f"/promises/kept-to/{customer.pk}/" in shown
    assert "in the 52 weeks from" in shown


def test_a_page_of_who_never_bought_and_of_who_left(browser: Client) -> None:
    prospect = make_customer(relationship="prospect")
    assert "Never bought anything" in text(browser, f"/customers/{prospect.pk}/")
    left = make_customer()
    make_purchase(left)
    make_defection(left, why="Too late, twice.", broken_promise="two-days")
    rollup.count_all()
    shown = text(browser, f"/customers/{left.pk}/")
    assert "Left on" in shown
    assert "Too late, twice." in shown
    assert "One purchase has no rhythm yet" in shown
    assert "There is no figure yet" in shown


def test_a_page_asks_as_much_for_many_purchases_as_for_few(
    browser: Client, count_queries: Any
) -> None:
    customer = make_customer()
    make_purchase(customer)
    rollup.count_all()
    address = f"/customers/{customer.pk}/"
    before = count_queries(browser, address)
    for back in range(30):
        make_purchase(customer, on=LAST - back * DAY)
        make_answer(customer)
        make_interaction(customer)
    rollup.count_all()
    assert count_queries(browser, address) == before


def test_outsiders_see_no_customer(outsider: User, signed_in: Any) -> None:
    customer = make_customer()
    browser = signed_in(outsider)
    for address in ("/customers/", "/customers/all/", f"/customers/{customer.pk}/"):
        assert browser.get(address).status_code == 403
    assert not Customer.objects.visible_to(outsider).exists()


# --- Words ------------------------------------------------------------------------


def test_the_map_forms_classes_as_the_engine_does() -> None:
    for recency in range(1, 6):
        for frequency in range(1, 6):
            found = classes_of(np.array([recency]), np.array([frequency]))
            assert class_of(recency, frequency) == CLASSES[int(found[0])]


def test_the_quarter_told_is_one_that_is_over(studied: LoyaltyStudy) -> None:
    quarter = full_quarter(studied.document)
    assert quarter is not None
    assert quarter["quarter"] == "2025-Q4"
    assert quarter_words("2025-Q4") == "October to December 2025"


def test_a_chance_has_the_tone_of_its_height() -> None:
    assert [tone_of(alive) for alive in (0.9, 0.5, 0.1)] == [
        "kept",
        "at-risk",
        "not-kept",
    ]


def test_nobody_works_when_there_is_nothing_to_do() -> None:
    assert studying.run_next(now=NOW) is False
