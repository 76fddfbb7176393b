import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planner.scores.models import Score
from tests.make import (
    make_made_promise,
    make_plan,
    make_score,
    make_submitted,
    make_tactic,
)

pytestmark = pytest.mark.django_db

URL = reverse("scores:verdicts")


def make_promising(author):
    plan = make_plan(author=author)
    make_tactic(plan, [make_made_promise()])
    return plan


def verdicts(browser, *plans):
    return browser.get(URL, {"plan": [plan.pk for plan in plans]}).content.decode()


def test_each_plan_gets_its_latest_verdict(marketing, signed_in):
    plan, other = make_promising(marketing), make_plan(author=marketing)
    version = make_submitted(plan)
    make_score(version, verdict=Score.Verdict.NOT_KEEPABLE, keep_probability=0.1)
    make_score(version, verdict=Score.Verdict.AT_RISK, keep_probability=0.72)
    page = verdicts(signed_in(marketing), plan, other)
    assert f'id="verdict-{plan.pk}"' in page
    assert "At risk" in page
    assert "72" in page
    assert "Not keepable" not in page
    assert "not scored yet" in page


def test_a_plan_of_others_tells_nothing(marketing, operations, signed_in):
    plan = make_plan(author=marketing)
    assert f"verdict-{plan.pk}" not in verdicts(signed_in(operations), plan)


@pytest.mark.parametrize("asked", ["", "abc", "\x00", "9" * 5000, "-1", "٣"])
def test_what_is_no_plan_is_passed_over(marketing, signed_in, asked):
    answer = signed_in(marketing).get(URL, {"plan": asked})
    assert answer.status_code == 200
    assert "verdict-" not in answer.content.decode()


def test_more_plans_take_no_more_queries(marketing, signed_in):
    browser = signed_in(marketing)
    plans = [make_promising(marketing) for _ in range(8)]
    for plan in plans:
        make_score(make_submitted(plan))
    verdicts(browser, plans[0])  # the first visit of a day notes it in the session
    with CaptureQueriesContext(connection) as one:
        verdicts(browser, plans[0])
    with CaptureQueriesContext(connection) as many:
        verdicts(browser, *plans)
    assert len(many) == len(one)


def test_the_list_asks_for_the_verdicts_of_its_page(marketing, signed_in):
    plan = make_plan(author=marketing)
    page = signed_in(marketing).get(reverse("plans:list")).content.decode()
    assert f'hx-get="{URL}?plan={plan.pk}"' in page
    assert f'id="verdict-{plan.pk}"' in page
