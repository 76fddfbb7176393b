"""Promises as candidates, and what it is worth that nobody else promises it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans.models import Commitment
from planner.portfolio import services
from planner.portfolio.assembly import build_portfolio
from planner.portfolio.models import PromiseWorth
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_evidence,
    make_made_promise,
    make_must_have,
    make_promise,
    make_promise_worth,
)
from tests.portfolio.test_assembly import drafted, scored
from tests.portfolio.test_runs import found

pytestmark = pytest.mark.django_db
SOURCE = "Price trial in two cities, October"


def put(actor, promise, *, revision=0, **facts):
    facts.setdefault("source", SOURCE)
    return services.set_promise_worth(
        actor=actor, promise_id=promise.pk, revision=revision, facts=facts, now=NOW
    )


def entries_of(built):
    return {entry["id"]: entry for entry in built.case["candidates"]}


def studied(**fields):
    """Make a promise that waits for approval and takes two parcels."""
    packing = make_capability(code="packing", likely=100)
    return make_promise(
        code="parts", state="studied", requires=[(packing, 2)], **fields
    )


# --- The figures --------------------------------------------------------------------


def test_a_director_puts_a_figure_on_a_promise_and_says_where_it_comes_from(marketing):
    promise = make_made_promise()
    row = put(marketing, promise, differentiation=Decimal("2.50"))
    assert str(row) == f"what “{promise}” is worth"
    event = AuditEvent.objects.latest("pk")
    assert event.action == "put a figure on it"
    assert event.changes["differentiation"] == [None, "2.50"]
    with pytest.raises(Conflict):
        put(marketing, promise, differentiation=Decimal(3))
    same = put(marketing, promise, revision=1, differentiation=Decimal("2.50"))
    assert same.revision == 1
    more = put(marketing, promise, revision=1, differentiation=None)
    assert (more.revision, more.differentiation) == (2, None)


def test_who_may_put_figures_and_on_what(marketing, frontline, outsider):
    promise = make_made_promise()
    for person in (frontline, outsider):
        with pytest.raises(NotAllowed):
            put(person, promise)
    with pytest.raises(Invalid) as refusal:
        put(marketing, promise, source="", margin=Decimal(-1))
    assert set(refusal.value.errors) == {"source", "margin"}
    retired = make_promise(state="retired")
    with pytest.raises(NotThere):
        put(marketing, retired)


# --- Differentiation ---------------------------------------------------------------


def test_a_plan_earns_what_its_kept_promises_set_apart():
    one = make_made_promise(code="one", break_cost=Decimal(40))
    other = make_made_promise(code="other")
    plan = drafted(one, likely=20)  # four weeks, always kept
    plan.tactics.get().promises.add(other)
    scored(plan)
    make_promise_worth(one, differentiation=Decimal("2.50"))
    make_promise_worth(other, differentiation=Decimal("0.50"))
    built = build_portfolio(as_of=MONDAY)
    [entry] = built.case["candidates"]
    assert entry["value"]["differentiation"] == pytest.approx(80 * 3.0)
    assert entry["value"]["profitability"] == pytest.approx(80 * 20.0)
    assert built.facts["set_apart"] == ["one", "other"]


def test_where_nobody_has_put_a_figure_nothing_is_counted():
    scored(drafted(make_made_promise()))
    built = build_portfolio(as_of=MONDAY)
    [entry] = built.case["candidates"]
    assert entry["value"]["differentiation"] == 0.0
    assert built.facts["set_apart"] == []


# --- Promises that are not made yet ---------------------------------------------------


def test_a_promise_with_figures_competes_with_its_load_and_its_value():
    promise = studied(break_cost=Decimal(10))
    make_promise_worth(
        promise,
        differentiation=Decimal(1),
        margin=Decimal(4),
        occasions=Decimal(30),
        cost=Decimal(500),
    )
    built = build_portfolio(as_of=MONDAY)
    [entry] = built.case["candidates"]
    occasions = 13 * 30
    assert entry == {
        "id": "promise-parts",
        "kind": "promise",
        "value": {
            "loyalty": 0.0,
            "differentiation": pytest.approx(occasions),
            "profitability": pytest.approx(4 * occasions),
        },
        "cost": 500.0,
        "loads": [{"capability": "packing", "units": 60.0, "starts": 0}],
        "department": promise.owner.department,
    }
    assert built.facts["candidates"]["promise-parts"]["source"] == SOURCE
    assert built.facts["unvalued"] == []


def test_standing_occasions_are_committed_already_and_ask_nothing_more():
    promise = studied()
    make_promise_worth(promise, occasions=Decimal(99), margin=Decimal(4))
    Commitment.objects.create(kind="standing", promise=promise, low=5, likely=5, high=5)
    built = build_portfolio(as_of=MONDAY)
    [entry] = built.case["candidates"]
    assert entry["loads"] == []
    assert entry["value"]["profitability"] == pytest.approx(13 * 5 * 4)
    assert built.case["capabilities"][0]["committed"][0] == 10.0


def test_a_promise_that_nobody_can_value_is_left_out_by_name():
    promise = studied()
    make_promise(code="idea", target=None)
    built = build_portfolio(as_of=MONDAY)
    assert built.case["candidates"] == []
    lacks = {row["name"]: row["lacks"] for row in built.facts["unvalued"]}
    assert lacks[promise.statement] == (
        "occasions a week",
        "a figure on what keeping it once earns",
    )
    assert len(lacks) == 2


def test_a_plan_requires_the_promise_that_it_makes_and_the_company_has_not(ceo):
    promise = studied()
    plan = drafted(promise, likely=10, margin=Decimal(20), budget=Decimal(100))
    scored(plan)
    built = build_portfolio(as_of=MONDAY)
    entries = entries_of(built)
    assert entries[f"plan-{plan.pk}"]["requires"] == ["promise-parts"]
    assert entries["promise-parts"]["value"] == {}
    run = found(ceo)
    assert set(run.result["solution"]["chosen"]) == {f"plan-{plan.pk}", "promise-parts"}


def test_a_plan_that_makes_a_retired_promise_cannot_be_chosen():
    promise = studied()
    plan = drafted(promise)
    scored(plan)
    type(promise).objects.filter(pk=promise.pk).update(state="retired")
    built = build_portfolio(as_of=MONDAY)
    assert built.case["candidates"] == []
    assert built.facts["held_out"] == {
        f"plan-{plan.pk}": {"why": "requires", "other": "promise-parts"}
    }
    assert built.facts["called"]["promise-parts"] == promise.statement


def test_a_chosen_promise_is_played_through_with_the_plans(ceo):
    promise = studied()
    make_promise_worth(promise, margin=Decimal(4), occasions=Decimal(30))
    run = found(ceo)
    assert run.result["solution"]["chosen"] == ["promise-parts"]
    [row] = run.result["together"]["promises"]
    assert row["id"] == "parts"
    assert row["keep_rate"]["mean"] == pytest.approx(1.0)


def test_a_promise_that_would_not_be_kept_is_not_made(ceo):
    promise = studied()
    promise.weeks.model.objects.create(
        promise=promise,
        week=MONDAY - timedelta(weeks=1),
        due=400,
        done=400,
        in_time=200,
        on_day=200,
    )
    make_promise_worth(promise, margin=Decimal(80), occasions=Decimal(10))
    run = found(ceo)
    assert run.result["rounds"][0]["apart"] == ["promise-parts"]
    assert run.result["solution"]["chosen"] == []


# --- Pages and REST ------------------------------------------------------------------


def test_the_page_of_a_set_shows_each_value_and_names_what_cannot_be_valued(
    ceo, signed_in
):
    promise = studied()
    made = make_made_promise(code="made")
    scored(drafted(made, margin=Decimal(50)))
    make_promise_worth(made, differentiation=Decimal(2))
    make_must_have(promise)
    run = found(ceo)
    address = reverse("portfolio:detail", args=[run.pk])
    text = " ".join(signed_in(ceo).get(address).content.decode().split())
    assert "What kept promises set apart, where there is a figure: one promise" in text
    assert "make the promise" in text
    assert f"“{promise.statement}” lacks occasions a week and a figure" in text
    assert "Differentiation" in text


def test_figures_are_put_on_a_page_beside_the_evidence(marketing, signed_in):
    promise = make_made_promise()
    make_evidence(promise, criterion="differentiation", finding="Nobody else does")
    browser = signed_in(marketing)
    page = reverse("portfolio:worth", args=[promise.pk])
    assert "Nobody else does" in browser.get(page).content.decode()
    assert browser.post(page, {"differentiation": "2.5"}).status_code == 422
    sent = {"differentiation": "2.5", "source": SOURCE, "cost": ""}
    assert browser.post(page, sent).status_code == 302
    assert PromiseWorth.objects.get().cost == 0
    assert browser.post(page, sent).status_code == 409
    text = browser.get(reverse("portfolio:worths")).content.decode()
    assert SOURCE in text
    assert "2.50" in text


def test_the_list_of_figures_asks_the_same_however_many(ceo, signed_in, count_queries):
    page = reverse("portfolio:worths")
    browser = signed_in(ceo)
    make_promise_worth(make_made_promise())
    few = count_queries(browser, page)
    for _ in range(3):
        make_promise_worth(make_made_promise())
    assert count_queries(browser, page) == few


def test_figures_are_put_and_read_over_rest(marketing, frontline):
    make_made_promise(code="next-week")
    client = APIClient()
    client.force_authenticate(marketing)
    page = "/api/v1/promise-worths/next-week/"
    assert client.get(page).status_code == 404
    sent = {"differentiation": "2.50", "source": SOURCE, "revision": 0}
    answer = client.put(page, sent, format="json")
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    assert client.put(page, sent, format="json").status_code == 409
    assert client.get(page).json()["source"] == SOURCE
    assert client.get("/api/v1/promise-worths/").json()["count"] == 1
    for wrong in (
        {"revision": 1},
        {**sent, "margin": "NaN"},
        {**sent, "source": "\x00"},
    ):
        assert client.put(page, wrong, format="json").status_code == 400
    unknown = "/api/v1/promise-worths/no-such/"
    assert client.put(unknown, sent, format="json").status_code == 404
    client.force_authenticate(frontline)
    assert client.put(page, sent, format="json").status_code == 403
