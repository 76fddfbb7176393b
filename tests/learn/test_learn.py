"""Predictions of approved plans meet the ledger, and the pages say what that shows."""

import doctest
import sys
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from engine.calibration import Bias
from planner.learn import pages
from planner.learn.queries import learnt, predictions
from planner.learn.queries.calibration import FEWEST_TO_TELL, separate
from promises.models import KeptWeek
from tests.make import (
    MONDAY,
    NOW,
    make_made_promise,
    make_plan,
    make_plan_decision,
    make_score,
    make_submitted,
    make_tactic,
    make_user,
)

pytestmark = pytest.mark.django_db
START = MONDAY - timedelta(weeks=40)
DAY = NOW.date()


def predicted(
    *promises,
    chance=0.9,
    target=0.9,
    rate=(0.93, 0.96),
    starts=START,
    weeks=8,
    author=None,
    **decision,
):
    """Approve a plan whose score predicted this of each of its promises."""
    plan = make_plan(starts_on=starts, weeks=weeks, author=author or make_user())
    make_tactic(plan, list(promises), ends=weeks)
    version = make_submitted(plan)
    low, high = rate
    score = make_score(
        version,
        case={"horizon": {"start": starts.isoformat(), "periods": weeks}},
        result={
            "promises": [
                {
                    "id": promise.code,
                    "target": target,
                    "keep_rate": {"mean": (low + high) / 2, "p10": low, "p90": high},
                    "keep_probability": {"value": chance, "standard_error": 0.001},
                }
                for promise in promises
            ]
        },
    )
    make_plan_decision(version, score=score, **decision)
    return version


def keep(promise, share, *, first=START, weeks=8, due=100):
    for number in range(weeks):
        kept = round(due * share)
        KeptWeek.objects.create(
            promise=promise,
            week=first + timedelta(weeks=number),
            due=due,
            done=due,
            in_time=kept,
            on_day=kept,
        )


@pytest.fixture
def promise(ceo):
    return make_made_promise(code="same-week", statement="It comes this week")


# --- A prediction and its outcome -----------------------------------------------


def test_a_prediction_is_what_the_decided_score_said(ceo, promise):
    version = predicted(promise, chance=0.8, target=0.9, rate=(0.88, 0.96))
    keep(promise, 0.95)
    (found,) = predictions(ceo, as_of=DAY)
    assert (found.plan, found.promise) == (version.plan_id, promise)
    assert (found.chance, found.low, found.high) == (0.8, 0.88, 0.96)
    assert (found.due, found.kept, found.rate) == (800, 760, 0.95)
    assert (found.is_over, found.is_hit, found.side) == (True, True, 0)


def test_only_the_weeks_of_the_plan_count(ceo, promise):
    predicted(promise)
    keep(promise, 0.5, first=START - timedelta(weeks=3), weeks=3)
    keep(promise, 0.9)
    keep(promise, 0.5, first=START + timedelta(weeks=8), weeks=3)
    (found,) = predictions(ceo, as_of=DAY)
    assert found.rate == 0.9


def test_a_plan_under_way_meets_its_outcome_four_weeks_at_a_time(ceo, promise):
    predicted(promise, weeks=10)
    keep(promise, 0.9, weeks=10)
    seen = {}
    for week in range(12):
        (found,) = predictions(ceo, as_of=START + timedelta(weeks=week))
        seen[week] = (found.weeks_over, found.due, found.is_over)
    assert [seen[week][0] for week in range(12)] == [0] * 4 + [4] * 4 + [8] * 2 + [
        10
    ] * 2
    assert seen[9] == (8, 800, False)
    assert seen[10] == (10, 1000, True)


def test_a_week_that_ends_today_is_not_over(ceo, promise):
    predicted(promise)
    keep(promise, 0.9)
    sunday = START + timedelta(weeks=4, days=-1)
    assert predictions(ceo, as_of=sunday)[0].weeks_over == 0
    assert predictions(ceo, as_of=sunday + timedelta(days=1))[0].weeks_over == 4


def test_without_occasions_there_is_no_outcome(ceo, promise):
    predicted(promise)
    found = learnt(ceo, as_of=DAY)
    assert found.overall.count == 0
    assert found.waiting == 1


