"""What to expect of a promise: on its page, on its own, and over REST."""

import re
from datetime import date, timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from core.charts.forecasts import Expected, forecasts
from core.weeks import monday_of
from planner.scores.pages.forecasts import forecast_page
from planner.scores.queries.forecasts import outlook_of
from promises.models import KeptWeek
from tests.make import make_made_promise, make_promise, make_segment

pytestmark = pytest.mark.django_db


def with_weeks(promise, weeks, *, rate=0.9, due=50, segment=None):
    """Give a promise so many weeks up to the present one, with chance from a seed."""
    random = np.random.default_rng(weeks)
    end = monday_of(timezone.localdate())
    kept = random.binomial(due, rate, weeks)
    KeptWeek.objects.bulk_create(
        KeptWeek(
            promise=promise,
            segment=segment,
            week=end - timedelta(weeks=weeks - number),
            due=due,
            done=due,
            in_time=0,
            on_day=count,
        )
        for number, count in enumerate(kept.tolist())
    )
    return promise


@pytest.fixture
def promise(db):
    return make_made_promise(statement="Next week", target="0.85")


def shown(client, name, promise):
    answer = client.get(reverse(f"scores:{name}", args=[promise.pk]))
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\N{NO-BREAK SPACE}", " "))


def test_a_long_record_is_forecast_and_held_against_what_happened(
    promise, ceo, signed_in
):
    with_weeks(promise, 60)
    said = shown(signed_in(ceo), "forecasts", promise)
    assert "In the coming four weeks, 9" in said
    assert re.search(r"ranges of \d+ % of 49 forecasts held what happened", said)
    assert "What was forecast, and what happened" in said
    assert said.count(" yes ") + said.count(" no ") >= 49
    assert "percentage points, from end to end" in said


def test_the_promises_page_loads_what_to_expect(promise, ceo, signed_in):
    with_weeks(promise, 20)
    client = signed_in(ceo)
    page = client.get(reverse("promises:detail", args=[promise.pk]))
    assert reverse("scores:expected", args=[promise.pk]) in page.content.decode()
    said = shown(client, "expected", promise)
    assert "between" in said
    assert "Show earlier forecasts" in said


def test_before_a_week_is_over_nothing_is_expected(promise, ceo, signed_in):
    client = signed_in(ceo)
    assert "begin with the first one" in shown(client, "expected", promise)
    assert "Nothing has fallen due yet" in shown(client, "forecasts", promise)


def test_a_short_record_is_forecast_but_not_yet_tested(promise, ceo, signed_in):
    with_weeks(promise, 5)
    said = shown(signed_in(ceo), "forecasts", promise)
    assert "In the coming four weeks" in said
    assert "Too early to look back" in said


def test_a_segment_with_two_of_two_kept_is_not_everything(promise, ceo, signed_in):
    with_weeks(promise, 60, rate=0.8)
    with_weeks(promise, 1, due=2, rate=1.0, segment=make_segment(name="Families"))
    outlook = outlook_of(promise, timezone.localdate())
    assert outlook is not None
    small = next(part for part in outlook.segments if part.name == "Families")
    assert (small.expected.kept, small.expected.due) == (2, 2)
    assert 0.75 < small.expected.mean < 0.9
    said = shown(signed_in(ceo), "forecasts", promise)
    assert "Families 2 2 8" in said
    assert "No segment" in said


def test_what_happens_this_week_does_not_enter(promise):
    with_weeks(promise, 30)
    today = timezone.localdate()
    before = outlook_of(promise, today)
    KeptWeek.objects.create(
        promise=promise, week=monday_of(today), due=500, done=0, in_time=0, on_day=0
    )
    assert outlook_of(promise, today) == before


def test_rest_answers_the_same(promise, ceo, signed_in):
    client = signed_in(ceo)
    address = reverse("promise-forecasts", args=[promise.pk])
    empty = client.get(address).json()
    assert (empty["expected"], empty["backtest"], empty["weeks"]) == (None, None, [])
    with_weeks(promise, 60)
    found = client.get(address).json()
    outlook = outlook_of(promise, timezone.localdate())
    assert outlook is not None
    assert found["expected"]["mean"] == outlook.expected.mean
    assert found["backtest"]["forecasts"] == len(found["weeks"]) == 49
    assert found["weeks"][0]["rate"] == pytest.approx(
        found["weeks"][0]["kept"] / found["weeks"][0]["due"]
    )


def test_a_longer_ledger_takes_no_more_queries(promise, django_assert_num_queries):
    with_weeks(promise, 12)
    with django_assert_num_queries(2):
        outlook_of(promise, timezone.localdate())
    with_weeks(promise, 90, segment=make_segment())
    with django_assert_num_queries(2):
        outlook_of(promise, timezone.localdate())


def test_a_promise_without_a_target_is_charted_without_one():
    promise = make_promise(target=None)
    with_weeks(promise, 40)
    outlook = outlook_of(promise, timezone.localdate())
    assert outlook is not None
    page = forecast_page(promise, outlook)
    assert page.chart is not None
    assert page.chart.target is None


def test_the_chart_marks_what_fell_outside_its_range():
    rows = [
        Expected(
            monday=date(2026, 1, 5) + timedelta(weeks=week),
            low=0.8,
            high=0.9,
            kept=0.85 if week else 0.7,
            occasions=40,
        )
        for week in range(30)
    ]
    chart = forecasts(rows, title="Forecasts", target=0.9)
    assert [mark.held for mark in chart.marks[:2]] == [False, True]
    assert chart.marks[0].dot > chart.marks[0].y + chart.marks[0].height
    assert chart.rows[-1][-1] == "no"
    assert chart.summary == "29 of 30 bands held what happened"
