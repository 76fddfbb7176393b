"""Error budgets, burn rates and their alerts: on a promise's page and over REST."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from promises.models import KeptWeek, PromiseState
from promises.queries.burn import alarmed, burns
from tests.make import (
    MONDAY,
    NOW,
    make_key,
    make_made_promise,
    make_promise,
    make_segment,
)

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def weeks(promise, *broken, due=100, segment=None):
    """Count weeks, the last one just over; ``broken`` is told from the oldest on."""
    for ago, count in enumerate(reversed(broken), start=1):
        KeptWeek.objects.create(
            promise=promise,
            segment=segment,
            week=MONDAY - timedelta(weeks=ago),
            due=due,
            done=due,
            in_time=due - count,
            on_day=due - count,
        )


def burn_of(promise):
    (found,) = burns([promise], DAY)
    return found


def names(promise):
    return [alert.name for alert in burn_of(promise).alerts]


def test_the_budget_is_what_the_target_leaves_of_the_window():
    promise = make_made_promise(target="0.95", window_weeks=2)
    weeks(promise, 90, 4, 3)
    budget = burn_of(promise).budget
    assert (budget.occasions, budget.allowed, budget.used) == (200, 10.0, 7)
    assert not budget.is_spent
    assert budget.used_share == pytest.approx(0.7)


def test_burn_rates_are_told_for_a_week_a_month_and_a_quarter():
    promise = make_made_promise(target="0.95")
    weeks(promise, *[5] * 12, 15)
    rates = [(window.weeks, window.rate) for window in burn_of(promise).windows]
    assert rates == [
        (1, pytest.approx(3.0)),
        (4, pytest.approx(1.5)),
        (13, pytest.approx(75 / 1300 / 0.05)),
    ]


def test_a_fast_burn_alerts_and_says_since_when():
    promise = make_made_promise(target="0.95")
    weeks(promise, *[5] * 6, 20, 20, 20)
    acute = burn_of(promise).alerts[0]
    assert (acute.name, acute.tone, acute.badge) == (
        "acute",
        "not-kept",
        "burns 3.2 times",
    )
    # Two weeks at 20 of 100 make 50 of 400: the alert began with the second.
    assert acute.since == MONDAY - timedelta(weeks=1)


def test_a_slow_burn_alerts_after_a_quarter():
    promise = make_made_promise(target="0.95")
    weeks(promise, *[8] * 13)
    (lasting,) = burn_of(promise).alerts
    assert (lasting.name, lasting.tone) == ("lasting", "at-risk")


def test_few_occasions_do_not_alert():
    promise = make_made_promise(target="0.95")
    weeks(promise, 4, 4, 4, 4, due=4)
    assert names(promise) == []


def test_a_week_without_occasions_is_none_and_no_alert():
    promise = make_made_promise(target="0.95")
    weeks(promise, 20, 20, 20, 20)
    KeptWeek.objects.filter(week=MONDAY - timedelta(weeks=1)).delete()
    found = burn_of(promise)
    assert found.windows[0].rate is None
    assert found.windows[0].kept_share is None
    assert [alert.name for alert in found.alerts] == ["lasting"]


def test_a_promise_of_always_alerts_on_a_break_and_has_no_rate():
    promise = make_made_promise(target="1")
    weeks(promise, 0, 0, 0, 1)
    (acute, *_) = burn_of(promise).alerts
    assert (acute.long.rate, acute.badge) == (None, "none may break")


def test_segments_are_added_and_the_own_rule_counts():
    promise = make_made_promise(target="0.95", kept_rule="moment")
    weeks(promise, 10)
    weeks(promise, 20, segment=make_segment())
    KeptWeek.objects.update(on_day=100)
    window = burn_of(promise).windows[0]
    assert (window.occasions, window.broken) == (200, 30)


def test_weeks_that_are_not_over_do_not_count():
    promise = make_made_promise(target="0.95")
    KeptWeek.objects.create(
        promise=promise, week=MONDAY, due=100, done=0, in_time=0, on_day=0
    )
    assert names(promise) == []


def test_an_idea_without_a_target_has_no_budget():
    found = burn_of(make_promise(target=None))
    assert (found.budget, found.windows, found.alerts) == (None, (), ())


def test_the_fastest_acute_burn_comes_first():
    lasting, slow, fast, fine = (make_made_promise(target="0.95") for _ in range(4))
    weeks(lasting, *[9] * 13)
    weeks(slow, 20, 20, 20, 20)
    weeks(fast, 40, 40, 40, 40)
    weeks(fine, 1, 1, 1, 1)
    found = alarmed([lasting, slow, fine, fast], DAY)
    assert [row.promise for row in found] == [fast, slow, lasting]


def test_any_number_of_promises_takes_one_query(django_assert_num_queries):
    promises = [make_made_promise() for _ in range(8)]
    for promise in promises:
        weeks(promise, 3, 4)
    with django_assert_num_queries(1):
        assert len(burns(promises, DAY)) == 8


# --- The page ------------------------------------------------------------------


@time_machine.travel(NOW)
def test_the_promise_s_page_shows_burn_rates_and_the_alert(marketing, signed_in):
    promise = make_made_promise(target="0.95", owner=marketing)
    weeks(promise, 20, 20, 20, 20)
    address = reverse("promises:detail", args=[promise.pk])
    text = " ".join(signed_in(marketing).get(address).content.decode().split())
    assert "It burns fast: 4.0 times what its target allows" in text
    assert "80 of 400 were broken in the last 4 weeks, 20 of 100 in the last week" in (
        text
    )
    assert "4.0×" in text


# --- Over REST -----------------------------------------------------------------


@pytest.fixture
def program():
    found = APIClient()
    found.credentials(HTTP_AUTHORIZATION=f"Bearer {make_key(scopes=['read'])}")
    return found


@time_machine.travel(NOW)
def test_an_error_budget_over_rest(program):
    promise = make_made_promise(target="0.95", code="chosen-week")
    weeks(promise, 20, 20, 20, 20)
    body = program.get(f"/api/v1/error-budgets/{promise.pk}/").json()
    assert body["code"] == "chosen-week"
    assert body["target"] == "0.9500"
    assert body["as_of"] == "2026-01-05"
    assert body["budget"] == {
        "window_weeks": 13,
        "occasions": 400,
        "allowed": 20.0,
        "used": 80,
        "is_spent": True,
    }
    assert body["windows"][0] == {
        "weeks": 1,
        "occasions": 100,
        "broken": 20,
        "burn_rate": pytest.approx(4.0),
    }
    (acute, lasting) = body["alerts"]
    assert (acute["name"], acute["threshold"]) == ("acute", 2.0)
    assert lasting["long"]["weeks"] == 13


@time_machine.travel(NOW)
def test_the_alerts_over_rest(program):
    quiet, loud = make_made_promise(), make_made_promise()
    weeks(quiet, 1, 1, 1, 1)
    weeks(loud, 40, 40, 40, 40)
    body = program.get("/api/v1/error-budgets/alerts/").json()
    assert [row["promise"] for row in body] == [loud.pk]


@time_machine.travel(NOW)
def test_a_promise_of_always_is_valid_json(program):
    promise = make_made_promise(target="1")
    weeks(promise, 0, 0, 0, 5)
    body = program.get(f"/api/v1/error-budgets/{promise.pk}/").json()
    assert body["windows"][0]["burn_rate"] is None
    assert body["alerts"][0]["long"]["burn_rate"] is None


def test_only_what_is_made_has_a_budget(program):
    idea = make_promise()
    retired = make_promise(state=PromiseState.RETIRED)
    for promise in (idea, retired):
        assert program.get(f"/api/v1/error-budgets/{promise.pk}/").status_code == 404
    assert program.get("/api/v1/error-budgets/").json()["count"] == 0


def test_the_list_takes_a_fixed_number_of_queries(program, count_queries):
    weeks(make_made_promise(), 1, 2, 3)
    few = count_queries(program, "/api/v1/error-budgets/")
    for _ in range(10):
        weeks(make_made_promise(), 1, 2, 3)
    assert count_queries(program, "/api/v1/error-budgets/") == few
    assert count_queries(program, "/api/v1/error-budgets/alerts/") <= few


@pytest.mark.parametrize("person", ["frontline", "outsider"])
def test_who_may_not_see_the_ledger_sees_no_budget(person, request):
    browser = APIClient()
    browser.force_login(request.getfixturevalue(person))
    assert browser.get("/api/v1/error-budgets/").status_code == 403