def test_the_target_is_the_one_that_was_decided_on(ceo, promise):
    predicted(promise, target=0.8)
    keep(promise, 0.85)
    assert float(promise.target) == 0.95
    assert predictions(ceo, as_of=DAY)[0].is_hit


def test_the_promise_s_own_rule_counts(ceo):
    by_moment = make_made_promise(kept_rule="moment")
    predicted(by_moment)
    keep(by_moment, 0.9)
    KeptWeek.objects.update(on_day=100)
    assert predictions(ceo, as_of=DAY)[0].rate == 0.9


def test_what_was_returned_or_rejected_predicts_nothing(ceo, promise):
    predicted(promise, outcome="returned")
    predicted(promise, outcome="conditional", conditions=["Tell them."])
    assert len(predictions(ceo, as_of=DAY)) == 1


def test_the_weeks_are_counted_as_the_doctests_say():
    assert doctest.testmod(sys.modules[predictions.__module__]).failed == 0
    assert doctest.testmod(pages).failed == 0


@pytest.mark.parametrize(
    ("share", "side"), [(0.92, -1), (0.93, 0), (0.96, 0), (0.97, 1)]
)
def test_the_ends_of_a_range_are_inside_it(ceo, promise, share, side):
    predicted(promise, rate=(0.93, 0.96))
    keep(promise, share)
    assert predictions(ceo, as_of=DAY)[0].side == side


# --- What they show together ------------------------------------------------------


def test_hits_are_held_against_what_was_to_be_expected(ceo, promise):
    other = make_made_promise()
    predicted(promise, other, chance=0.8)
    keep(promise, 0.95)
    keep(other, 0.5)
    overall = learnt(ceo, as_of=DAY).overall
    assert (overall.count, overall.hits.count, overall.expected) == (2, 1, 1.6)
    assert overall.inside.count == 1
    # (0.04 + 0.64) ÷ 2
    assert overall.brier
    assert overall.brier.score == pytest.approx(0.34)
    assert overall.gap == pytest.approx((0.005 - 0.445) / 2)


def test_each_promise_and_each_author_has_its_own_figures(ceo, promise):
    anna, ben = make_user(name="Anna"), make_user(name="Ben")
    other = make_made_promise(statement="Another")
    predicted(promise, other, author=anna)
    predicted(promise, starts=START + timedelta(weeks=8), author=ben)
    keep(promise, 0.95, weeks=16)
    keep(other, 0.95)
    found = learnt(ceo, as_of=DAY)
    assert [(g.name, g.count) for g in found.promises] == [
        ("It comes this week", 2),
        ("Another", 1),
    ]
    assert [(g.name, g.count) for g in found.authors] == [("Anna", 2), ("Ben", 1)]


def test_predictions_over_the_same_weeks_count_once_in_the_test(ceo, promise):
    predicted(promise)
    predicted(promise, starts=START + timedelta(weeks=4))
    predicted(promise, starts=START + timedelta(weeks=8))
    keep(promise, 0.95, weeks=16)
    found = predictions(ceo, as_of=DAY)
    assert [p.starts for p in separate(found)] == [START, START + timedelta(weeks=8)]
    overall = learnt(ceo, as_of=DAY).overall
    assert (overall.count, overall.separate) == (3, 2)


def test_only_plans_that_are_over_may_be_asked_for(ceo, promise):
    predicted(promise)
    late = make_made_promise()
    predicted(late, starts=MONDAY - timedelta(weeks=5), weeks=8)
    keep(promise, 0.95)
    keep(late, 0.95, first=MONDAY - timedelta(weeks=5), weeks=5)
    assert learnt(ceo, as_of=DAY).overall.count == 2
    assert learnt(ceo, as_of=DAY, only_over=True).overall.count == 1


def test_any_number_of_predictions_takes_three_queries(
    ceo, promise, django_assert_num_queries
):
    for _ in range(6):
        predicted(promise, make_made_promise())
    keep(promise, 0.95)
    with django_assert_num_queries(3):
        assert len(learnt(ceo, as_of=DAY).predictions) == 12


def test_another_departments_decided_plans_are_learnt_from_too(operations, promise):
    """Approved plans are everybody's who plans."""
    predicted(promise)
    assert len(predictions(operations, as_of=DAY)) == 1


