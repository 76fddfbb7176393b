"""Satisfaction and silence on pages and over REST."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from customers import reviewing, rollup
from customers.models import (
    Customer,
    Purchase,
    Segment,
    Standing,
    StandingReview,
    SurveyAnswer,
)
from customers.queries.satisfaction import satisfied
from tests.make import (
    make_customer,
    make_defection,
    make_interaction,
    make_made_promise,
    make_segment,
)

pytestmark = pytest.mark.django_db
LAST = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)


def company(many: int = 40, *, spiteful: bool = True) -> Segment:
    """Make customers of whom six in ten of those who left had been satisfied."""
    segment = make_segment(code="homes", name="Homes")
    lines, answers = [], []
    for n in range(many):
        customer = make_customer(
            code=f"k-{n:03}", name=f"=Kim {n}", segment=segment if n % 2 else None
        )
        gap = 4 + n % 17
        start = 200 if n % 5 == 0 else n % gap
        lines += [
            Purchase(
                customer=customer, on=LAST - timedelta(days=ago), amount=Decimal(20 + n)
            )
            for ago in range(start, 400, gap)
        ]
        gone = n % 5 == 0
        score = (5 if n % 25 < 15 else 2) if gone else 1 + n % 5
        answers.append(
            SurveyAnswer(
                customer=customer,
                kind="csat",
                score=Decimal(score),
                on=date(2025, 11, 1),
            )
        )
        if gone:
            make_defection(
                customer,
                on=date(2025, 12, 1) if n % 10 else date(2026, 5, 1),
                broken_promise="on-time" if n % 10 else "",
            )
    Purchase.objects.bulk_create(lines)
    SurveyAnswer.objects.bulk_create(answers)
    return segment


def look(as_of: date = LAST) -> None:
    rollup.count_all()
    StandingReview.objects.create(asked_at=NOW, as_of=as_of)
    assert reviewing.run_next(now=NOW)


@pytest.fixture
def browser(client: Client, marketing: User) -> Client:
    client.force_login(marketing)
    return client


def test_before_any_review_the_pages_say_what_to_do(browser: Client) -> None:
    for path in ("satisfaction", "silent", "complaining", "quadrants/mercenary"):
        assert browser.get(f"/customers/{path}/").status_code == 200
    page = browser.get("/customers/satisfaction/").content.decode()
    assert "Bring in what customers answered" in page
    assert "a claim about other companies" in page


def test_the_own_figure_stands_beside_the_claim(browser: Client) -> None:
    company(60)
    look()
    page = browser.get("/customers/satisfaction/").content.decode()
    assert "had said they were satisfied: their last answer before leaving" in page
    assert "over 60 %" in page
    assert "Homes" in page
    assert "on-time" in page
    assert "Only 12 who left had answered: at least 30" in page
    assert "Mercenaries" in page


def test_a_broken_promise_is_called_by_its_words(
    browser: Client, marketing: User
) -> None:
    make_made_promise(code="on-time", statement="It comes when you said.")
    company(60)
    look()
    found = satisfied(marketing)
    assert found is not None
    names = {one.code: one.name for one in found.promises}
    assert names == {"": "None named", "on-time": "It comes when you said."}
    assert (
        "It comes when you said."
        in browser.get("/customers/satisfaction/").content.decode()
    )


def test_another_threshold_gives_another_share(
    browser: Client, marketing: User
) -> None:
    company(60)
    look()
    usual, lower = satisfied(marketing), satisfied(marketing, satisfied_from=2)
    assert usual is not None
    assert lower is not None
    assert (usual.satisfied_from, usual.overall.defectors) == (4, 12)
    assert usual.overall.share is not None
    assert 0.5 < usual.overall.share < 1
    assert lower.overall.share == 1
    assert sum(one.customers for one in usual.corners) == 60
    assert {one.name for one in usual.segments} == {"Homes", "No segment"}
    assert {one.code for one in usual.promises} == {"", "on-time"}
    assert browser.get("/customers/satisfaction/?satisfied_from=2").status_code == 200
    for bad in ("9", "nan", "x", "1" * 5000, "-1e400"):
        page = browser.get("/customers/satisfaction/", {"satisfied_from": bad})
        assert page.status_code == 200


def test_a_score_that_leaks_is_not_advised_on(browser: Client) -> None:
    for n in range(60):
        customer = make_customer()
        SurveyAnswer.objects.create(
            customer=customer, kind="csat", score=Decimal(1 if n < 30 else 5), on=LAST
        )
        if n < 30:
            make_defection(customer, on=LAST)
    look()
    page = browser.get("/customers/satisfaction/").content.decode()
    assert "Do not conclude anything from this score" in page
    assert "separates those who left perfectly" in page


def test_the_customers_of_a_quadrant_are_listed_and_exported(browser: Client) -> None:
    company()
    look()
    counts = {}
    for name in ("loyalist", "mercenary", "hostage", "defector"):
        page = browser.get(f"/customers/quadrants/{name}/")
        counts[name] = page.context["rows"].paginator.count
        file = browser.get(f"/customers/quadrants/{name}.csv")
        lines = list(csv.reader(file.getvalue().decode("utf-8-sig").splitlines()))
        assert len(lines) == counts[name] + 1
        assert all(line[1].startswith("'=") for line in lines[1:])
    assert sum(counts.values()) == 40
    assert counts["loyalist"]
    assert browser.get("/customers/quadrants/enemies/").status_code == 404
    assert browser.get("/customers/quadrants/loyalist.pdf").status_code == 404


def test_silent_customers_come_worst_first_and_in_a_file(browser: Client) -> None:
    company()
    look(LAST + timedelta(days=45))
    page = browser.get("/customers/silent/")
    rows = list(page.context["rows"])
    assert rows
    losses = [row.expected_loss for row in rows]
    assert losses == sorted(losses, reverse=True)
    assert {row.state for row in rows} <= {"due", "late", "silent"}
    assert "half a year ago's forecast fared" in page.content.decode()
    some = browser.get("/customers/silent/?state=silent&segment=&page=abc")
    assert {row.state for row in some.context["rows"]} <= {"silent"}
    assert browser.get("/customers/silent/?state=lost").status_code == 200
    answer: Any = browser.get("/customers/silent.xlsx?state=silent")
    file = b"".join(answer.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(file))
    sheet: Any = book.active
    assert sheet.max_row == 1 + some.context["rows"].paginator.count
    assert browser.get("/customers/silent.txt").status_code == 404


def test_who_complains_stands_in_a_list_of_their_own(browser: Client) -> None:
    company()
    loud = make_customer(code="loud", name="Lou")
    make_interaction(loud, kind="complaint", at=datetime(2026, 6, 20, tzinfo=UTC))
    old = make_customer(code="old")
    make_interaction(old, kind="complaint", at=datetime(2026, 1, 20, tzinfo=UTC))
    look()
    rows = browser.get("/customers/complaining/").context["rows"]
    assert [row.customer.code for row in rows] == ["loud"]
    file = browser.get("/customers/complaining.csv").getvalue().decode()
    assert "loud" in file
    assert "2026-06-20" in file


def test_a_list_takes_the_same_few_queries_however_long_it_is(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    company(30)
    look(LAST + timedelta(days=45))
    paths = ("silent", "complaining", "satisfaction", "quadrants/loyalist")
    for path in paths:
        with django_assert_max_num_queries(14):
            browser.get(f"/customers/{path}/")
    for path in ("silent-customers", "complaining-customers", "satisfaction"):
        with django_assert_max_num_queries(9):
            browser.get(f"/api/v1/{path}/")


def test_the_figures_come_over_rest(browser: Client) -> None:
    assert browser.get("/api/v1/satisfaction/").status_code == 404
    assert browser.get("/api/v1/complaining-customers/").json()["results"] == []
    company(60)
    look(LAST + timedelta(days=45))
    found = browser.get("/api/v1/satisfaction/?satisfied_from=4").json()
    assert found["overall"]["defectors"] == 12
    assert {one["quadrant"] for one in found["quadrants"]} == {
        *("loyalist", "mercenary", "hostage", "defector")
    }
    assert found["warnings"][0]["code"] == "too-few-answers"
    assert browser.get("/api/v1/satisfaction/?satisfied_from=9").status_code == 400
    silent = browser.get("/api/v1/silent-customers/?page_size=2").json()
    assert len(silent["results"]) == 2
    assert silent["next"]
    assert silent["previous"] is None
    assert set(silent["results"][0]) >= {"customer", "loss", "expected_loss"}
    assert browser.get("/api/v1/silent-customers/?state=gone").status_code == 400


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize(
    ("path", "ordering"),
    [
        ("silent-customers", "-expected_loss"),
        ("silent-customers", "expected_loss"),
        ("complaining-customers", "-complained_on"),
        ("complaining-customers", "at_stake"),
    ],
)
def test_everybody_stands_on_one_page_over_rest(
    browser: Client, path: str, ordering: str, ties: bool
) -> None:
    company(30)
    for customer in Customer.objects.all():
        make_interaction(customer, kind="complaint", at=NOW - timedelta(days=3))
    look(LAST + timedelta(days=45))
    Standing.objects.update(state="due")
    if ties:
        Standing.objects.update(expected_loss=0, at_stake=0)
    column = ordering.lstrip("-")
    sign = "-" if ordering.startswith("-") else ""
    rows = Standing.objects.order_by(ordering, f"{sign}pk")
    if column != "expected_loss":
        rows = rows.filter(complained_on__isnull=False)
    wanted = list(rows.values_list("customer__code", flat=True))
    pages, address = [], f"/api/v1/{path}/?page_size=7&ordering={ordering}"
    while address:
        answer = browser.get(address).json()
        pages.append([row["customer"] for row in answer["results"]])
        address, back = answer["next"], answer["previous"]
    assert [code for page in pages for code in page] == wanted
    assert len(wanted) > 7
    while back:
        pages.pop()
        answer = browser.get(back).json()
        assert [row["customer"] for row in answer["results"]] == pages[-1]
        back = answer["previous"]
    assert len(pages) == 1


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "after~", "after~7", "after~7~x", "before~7~1e99", "on~7~1"]
)
def test_a_broken_cursor_is_no_fault_of_ours(browser: Client, cursor: str) -> None:
    company()
    look(LAST)
    answer = browser.get(f"/api/v1/silent-customers/?cursor={cursor}")
    assert answer.status_code in {200, 404}


def test_a_review_is_asked_for_on_the_page(browser: Client, frontline: User) -> None:
    company()
    rollup.count_all()
    assert browser.post("/customers/review/", {"back": "silence"}).status_code == 302
    page = browser.get("/customers/silent/").content.decode()
    assert "waiting for its turn" in page
    browser.force_login(frontline)
    assert browser.post("/customers/review/").status_code == 403
    assert "Look again now" not in browser.get("/customers/silent/").content.decode()


def test_nobody_is_told_to_call_whoever_may_not_be_called(browser: Client) -> None:
    company()
    look(LAST + timedelta(days=45))
    first, second = [
        row.customer for row in browser.get("/customers/silent/").context["rows"][:2]
    ]
    Customer.objects.filter(pk=first.pk).update(
        erased_at=NOW, name="", email="", phone="", consent="refused"
    )
    Customer.objects.filter(pk=second.pk).update(consent="refused")
    page = browser.get("/customers/silent/")
    assert page.context["rows"][0].customer == second
    assert "must not be contacted" in page.content.decode()
