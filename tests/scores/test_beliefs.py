"""The Assumptions tab and its REST twin: what if a belief holds, what if it fails?"""

import copy
import doctest
from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

import engine
from planner.plans.models import Commitment, PlanState
from planner.scores import runs
from planner.scores.models import Score, ScoringRun
from planner.scores.pages import beliefs as pages
from planner.scores.pages import words
from planner.scores.pages.beliefs import belief_page, ranked
from planner.scores.queries import inquiries
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_made_promise,
    make_plan,
    make_score,
    make_tactic,
    make_test,
    submit_heard,
)
from tests.scores.documents import CASE, evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def packing():
    return make_capability(code="packing", name="Packing", likely=100, committed=40)


@pytest.fixture
def promise(packing):
    return make_made_promise(
        code="same-week",
        statement="Your parcel comes this week",
        requires=[(packing, 1)],
        target="0.9",
    )


@pytest.fixture
def plan(promise, marketing):
    plan = make_plan(title="Spring launch", weeks=8, author=marketing)
    tactic = make_tactic(plan, [promise], code="mail", likely=50, ends=4)
    make_assumption(
        plan, code="spread", tactic=tactic, statement="They order over a month"
    )
    make_assumption(
        plan,
        code="kind",
        tactic=tactic,
        statement="They are like the others",
        if_false="1.01",
        position=1,
    )
    return plan


@pytest.fixture
def browser(signed_in, marketing):
    return signed_in(marketing)


