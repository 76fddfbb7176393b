"""What a plan means for customers: sentences with the figure first, and tables."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Company
from customers.models import History, Relationship
from operations.models import Capability
from planner.decisions.models import Decision
from planner.plans.models import Audience, Commitment
from planner.plans.queries import plan_content
from planner.plans.queries.customers import plan_customers
from planner.scores import runs
from planner.scores.pages.customers import told
from planner.scores.queries.customers import in_plan
from promises.models import KeptWeek, Outcome, Requirement, ServedNeed
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_customer,
    make_made_promise,
    make_need,
    make_plan,
    make_promise,
    make_score,
    make_segment,
    make_submitted,
    make_tactic,
    submit_heard,
)

WEEK = timedelta(weeks=1)


@pytest.fixture
def promise(ceo):
    return make_made_promise(ceo=ceo, statement="Your week", code="your-week")


@pytest.fixture
def plan(marketing, promise):
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise], budget=800, likely=30, starts=1, ends=4)
    make_tactic(
        plan,
        [promise],
        budget=200,
        likely=10,
        starts=1,
        ends=8,
        audience=Audience.LAPSED,
    )
    return plan


def serves(promise, need):
    ServedNeed.objects.create(
        promise=promise, need=need, added_by=promise.owner, added_at=NOW
    )


def hold(promise, customer, *, weeks_ago=1):
    """Write an occasion of the promise to this customer into the ledger."""
    due: datetime = NOW - weeks_ago * WEEK
    Outcome.objects.create(
        promise=promise,
        reference=f"{promise.pk}-{customer}-{weeks_ago}",
        customer=customer,
        promised_at=due - WEEK,
        due_at=due,
        done_at=due,
        due_on=due.date(),
        due_week=MONDAY - weeks_ago * WEEK,
        in_time=True,
        on_day=True,
    )


def bought(code, revenue):
    History.objects.update_or_create(
        customer=make_customer(code=code),
        defaults={
            "relationship": Relationship.CUSTOMER,
            "first_on": MONDAY,
            "last_on": MONDAY,
            "days": 1,
            "revenue": Decimal(revenue),
        },
    )


def scored(plan, *existing):
    version = make_submitted(plan)
    result = {"format": "promise-score/1", "existing": list(existing)}
    return make_score(version, result=result)


def fall(promise, without, protected, unprotected):
    return {
        "promise": promise.code,
        "without": without,
        "protected": protected,
        "unprotected": unprotected,
    }


def lines(plan, user):
    found = in_plan(plan, user, MONDAY)
    return {line.about: line for line in told(found, "EUR")}


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- Needs ---------------------------------------------------------------------


def test_needs_that_matter_and_nobody_promises_are_those_of_the_plan_s_segments(
    ceo, marketing, promise
):
    families, offices = make_segment(name="Families"), make_segment(name="Offices")
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise], segment=families)
    ours = make_need(importance=5, segment=families)
    everybody = make_need(importance=4)
    make_need(importance=5, segment=offices)
    make_need(importance=3, segment=families)
    served_here = make_need(importance=5, segment=families)
    serves(promise, served_here)
    served_already = make_need(importance=5, segment=families)
    serves(make_made_promise(ceo=ceo), served_already)
    only_an_idea = make_need(importance=4, segment=families)
    serves(make_promise(), only_an_idea)
    found = plan_customers(plan_content(plan), marketing)
    assert found.segments == ("Families",)
    assert found.matter == 5
    assert set(found.unserved) == {ours, everybody, only_an_idea}


def test_a_plan_to_everybody_answers_for_every_need(marketing, plan):
    need = make_need(importance=4, segment=make_segment(), statement="I want my day")
    assert plan_customers(plan_content(plan), marketing).unserved == (need,)
    line = lines(plan, marketing)["unserved"]
    assert line.text == (
        "1 of 1 needs that matter is promised by nobody, neither here nor already: "
        "“I want my day”."
    )
    assert line.tone == "at-risk"


def test_a_promise_that_serves_no_need_is_named(marketing, plan, promise):
    assert "“Your week”" in lines(plan, marketing)["idle"].text
    serves(promise, make_need())
    line = lines(plan, marketing)["idle"]
    assert line.text == "The one promise it makes serves a need that is written down."
    assert line.tone == "kept"


# --- Money and effort ------------------------------------------------------------


def test_effort_is_counted_in_occasions_and_in_what_capabilities_do(ceo, marketing):
    desk = make_capability(
        name="Desk",
        kind=Capability.Kind.STAFFED,
        handle_minutes=Decimal(6),
        unit="call",
    )
    packing = make_capability(name="Packing")
    promise = make_made_promise(
        ceo=ceo, requires=[(packing, Decimal("1.5")), (desk, Decimal(2))]
    )
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise], budget=800, likely=30, starts=1, ends=4)
    make_tactic(
        plan, [promise], budget=200, likely=10, starts=3, ends=4, audience="existing"
    )
    spent = plan_customers(plan_content(plan), marketing).spent
    assert spent.share_of_money == pytest.approx(0.2)
    assert (spent.occasions_existing, spent.occasions) == (20, 140)
    desk_effort, packing_effort = spent.efforts
    assert (desk_effort.unit, packing_effort.unit) == ("hours", "parcels")
    assert desk_effort.existing == pytest.approx(20 * 2 * 6 / 60)
    assert desk_effort.total == pytest.approx(140 * 2 * 6 / 60)
    assert packing_effort.existing == pytest.approx(30.0)
    assert packing_effort.total == pytest.approx(210.0)


def test_the_sentence_says_both_shares(marketing, plan):
    text = plain(lines(plan, marketing)["shares"].text)
    assert text == (
        "20 % of the money and 40 % of the effort are for existing customers: "
        "200 EUR of 1,000 EUR, and 80 of 200 occasions."
    )


def test_a_plan_that_forgets_existing_customers_is_marked(marketing, promise):
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise])
    assert lines(plan, marketing)["shares"].tone == "at-risk"
    assert lines(make_plan(author=marketing), marketing)["shares"].tone == "neutral"


# --- Whose promises it endangers ---------------------------------------------------


def test_people_count_once_and_their_purchases_add_up(ceo, marketing, plan, promise):
    other = make_made_promise(ceo=ceo, statement="A person answers")
    for code in ("a", "b"):
        hold(promise, code)
    hold(promise, "a", weeks_ago=2)
    hold(promise, "long-ago", weeks_ago=15)
    hold(promise, "")
    for code in ("b", "c"):
        hold(other, code)
    bought("a", 100)
    bought("b", 50)
    bought("long-ago", 999)
    scored(
        plan,
        fall(promise, 0.97, 0.97, 0.81),
        fall(other, 0.9, 0.9, 0.85),
    )
    found = in_plan(plan, marketing, MONDAY)
    assert [
        (row.promise, row.people, row.buyers, row.revenue) for row in found.endangered
    ] == [(promise, 2, 2, Decimal(150)), (other, 2, 1, Decimal(50))]
    assert (found.people, found.buyers, found.revenue) == (3, 2, Decimal(150))
    line = lines(plan, marketing)["endangered"]
    assert plain(line.text) == (
        "Three existing customers, who have bought for 150 EUR so far (1 of them "
        "without a purchase on record), were promised what this plan endangers. If "
        "nobody guards them, “Your week” falls from 97.0 % to 81.0 % kept; “A person "
        "answers” falls from 90.0 % to 85.0 % kept. Served first, they do not notice."
    )
    assert line.tone == "at-risk"


def test_what_hurts_even_those_who_are_served_first_is_graver(marketing, plan, promise):
    scored(plan, fall(promise, 0.97, 0.9, 0.81))
    line = lines(plan, marketing)["endangered"]
    assert line.tone == "not-kept"
    assert "No customer is named in the ledger" in line.text
    assert line.text.endswith("Even served first, they notice.")


def test_a_plan_that_takes_nothing_from_them_says_so(marketing, plan, promise):
    scored(plan, fall(promise, 0.97, 0.97, 0.969))
    line = lines(plan, marketing)["endangered"]
    assert line.tone == "kept"
    assert not in_plan(plan, marketing, MONDAY).endangered


def test_without_a_score_or_a_promise_to_them_it_says_what_is_missing(marketing, plan):
    assert "no score yet" in lines(plan, marketing)["endangered"].text
    scored(plan)
    assert "written down" in lines(plan, marketing)["endangered"].text


def test_without_a_score_it_names_whose_promises_it_comes_beside(
    ceo, marketing, plan, promise
):
    van, desk = make_capability(name="Van"), make_capability(name="Desk")
    other = make_made_promise(
        ceo=ceo, statement="A person answers", requires=[(desk, 1)]
    )
    idea = make_promise(requires=[(van, 1)])
    beside = make_made_promise(
        ceo=ceo, statement="A day of notice", requires=[(van, 1), (desk, 1)]
    )
    Requirement.objects.create(promise=promise, capability=van, units=1)
    for one, due in ((promise, 30), (beside, 1_210), (other, 99), (idea, 7)):
        for weeks_ago in (1, 20):
            KeptWeek.objects.create(
                promise=one,
                week=MONDAY - weeks_ago * WEEK,
                due=due,
                done=due,
                in_time=due,
                on_day=due,
            )
    line = lines(plan, marketing)["endangered"]
    assert plain(line.text) == (
        "It draws on the capabilities behind “A day of notice”, “Your week”, which fell "
        "due 1,240 times in the last 13 weeks. It has no score yet: the first one says "
        "how often they are kept then, and to how many customers."
    )
    scored(plan, fall(promise, 0.97, 0.97, 0.81))
    assert not in_plan(plan, marketing, MONDAY).beside


# --- Pages, REST, decisions ----------------------------------------------------------


def test_the_plan_s_page_loads_sentences_and_tables(
    marketing, plan, promise, signed_in
):
    hold(promise, "a")
    bought("a", 100)
    need = make_need(importance=5)
    scored(plan, fall(promise, 0.97, 0.97, 0.81))
    browser = signed_in(marketing)
    address = reverse("scores:customers", args=[plan.pk])
    page = browser.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert address in page
    text = browser.get(address).content.decode()
    assert need.statement in text
    assert "Whose promises it endangers" in text
    assert reverse("promises:served", args=[promise.pk]) in text


def test_the_frontline_is_not_shown_what_customers_are_worth(
    frontline, plan, promise, signed_in
):
    scored(plan, fall(promise, 0.97, 0.97, 0.81))
    address = reverse("scores:customers", args=[plan.pk])
    assert signed_in(frontline).get(address).status_code == 403


def test_the_worker_counts_the_people_and_keeps_them_with_the_score(
    marketing, plan, promise
):
    Requirement.objects.create(
        promise=promise, capability=make_capability(likely=50), units=1
    )
    Commitment.objects.create(
        promise=promise, kind=Commitment.Kind.STANDING, low=45, likely=45, high=45
    )
    hold(promise, "a")
    hold(promise, "b")
    bought("a", 100)
    version, _ = submit_heard(
        plan=plan, actor=marketing, revision=plan.revision, now=NOW
    )
    runs.score_next(now=NOW)
    counted = {"people": 2, "buyers": 1, "revenue": "100.00"}
    score = version.scores.get()
    assert score.people["all"] == score.people["promises"]["your-week"] == counted
    hold(promise, "c")
    found = in_plan(plan, marketing, MONDAY + WEEK)
    assert (found.people, found.buyers, found.revenue) == (2, 1, Decimal(100))
    assert found.since == MONDAY - 13 * WEEK
    with CaptureQueriesContext(connection) as asked:
        in_plan(plan, marketing, MONDAY)
    assert not [one for one in asked if "promises_outcome" in one["sql"]]


def test_the_decide_page_has_the_short_form_and_the_decision_keeps_it(
    ceo, marketing, plan, promise, signed_in, settings
):
    settings.CEO_NEEDS_SECOND_STEP = False
    Requirement.objects.create(
        promise=promise, capability=make_capability(likely=50), units=1
    )
    Commitment.objects.create(
        promise=promise, kind=Commitment.Kind.STANDING, low=45, likely=45, high=45
    )
    version, _ = submit_heard(
        plan=plan, actor=marketing, revision=plan.revision, now=NOW
    )
    runs.score_next(now=NOW)
    browser = signed_in(ceo)
    short = reverse("scores:customers-short", args=[version.pk])
    here = reverse("decisions:plan", args=[version.pk])
    text = browser.get(short).content.decode()
    assert "The customers in it" in browser.get(here).content.decode()
    assert "If nobody guards them, “Your week” falls from" in text
    assert "<table" not in text
    score = version.scores.get()
    sent = {"outcome": "returned", "reason": "Guard them first.", "score": score.pk}
    done = browser.post(reverse("decisions:decide-plan", args=[version.pk]), sent)
    assert done.status_code == 302
    kept = Decision.objects.get(version=version)
    told_then = [line["about"] for line in kept.evidence["customers"]]
    assert told_then == ["endangered", "unserved", "idle", "shares"]
    ServedNeed.objects.create(
        promise=promise, need=make_need(), added_by=marketing, added_at=NOW
    )
    replay = browser.get(reverse("decisions:replay", args=[kept.pk])).content.decode()
    assert "serves no need that is written down" in replay


def test_rest_says_the_same(marketing, plan, promise, signed_in):
    Company.objects.update_or_create(pk=1, defaults={"currency": "SEK"})
    hold(promise, "a")
    bought("a", 100)
    make_need(code="my-day", importance=5)
    score = scored(plan, fall(promise, 0.97, 0.97, 0.81))
    found = signed_in(marketing).get(f"/api/v1/plans/{plan.pk}/customers/").json()
    assert found["score"] == score.pk
    assert found["unserved"][0]["code"] == "my-day"
    assert found["idle"] == ["your-week"]
    assert found["without_evidence"] == []
    assert found["spent"]["share_of_money"] == 0.2
    assert len(found["told"]) == 4
    # The ledger is asked up to today, and these occasions are of January.
    [row] = found["endangered"]
    assert (row["promise"], row["people"], row["revenue"]) == ("your-week", 0, "0.00")


def test_the_tables_take_as_many_queries_for_many_needs_as_for_one(
    marketing, plan, signed_in, count_queries
):
    make_need(importance=5)
    browser = signed_in(marketing)
    address = reverse("scores:customers", args=[plan.pk])
    few = count_queries(browser, address)
    for _ in range(10):
        make_need(importance=5)
        make_tactic(plan, [make_made_promise(requires=[(make_capability(), 1)])])
    assert count_queries(browser, address) == few
