"""The pages of assumptions under test."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from planner.assumptions.services import conclude
from planner.decisions import services as deciding
from planner.plans import services as plans
from planner.plans.models import AssumptionTest, PlanState
from planner.plans.queries import plan_content
from planner.scores import runs
from planner.scores.pages.words import NO_BREAK
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_finding,
    make_heard,
    make_plan,
    make_tactic,
    make_test,
    submit_heard,
)

pytestmark = pytest.mark.django_db


def soon(weeks=2):
    return timezone.localdate() + timedelta(weeks=weeks)


@pytest.fixture
def browser(signed_in, marketing):
    return signed_in(marketing)


def html(browser, name, *args, query="", status=200):
    answer = browser.get(reverse(f"assumptions:{name}", args=args) + query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().replace(NO_BREAK, " ").split())


def typed(owner, /, **changes):
    return {
        "method": "Send the letter to 400 families.",
        "measure": "the share who order within a week",
        "unit": "%",
        "comparison": "at-most",
        "threshold": "30",
        "owner": owner.pk,
        "due_on": soon().isoformat(),
        "cost": "1200",
        "valid_until": "",
    } | changes


# --- The plan's tab --------------------------------------------------------------


def test_the_tab_says_what_to_test_first_and_by_which_score(browser, plan):
    page = html(browser, "plan", plan.pk)
    assert "What to test first" in page
    assert "By the live score of the draft as it stands." in page
    assert page.index("They order over a month") < page.index("Packers stay")
    assert "Plan a test" in page


def test_it_is_ordered_by_what_testing_is_worth_less_what_it_costs(browser, plan):
    page = html(browser, "plan", plan.pk)
    start = page.index('id="tests"')
    cards = page[start : page.index('id="suppose"')]
    assert cards.index("assumption-spread") < cards.index("assumption-kind")
    make_test(plan, "spread", cost=Decimal(10_000_000), due_on=soon())
    page = html(browser, "plan", plan.pk)
    cards = page[page.index('id="tests"') : page.index('id="suppose"')]
    assert 'id="assumption-kind"' in cards
    assert cards.index('id="assumption-kind"') < cards.index('id="assumption-spread"')
    assert "more than knowing the answer is worth" in cards


def test_a_test_stands_with_its_reading_beside_the_signpost(browser, plan):
    test = make_test(plan, "spread", comparison="at-most", due_on=soon())
    make_finding(test, figure=Decimal(39), at=NOW, on=date(2026, 1, 2))
    make_finding(test, figure=Decimal(28), at=NOW, on=date(2026, 1, 3))
    page = html(browser, "plan", plan.pk)
    assert "at most 30 %" in page
    assert "<strong>28 %</strong>" in page
    assert "so far it holds" in page


def test_an_older_versions_score_is_said_to_be_one(browser, submitted, marketing):
    plans.withdraw(plan=submitted, actor=marketing, now=NOW)
    submitted.refresh_from_db()
    content = plan_content(submitted) | {"objective": "More families."}
    row = plans.update(
        plan=submitted,
        actor=marketing,
        revision=submitted.revision,
        content=content,
        now=NOW,
    )
    submit_heard(plan=row, actor=marketing, revision=row.revision, now=NOW)
    page = html(browser, "plan", submitted.pk)
    assert "By the score of version 1" in page
    assert "an older version" in page


def test_words_that_were_not_tested_count_as_untested(browser, plan):
    make_test(plan, "spread", state="refuted")
    assert "refuted by a test" in html(browser, "plan", plan.pk)
    plan.assumptions.filter(code="spread").update(statement="They order over a year")
    page = html(browser, "plan", plan.pk)
    assert "tested in other words" in page
    assert "refuted by a test" not in page


def test_who_does_not_work_on_the_plan_is_offered_no_test(
    signed_in, operations, submitted
):
    page = html(signed_in(operations), "plan", submitted.pk)
    assert "Plan a test" not in page
    html(signed_in(operations), "new", submitted.pk, "spread", status=404)


def test_more_tests_take_no_more_queries(browser, plan, count_queries):
    address = reverse("assumptions:plan", args=[plan.pk])
    make_finding(make_test(plan, "spread"))
    few = count_queries(browser, address)
    for number in range(5):
        make_assumption(plan, code=f"more-{number}", capability=make_capability())
        make_finding(make_test(plan, f"more-{number}"))
    assert count_queries(browser, address) == few


# --- From card to conclusion -------------------------------------------------------


def test_a_test_is_planned_run_and_concluded_on_pages(browser, approved, marketing):
    new = reverse("assumptions:new", args=[approved.pk, "spread"])
    assert "They order over a month" in browser.get(new).content.decode()
    answer = browser.post(new, typed(marketing))
    test = AssumptionTest.objects.get()
    page = reverse("assumptions:test", args=[test.pk])
    assert answer["Location"] == page
    found = {
        "found-text": "248 of 400 ordered.",
        "found-figure": "62",
        "found-on": timezone.localdate().isoformat(),
        "found-source": "order history",
        "found-link": "",
    }
    answer = browser.post(reverse("assumptions:found", args=[test.pk]), found)
    assert answer["Location"] == page
    shown = html(browser, "test", test.pk)
    assert "so far it does not hold" in shown
    assert 'value="refuted"' in shown
    assert "goes back to the CEO" in shown
    answer = browser.post(
        reverse("assumptions:conclude", args=[test.pk]),
        {"concluded-result": "refuted", "concluded-reason": "62 % in a week."},
    )
    assert answer["Location"] == page
    shown = html(browser, "test", test.pk)
    assert "it is 62 %, and was to be at most 30 %" in shown
    assert "The plan is back before the CEO" in shown
    approved.refresh_from_db()
    assert approved.state == PlanState.REVIEW


@pytest.mark.parametrize(
    "sent",
    [
        {"method": ""},
        {"threshold": "NaN"},
        {"threshold": "9" * 5000},
        {"measure": "a\x00b"},
        {"due_on": "2020-01-01"},
        {"owner": "9" * 30},
        {"cost": "-1"},
    ],
)
def test_a_card_that_is_not_right_is_shown_again(browser, plan, marketing, sent):
    new = reverse("assumptions:new", args=[plan.pk, "spread"])
    answer = browser.post(new, typed(marketing, **sent))
    assert answer.status_code == 422
    assert not AssumptionTest.objects.exists()


def test_an_edit_of_what_somebody_changed_keeps_what_was_typed(
    browser, plan, marketing
):
    test = make_test(plan, due_on=soon())
    address = reverse("assumptions:edit", args=[test.pk])
    first = browser.post(address, typed(marketing, revision=1, threshold="35"))
    assert first.status_code == 302
    answer = browser.post(address, typed(marketing, revision=1, threshold="45"))
    assert answer.status_code == 409
    assert 'value="45"' in answer.content.decode()
    test.refresh_from_db()
    assert test.threshold == 35


def test_who_concludes_second_is_told(browser, plan):
    test = make_test(plan, state="supported")
    answer = browser.post(
        reverse("assumptions:conclude", args=[test.pk]),
        {"concluded-result": "refuted", "concluded-reason": "No."},
    )
    assert answer.status_code == 409
    assert "has concluded it: supported" in answer.content.decode()


def test_a_test_is_dropped_with_a_reason(browser, plan):
    test = make_test(plan)
    address = reverse("assumptions:drop", args=[test.pk])
    assert browser.post(address, {"dropped-reason": ""}).status_code == 422
    assert browser.post(address, {"dropped-reason": "Too dear."}).status_code == 302
    test.refresh_from_db()
    assert test.state == "dropped"


def test_an_owner_from_the_frontline_runs_their_test_without_seeing_the_draft(
    signed_in, plan, frontline
):
    test = make_test(plan, owner=frontline)
    browser = signed_in(frontline)
    assert "What it comes to" in html(browser, "test", test.pk)
    html(browser, "plan", plan.pk, status=404)
    started = browser.post(reverse("assumptions:start", args=[test.pk]))
    assert started.status_code == 302
    assert test.statement in html(browser, "list")


# --- The list over all plans ---------------------------------------------------------


def test_the_list_is_narrowed_in_the_address(browser, plan, operations):
    today = timezone.localdate()
    make_test(plan, "spread", due_on=today - timedelta(days=1))
    make_test(plan, "kind", owner=operations, due_on=today + timedelta(days=3))
    page = html(browser, "list")
    assert "1 test is" in page
    assert page.index("They order over a month") < page.index("Packers stay")
    late = html(browser, "list", query="?which=overdue")
    assert "Packers stay" not in late
    theirs = html(browser, "list", query=f"?owner={operations.pk}")
    assert "They order over a month" not in theirs
    assert "No test is like this" in html(browser, "list", query="?which=refuted")
    assert "Packers stay" in html(browser, "list", query="?which=moon&page=abc")


def test_what_is_worth_most_stands_first_or_what_is_due(browser, submitted):
    later, sooner = soon() + timedelta(days=30), soon()
    make_test(submitted, "spread", due_on=later)
    make_test(submitted, "kind", due_on=sooner, cost=Decimal(999_999))
    spread, kind = "They order over a month", "Packers stay"
    page = html(browser, "list")
    assert page.index(spread) < page.index(kind)
    page = html(browser, "list", query="?by=day")
    assert page.index(kind) < page.index(spread)


def test_the_day_of_an_open_test_among_all_is_when_it_is_to_be_known(browser, plan):
    make_test(plan, "spread", due_on=soon())
    make_test(plan, "kind", state="refuted")
    page = html(browser, "list", query="?which=all")
    assert "Known by, or concluded" in page
    assert "known by" in page


def test_an_empty_list_says_where_to_begin(browser, plan):
    assert "Nothing is under test" in html(browser, "list")


def test_what_one_may_not_see_is_not_listed(signed_in, plan, outsider, operations):
    make_test(plan)
    for person in (operations, outsider):
        answer = signed_in(person).get(reverse("assumptions:list"))
        assert "They order over a month" not in answer.content.decode()


def test_the_list_comes_as_a_file_without_active_cells(browser, plan):
    make_test(plan, "spread", reason="", method="=1+1", due_on=soon())
    answer = browser.get(reverse("assumptions:export", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["assumption"] == "They order over a month"
    assert row["to verify we will"] == "'=1+1"
    assert row["right if"].replace(NO_BREAK, " ") == "at least 30 %"


def test_a_longer_list_takes_no_more_queries(browser, marketing, plan, count_queries):
    address = reverse("assumptions:list")
    make_test(plan, "spread")
    few = count_queries(browser, address)
    for _ in range(4):
        more = make_plan(author=marketing)
        make_assumption(more, tactic=make_tactic(more, []))
        make_finding(make_test(more), figure=Decimal(3))
    assert count_queries(browser, address) == few


# --- Elsewhere -----------------------------------------------------------------------


def test_a_capabilitys_page_says_what_plans_believe_of_it(browser, plan):
    capability = plan.assumptions.get(code="kind").capability
    make_test(plan, "kind", state="refuted")
    answer = browser.get(reverse("operations:capability", args=[capability.pk]))
    page = answer.content.decode()
    assert "What plans believe of it" in page
    assert "Packers stay" in page


def test_a_promises_page_says_what_plans_believe_of_it(browser, plan, marketing):
    promise = plan.tactics.get().promises.get()
    make_assumption(plan, promise=promise, statement="The carrier does as agreed")
    answer = browser.get(reverse("promises:detail", args=[promise.pk]))
    assert "The carrier does as agreed" in answer.content.decode()


def test_before_submitting_it_is_recommended_to_plan_tests(browser, plan):
    make_heard(plan)
    answer = browser.get(reverse("plans:check", args=[plan.pk]))
    page = " ".join(answer.content.decode().split())
    assert "2 assumptions have no test" in page
    assert "You may submit all the same" in page
    make_test(plan, "spread")
    make_test(plan, "kind")
    answer = browser.get(reverse("plans:check", args=[plan.pk]))
    assert "no test" not in answer.content.decode()


def test_the_plans_own_page_says_what_a_test_said(browser, plan):
    make_test(plan, "spread", state="refuted")
    answer = browser.get(reverse("plans:detail", args=[plan.pk]))
    assert "Refuted by a test" in answer.content.decode()


# --- Before the CEO --------------------------------------------------------------------


@pytest.fixture
def recall(approved):
    test = make_test(approved, "spread", comparison="at-most")
    return conclude(
        test_id=test.pk,
        actor=test.owner,
        result="refuted",
        reason="62 % ordered within a week.",
        figure=Decimal(62),
        now=NOW,
    ).recall


def test_the_ceo_finds_it_on_the_desk_and_lets_it_stand(
    signed_in, ceo, recall, approved
):
    browser = signed_in(ceo)
    version = approved.versions.get()
    desk = browser.get(reverse("decisions:board")).content.decode()
    assert "Spring launch" in desk
    assert "Back for review" in desk
    page = browser.get(reverse("decisions:plan", args=[version.pk])).content.decode()
    review = reverse("decisions:conditions", args=[recall.decision_id])
    assert review in page
    shown = browser.get(review).content.decode()
    assert "62 % ordered within a week." in shown
    assert "Let the approval stand" in shown
    assert "Take the approval back" in shown
    stand = reverse("decisions:let-stand", args=[recall.pk])
    key = f"stand-{recall.pk}-reason"
    assert browser.post(stand, {key: ""}).status_code == 422
    assert browser.post(stand, {key: "Two more packers."})["Location"] == review
    approved.refresh_from_db()
    assert approved.state == PlanState.APPROVED
    assert "Two more packers." in browser.get(review).content.decode()
    assert browser.post(stand, {key: "Again."}).status_code == 409


def test_the_ceo_ends_it_on_the_same_page(signed_in, ceo, recall, approved):
    browser = signed_in(ceo)
    answer = browser.post(
        reverse("decisions:take-back", args=[recall.decision_id]),
        {f"take-back-{recall.decision_id}-reason": "It cannot be kept."},
    )
    assert answer.status_code == 302
    approved.refresh_from_db()
    assert approved.state == PlanState.RETURNED


def test_a_director_sees_why_and_is_offered_nothing(signed_in, operations, recall):
    review = reverse("decisions:conditions", args=[recall.decision_id])
    shown = signed_in(operations).get(review).content.decode()
    assert "62 % ordered within a week." in shown
    assert "Let the approval stand" not in shown


def test_today_tells_the_ceo_the_owner_and_the_author(
    signed_in, ceo, recall, approved, marketing, frontline
):
    assert "an assumption was refuted" in signed_in(ceo).get("/").content.decode()
    due = timezone.localdate() + timedelta(days=3)
    make_test(approved, "kind", owner=frontline, due_on=due)
    for person in (frontline, marketing):
        page = signed_in(person).get("/").content.decode()
        assert "Assumptions whose test is due" in page
        assert "Packers stay" in page


def test_the_score_of_the_approved_plan_is_made_anew(recall, approved, ceo):
    assert runs.score_next(now=NOW)
    newest = approved.versions.get().scores.latest("pk")
    assert newest.keep_probability < 0.02
    deciding.let_stand(actor=ceo, recall_id=recall.pk, reason="So be it.", now=NOW)
    approved.refresh_from_db()
    assert approved.state == PlanState.APPROVED
