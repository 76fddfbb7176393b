"""The pages and endpoints of the best set."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from planner.plans.services import settle_approved
from planner.portfolio import runs, services
from planner.portfolio.models import Budgets, Portfolio
from tests.make import NOW, make_initiative, make_plan_decision
from tests.portfolio.test_runs import found, make_rivals

pytestmark = pytest.mark.django_db
HOME = reverse("portfolio:home")
LIST = reverse("portfolio-list")


def page_of(run):
    return reverse("portfolio:detail", args=[run.pk])


def test_a_director_asks_and_follows_it_to_the_set(marketing, signed_in):
    _, dear, cheap = make_rivals()
    browser = signed_in(marketing)
    assert b"Nobody has looked yet" in browser.get(HOME).content
    answer = browser.post(HOME, {"seconds": "1"})
    run = Portfolio.objects.get()
    assert answer.headers["Location"] == page_of(run)
    poll = reverse("portfolio:progress", args=[run.pk])
    assert poll in browser.get(page_of(run)).content.decode()
    htmx = {"HX-Request": "true"}
    assert "HX-Refresh" not in browser.get(poll, headers=htmx).headers
    assert browser.get(poll).headers["Location"] == page_of(run)

    runs.solve_next(now=NOW)

    assert browser.get(poll, headers=htmx).headers["HX-Refresh"] == "true"
    text = browser.get(page_of(run)).content.decode()
    assert f'approve <a href="#candidates">{dear.title}</a>' in " ".join(text.split())
    assert "no set of these is worth more" in text
    assert f"<strong>{cheap.title}</strong>: every promise" in text
    assert "falls from" in text
    assert "What one more unit is worth" in text
    assert "Marketing would earn" in text


def test_the_page_of_a_funded_set_ranks_the_initiatives(ceo, signed_in):
    packing, *_ = make_rivals()
    make_initiative(
        code="line",
        name="A second line",
        capability=packing,
        adds=Decimal(40),
        cost=Decimal(200),
    )
    Budgets.objects.create(pk=1, total=Decimal(5000))
    text = signed_in(ceo).get(page_of(found(ceo))).content.decode()
    assert "and fund" in text
    assert "A second line" in text
    assert "Its room is worth more than its cost." in text
    assert "What is spent of the budgets" in text


def test_what_is_approved_and_costs_more_than_the_budget_is_named(ceo, signed_in):
    _, dear, _ = make_rivals()
    version = dear.versions.get()
    make_plan_decision(version, score=version.scores.get())
    settle_approved(version=version, actor=ceo, now=NOW)
    Budgets.objects.create(pk=1, total=Decimal(10))
    text = signed_in(ceo).get(page_of(found(ceo))).content.decode()
    assert f"“{dear.title}” (approved) must be in and cost" in text


def test_an_empty_company_is_told_what_comes_next(ceo, signed_in):
    text = signed_in(ceo).get(page_of(found(ceo))).content.decode()
    assert "Nothing competes" in text
    assert "No plan waits for a decision" in text


def test_a_failed_run_says_why_and_what_to_do(ceo, signed_in):
    run = services.ask(actor=ceo, now=NOW)
    Portfolio.objects.update(state="failed", error="The worker stopped.")
    text = signed_in(ceo).get(page_of(run)).content.decode()
    assert "The worker stopped." in text
    assert "Look again" in text


@pytest.mark.parametrize("seconds", ["0", "121", "x", "\x00", "9" * 5000])
def test_seconds_that_cannot_be_are_refused_in_the_form(ceo, signed_in, seconds):
    answer = signed_in(ceo).post(HOME, {"seconds": seconds})
    assert answer.status_code == 422
    assert not Portfolio.objects.exists()


def test_all_candidates_come_as_a_file(ceo, signed_in):
    _, dear, cheap = make_rivals()
    address = reverse("portfolio:export", args=[found(ceo).pk, "csv"])
    answer = signed_in(ceo).get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = {row["candidate"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows[f"plan-{dear.pk}"]["chosen"] == "yes"
    assert rows[f"plan-{cheap.pk}"]["chosen"] == "no"
    assert rows[f"plan-{cheap.pk}"]["reason"]


def test_the_list_asks_the_same_of_the_database_however_long(
    ceo, signed_in, count_queries
):
    Portfolio.objects.create(asked_by=ceo, asked_at=NOW)
    browser = signed_in(ceo)
    few = count_queries(browser, HOME)
    for _ in range(5):
        Portfolio.objects.create(asked_by=ceo, asked_at=NOW)
    assert count_queries(browser, HOME) == few


def test_the_ceo_sets_budgets_and_directors_read_them(ceo, marketing, signed_in):
    address = reverse("portfolio:budgets")
    browser = signed_in(ceo)
    sent = {"revision": "1", "total": "120000", "marketing": ""}
    assert browser.post(address, sent).status_code == 302
    assert Budgets.objects.get().total == Decimal(120_000)
    assert browser.post(address, sent).status_code == 409
    assert browser.post(address, {"revision": "2", "total": "-1"}).status_code == 422
    text = signed_in(marketing).get(address).content.decode()
    assert "120,000" in text
    assert "no limit" in text
    assert signed_in(marketing).post(address, sent).status_code == 403


def test_a_search_is_called_off_on_its_page(marketing, signed_in):
    run = services.ask(actor=marketing, now=NOW)
    browser = signed_in(marketing)
    stop = reverse("portfolio:cancel", args=[run.pk])
    assert stop in browser.get(page_of(run)).content.decode()
    assert browser.post(stop).headers["Location"] == HOME
    text = browser.get(page_of(run)).content.decode()
    assert "This search was called off" in text
    assert stop not in text
    assert browser.post(stop).status_code == 409
    assert b"cancelled" in browser.get(HOME).content
    assert not runs.solve_next(now=NOW)


def test_the_page_of_a_set_is_a_board_paper_with_a_place_to_sign(ceo, signed_in):
    make_rivals()
    text = signed_in(ceo).get(page_of(found(ceo))).content.decode()
    assert "data-print" in text
    assert f"for {ceo.name}, {ceo.title}." in text
    assert '<p class="signature">Signature</p>' in text


# --- REST ---------------------------------------------------------------------------


def test_a_set_is_asked_for_and_read_over_rest(ceo, marketing, frontline):
    client = APIClient()
    client.force_authenticate(marketing)
    answer = client.post(LIST, {"seconds": 1}, format="json")
    assert answer.status_code == 202
    assert answer.json()["state"] == "queued"
    runs.solve_next(now=NOW)
    whole = client.get(answer.headers["Location"]).json()
    assert whole["state"] == "done"
    assert whole["case"]["format"] == "portfolio-case/1"
    assert whole["result"]["solution"]["format"] == "portfolio/1"
    [line] = client.get(LIST).json()["results"]
    assert "case" not in line
    assert client.post(LIST, {"seconds": 0}, format="json").status_code == 400
    client.force_authenticate(frontline)
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {}, format="json").status_code == 403


def test_a_search_is_called_off_over_rest(marketing, frontline):
    client = APIClient()
    client.force_authenticate(marketing)
    run = services.ask(actor=marketing, now=NOW)
    stop = reverse("portfolio-cancel", args=[run.pk])
    answer = client.post(stop)
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert client.post(stop).status_code == 409
    assert client.post(reverse("portfolio-cancel", args=[0])).status_code == 404
    client.force_authenticate(frontline)
    assert client.post(stop).status_code == 403