def page(browser, plan, query=""):
    answer = browser.get(reverse("assumptions:plan", args=[plan.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode().replace(words.NO_BREAK, " ")


def submitted(plan):
    submit_heard(plan=plan, actor=plan.author, revision=plan.revision, now=NOW)
    assert runs.score_next(now=NOW)
    return Score.objects.get()


def said(phrases):
    return "".join(phrase.text for phrase in phrases).replace(words.NO_BREAK, " ")


# --- The page ------------------------------------------------------------------


def test_a_draft_says_what_it_leans_on_and_each_figure_in_a_sentence(browser, plan):
    html = page(browser, plan)
    assert "Most hangs on “They order over a month”, which moves it by" in html
    assert "100 points" in html
    assert "Everything is kept in 100 % of outcomes if it holds, in 0 % if it" in html
    assert "Whether it holds or fails, everything is kept in" in html
    assert "As supposed" not in html


def test_a_belief_that_fails_shows_the_score_beside_the_score_as_believed(
    browser, plan
):
    html = page(browser, plan, "?if-spread=fails")
    assert "If “They order over a month” fails, the promise is kept in" in html
    assert "as believed 70 %" in html
    assert "As supposed" in html
    assert "−70" in html  # promise by promise
    holds = page(browser, plan, "?if-spread=holds&if-kind=fails")
    assert (
        "If “They order over a month” holds and “They are like the others” fails"
        in holds
    )
    assert "+30" in holds


def test_the_choice_is_still_chosen(browser, plan):
    html = " ".join(page(browser, plan, "?if-spread=fails").split())
    assert 'name="if-spread" value="fails" checked' in html
    assert 'name="if-kind" value="" checked' in html
    assert "?by=testing&amp;if-spread=fails" in html


@pytest.mark.parametrize(
    "query", ["?if-moon=fails", "?if-spread=perhaps", "?if-=holds", "?by=moon"]
)
def test_what_the_plan_does_not_believe_is_as_believed(browser, plan, query):
    assert "As supposed" not in page(browser, plan, query)


def test_nothing_is_stored_and_nothing_reserved(browser, plan):
    page(browser, plan, "?if-spread=fails")
    assert not Score.objects.exists()
    assert not ScoringRun.objects.exists()
    assert not Commitment.objects.exists()
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_a_submitted_plan_is_flipped_on_the_case_that_was_stored(
    browser, plan, packing
):
    score = submitted(plan)
    packing.likely = packing.low = packing.high = 10  # the world moves on
    packing.save()
    row = next(r for r in score.result["assumptions"] if r["id"] == "spread")
    assert row["if_holds"] == 1.0
    html = page(browser, plan, "?if-spread=holds")
    assert '<span class="is-kept">every outcome</span>' in html
    assert Score.objects.count() == 1


def test_a_score_of_an_older_model_is_computed_anew(browser, plan):
    score = submitted(plan)
    make_score(
        score.version,
        case=score.case,
        result=score.result | {"assumptions": []},
        model_version="0.1",
        scored_at=NOW + timedelta(hours=1),
    )
    assert "100 points" in page(browser, plan)


def test_a_plan_whose_scoring_is_under_way_says_where_to_follow_it(browser, plan):
    submit_heard(plan=plan, actor=plan.author, revision=plan.revision, now=NOW)
    html = page(browser, plan)
    assert "has no score yet" in html
    assert reverse("scores:detail", args=[plan.pk]) in html


def test_a_draft_that_promises_nothing_says_what_it_needs(browser, plan):
    plan.tactics.get().promises.clear()
    html = page(browser, plan)
    assert "makes no promise yet" in html
    assert "Complete the draft" in html


def test_a_plan_without_assumptions_says_what_to_do(browser, plan):
    plan.assumptions.all().delete()
    html = page(browser, plan)
    assert "No assumption is written down yet" in html
    assert "Add an assumption" in html


def test_a_draft_too_large_to_weigh_says_when_it_will_be(browser, plan, monkeypatch):
    monkeypatch.setattr(inquiries, "MOST_WORK_AT_ONCE", 1)
    assert "too large to be weighed" in page(browser, plan)


def test_what_was_tested_comes_last(browser, plan):
    make_test(plan, "spread", state="supported")
    html = page(browser, plan)
    assert html.index("They are like the others") < html.index("They order over")
    assert "It has been tested and supported" in html


def test_more_assumptions_take_no_more_queries(browser, plan, count_queries):
    address = reverse("assumptions:plan", args=[plan.pk]) + "?if-spread=fails"
    few = count_queries(browser, address)
    for number in range(8):
        tactic = make_tactic(plan, list(plan.tactics.first().promises.all()))
        make_assumption(plan, tactic=tactic, code=f"more-{number}")
    assert count_queries(browser, address) == few


def test_beliefs_that_move_nothing_are_said_to_move_nothing(browser, plan):
    plan.assumptions.get(code="spread").delete()
    html = page(browser, plan)
    assert "whether what it believes holds or fails" in html
    assert "0 points" in html


# --- Words ---------------------------------------------------------------------


def test_numbers_are_said_as_the_doctests_say():
    assert doctest.testmod(pages).failed == 0


def row(code, swing, testing, status="untested"):
    return {
        "id": code,
        "swing": swing,
        "value_of_testing": testing,
        "status": status,
    }


def test_the_two_rankings_put_the_untested_first():
    rows = [row("a", 0.1, 5), row("b", -0.3, 1), row("c", 0.9, 9, "supported")]
    assert [r["id"] for r in ranked(rows, "swing")] == ["b", "a", "c"]
    assert [r["id"] for r in ranked(rows, "testing")] == ["a", "b", "c"]


def test_a_test_that_would_change_the_decision_says_what_it_is_worth():
    document = evidence()
    for holds, fails, worth, words_of in (
        (900.0, -400.0, 120.0, "leaves it where it fails, and that is worth 120"),
        (-400.0, 900.0, 120.0, "leaves it where it holds, and that is worth 120"),
        (900.0, 400.0, 0.0, "it pays either way"),
        (-900.0, -400.0, 0.0, "it does not pay either way"),
    ):
        found = document["result"]["assumptions"][0]
        found |= {
            "value_if_holds": holds,
            "value_if_fails": fails,
            "value_of_testing": worth,
        }
        belief = belief_page(document, document, {}).beliefs[0]
        assert words_of in belief.testing_sentence


def test_the_sentence_names_what_to_test_first_when_it_is_another():
    document = evidence()
    first = document["result"]["assumptions"][0]
    other = first | {"id": "a2", "status": "untested", "swing": 0.01}
    document["result"]["assumptions"] = [
        first | {"swing": 0.5, "value_of_testing": 10.0},
        other | {"value_of_testing": 2_000.0},
    ]
    head = said(belief_page(document, document, {}).phrases)
    assert "Most hangs on “A third of the families answer the mail”" in head
    assert "choose “The new colleague is trained by March”: knowing it is worth" in head


def test_a_plan_whose_beliefs_are_all_tested_says_so():
    case = copy.deepcopy(CASE)
    for belief in case["plan"]["assumptions"]:
        belief["status"] = "supported"
    document = evidence(case)
    head = said(belief_page(document, document, {}).phrases)
    assert head.endswith("Everything that the plan believes has been tested.")


# --- Over REST -----------------------------------------------------------------


def client(user):
    found = APIClient()
    found.force_login(user)
    return found


def test_a_score_can_be_supposed_over_rest(plan, marketing):
    score = submitted(plan)
    answer = client(marketing).get(
        f"/api/v1/scores/{score.pk}/supposed/?holds=kind&fails=spread"
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["believed"]["keep_probability"] == score.result["keep_probability"]
    assert body["supposed"]["keep_probability"]["value"] == 0.0
    assert body["supposed"]["supposed"] == {"kind": "holds", "spread": "fails"}
    assert "supposed" not in body["believed"]


@pytest.mark.parametrize(
    "query", ["?holds=moon", "?holds=spread&fails=spread", "?fails=%00"]
)
def test_what_cannot_be_supposed_is_refused(plan, marketing, query):
    score = submitted(plan)
    answer = client(marketing).get(f"/api/v1/scores/{score.pk}/supposed/{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_the_score_of_a_plan_one_may_not_see_is_not_found(plan, frontline):
    score = submitted(plan)
    answer = client(frontline).get(f"/api/v1/scores/{score.pk}/supposed/")
    assert answer.status_code == 404


def test_an_inquiry_may_suppose(plan, marketing):
    ask = client(marketing).post
    asked = {"plan_id": plan.pk, "beliefs": {"spread": "fails"}}
    answer = ask("/api/v1/inquiries/", asked, format="json")
    assert answer.status_code == 200
    assert answer.json()["keep_probability"]["value"] == 0.0
    assert answer.json()["supposed"] == {"spread": "fails"}
    case = {"case": CASE, "beliefs": {"a1": "holds"}, "sensitivities": False}
    again = ask("/api/v1/inquiries/", case, format="json").json()
    supposed = engine.score(
        engine.parse_case(CASE), sensitivities=False, beliefs={"a1": True}
    )
    assert again["keep_probability"]["value"] == pytest.approx(
        supposed.keep_probability.value
    )


@pytest.mark.parametrize("beliefs", [{"spread": "perhaps"}, {"moon": "holds"}, []])
def test_an_inquiry_that_supposes_nonsense_is_refused(plan, marketing, beliefs):
    asked = {"plan_id": plan.pk, "beliefs": beliefs}
    answer = client(marketing).post("/api/v1/inquiries/", asked, format="json")
    assert answer.status_code == 400