# --- The page -----------------------------------------------------------------------


def home(browser, query=""):
    with time_machine.travel(NOW):
        answer = browser.get(reverse("learn:home") + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_nothing_approved_says_what_will_stand_here(ceo, signed_in):
    html = home(signed_in(ceo))
    assert "Nothing has been predicted yet" in html
    assert reverse("decisions:board") in html


def test_no_outcome_yet_says_when_there_will_be(ceo, signed_in, promise):
    predicted(promise)
    html = home(signed_in(ceo))
    assert "No prediction has met its outcome yet" in html
    assert "No approved plan is over yet" in home(signed_in(ceo), "?only=over")


def test_few_predictions_are_too_few_to_tell(ceo, signed_in, promise):
    predicted(promise, chance=0.9)
    keep(promise, 0.95)
    html = home(signed_in(ceo))
    assert "one prediction that met an outcome" in html
    assert "One separate prediction:" in html
    assert "too few to tell" in html
    assert "0.9 were to be expected" in html


def test_scores_that_were_off_beyond_chance_are_named(ceo, signed_in):
    for _ in range(3):
        promise = make_made_promise()
        predicted(promise, chance=0.98)
        keep(promise, 0.5)
    html = home(signed_in(ceo))
    assert "too optimistic" in html
    assert "fewer than 1 of 1,000 such series" in html


def test_enough_right_predictions_are_said_to_be_right(ceo, signed_in):
    for number in range(FEWEST_TO_TELL):
        promise = make_made_promise()
        predicted(promise, chance=0.9)
        # 18 of 20 reached; one of ten on either side of the range
        keep(promise, 0.85 if number < 2 else 0.99 if number < 4 else 0.95)
    html = home(signed_in(ceo))
    assert "kept their own promises" in html
    assert "18 of 20" in html


def test_a_plan_under_way_is_reached_so_far(ceo, signed_in, promise):
    starts = MONDAY - timedelta(weeks=5)
    predicted(promise, starts=starts)
    keep(promise, 0.95, first=starts, weeks=5)
    html = home(signed_in(ceo))
    assert "4 of 8 weeks" in html
    assert "Reached so far" in html or "reached so far" in html


def test_the_page_takes_a_fixed_number_of_queries(ceo, signed_in, count_queries):
    browser = signed_in(ceo)
    address = reverse("learn:home")
    promise = make_made_promise()
    predicted(promise)
    keep(promise, 0.95)
    few = count_queries(browser, address)
    for _ in range(6):
        other = make_made_promise()
        predicted(other)
        keep(other, 0.9)
    assert count_queries(browser, address) == few


@pytest.mark.parametrize("person", ["frontline", "outsider"])
def test_who_does_not_decide_or_draft_does_not_learn_here(person, request, signed_in):
    browser = signed_in(request.getfixturevalue(person))
    assert browser.get(reverse("learn:home")).status_code == 403


def test_titles_are_not_markup_and_not_formulas(ceo, signed_in, promise):
    version = predicted(promise)
    keep(promise, 0.95)
    version.plan.title = "=1+1<script>alert(1)</script>"
    version.plan.save()
    assert "<script>alert" not in home(signed_in(ceo))
    file = signed_in(ceo).get(reverse("learn:export", args=["csv"]))
    text = b"".join(file.streaming_content).decode()
    assert "'=1+1" in text
    assert text.count("\r\n") == 2
    assert "same-week,0.9,0.9," in text


def test_the_predictions_come_as_a_workbook(ceo, signed_in, promise):
    predicted(promise)
    answer = signed_in(ceo).get(reverse("learn:export", args=["xlsx"]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_a_long_log_comes_in_pages(ceo, signed_in):
    promises = [make_made_promise() for _ in range(51)]
    predicted(*promises)
    for promise in promises:
        keep(promise, 0.95)
    browser = signed_in(ceo)
    assert home(browser).count('class="range"') == 50
    assert home(browser, "?page=2").count('class="range"') == 1
    assert home(browser, "?page=abc").count('class="range"') == 50


# --- The banner on the decide page ----------------------------------------------------


def banner(browser, version):
    with time_machine.travel(NOW):
        answer = browser.get(reverse("learn:banner", args=[version.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


@pytest.fixture
def waiting(promise):
    plan = make_plan()
    make_tactic(plan, [promise])
    return make_submitted(plan)


def test_the_decide_page_holds_the_banner(ceo, signed_in, waiting):
    html = signed_in(ceo).get(reverse("decisions:plan", args=[waiting.pk]))
    assert 'id="trust"' in html.content.decode()


def test_the_banner_warns_where_scores_of_a_promise_have_been_off(
    ceo, signed_in, promise, waiting
):
    predicted(promise, chance=0.99)
    keep(promise, 0.5)
    html = banner(signed_in(ceo), waiting)
    assert "Scores of a promise in this plan have been off" in html
    assert "“It comes this week”: too optimistic. 0 of 1 target reached" in html
    assert "in 10 of 1,000 such series" in html
    assert reverse("learn:home") in html


def test_the_banner_says_when_nothing_is_beyond_chance(
    ceo, signed_in, promise, waiting
):
    predicted(promise, chance=0.9)
    keep(promise, 0.95)
    html = banner(signed_in(ceo), waiting)
    assert "Nothing beyond chance" in html
    assert "have been off" not in html


def test_the_banner_says_when_nothing_is_known(ceo, signed_in, waiting):
    assert "No earlier prediction of these promises" in banner(signed_in(ceo), waiting)


def test_a_version_is_not_judged_by_what_it_predicted_itself(ceo, signed_in, promise):
    version = predicted(promise, chance=0.99)
    keep(promise, 0.5)
    assert "No earlier prediction" in banner(signed_in(ceo), version)


def test_the_banner_of_a_version_that_is_not_there_is_not_found(ceo, signed_in):
    address = reverse("learn:banner", args=[10**9])
    assert signed_in(ceo).get(address).status_code == 404


# --- Over REST --------------------------------------------------------------------------


def program(user):
    found = APIClient()
    found.force_login(user)
    return found


@time_machine.travel(NOW)
def test_predictions_over_rest(marketing, promise):
    predicted(promise, chance=0.8)
    keep(promise, 0.95)
    (row,) = program(marketing).get("/api/v1/predictions/").json()["results"]
    assert row["code"] == "same-week"
    assert (row["keep_probability"], row["rate"], row["reached"]) == (0.8, 0.95, True)
    assert date.fromisoformat(row["starts"]) == START


@time_machine.travel(NOW)
def test_a_prediction_without_an_outcome_has_none_over_rest(marketing, promise):
    predicted(promise)
    (row,) = program(marketing).get("/api/v1/predictions/").json()["results"]
    assert (row["rate"], row["reached"]) == (None, None)


@time_machine.travel(NOW)
def test_calibration_over_rest(marketing, promise):
    predicted(promise, chance=0.8)
    keep(promise, 0.95)
    body = program(marketing).get("/api/v1/calibration/").json()
    assert body["as_of"] == "2026-01-05"
    overall = body["overall"]
    assert overall["hits"]["count"] == 1
    assert overall["brier"]["score"] == pytest.approx(0.04)
    parts = overall["brier"]
    assert parts["score"] == pytest.approx(
        parts["reliability"]
        - parts["resolution"]
        + parts["uncertainty"]
        + parts["within"]
    )
    assert overall["bins"][0]["count"] == 1
    assert overall["is_telling"] is False
    assert [group["name"] for group in body["promises"]] == ["It comes this week"]


@time_machine.travel(NOW)
def test_calibration_of_nothing_over_rest(marketing):
    body = program(marketing).get("/api/v1/calibration/").json()
    assert body["overall"]["brier"] is None
    assert body["overall"]["bins"] == []


@pytest.mark.parametrize(
    ("judgement", "words"),
    [
        ("too-optimistic", "so much kept below their ranges in 20 of 1,000"),
        ("too-pessimistic", "so many targets reached in 10 of 1,000"),
        ("too-sure", "so little kept inside their ranges in 5 of 1,000"),
    ],
)
def test_the_reason_is_of_the_test_that_gave_the_judgement(judgement, words):
    bias = Bias(
        judgement=judgement,
        so_few_hits=0.5,
        so_many_hits=0.01,
        so_many_below=0.02,
        so_many_above=0.3,
        so_few_inside=0.005,
    )
    assert words in pages.chance_words(bias)
