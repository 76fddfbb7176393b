from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from planner.decisions.models import Decision, Outcome
from planner.plans.models import PlanState
from planner.scores import runs
from planner.scores.models import Score
from promises.models import PromiseState
from tests.make import (
    make_capability,
    make_evidence,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def packing():
    return make_capability(
        code="packing", name="Packing", likely=100, committed=Decimal(60)
    )


@pytest.fixture
def score(packing):
    now = timezone.now()  # noqa: TID251  # the page reads the clock too
    promise = make_made_promise(statement="It comes this week", requires=[(packing, 1)])
    plan = make_plan(title="Spring <b>launch</b>", weeks=8)
    make_tactic(plan, [promise], likely=20)
    submit_heard(plan=plan, actor=plan.author, revision=1, now=now)
    runs.score_next(now=now)
    return Score.objects.get()


def ruling(score, /, **fields):
    return {
        "outcome": "approved",
        "reason": "We can keep it.",
        "review_on": (timezone.localdate() + timedelta(weeks=13)).isoformat(),
        "score": score.pk,
        **fields,
    }


def url(name, row):
    return reverse(f"decisions:{name}", args=[row.pk])


def test_the_desk_shows_what_waits(score, ceo, signed_in):
    page = signed_in(ceo).get(reverse("decisions:board")).content.decode()
    assert "Spring &lt;b&gt;launch&lt;/b&gt;" in page
    assert "keepable" in page


def test_a_promise_to_everybody_waits_on_the_desk_too(ceo, signed_in):
    make_promise(state=PromiseState.STUDIED, segment=None)
    page = signed_in(ceo).get(reverse("decisions:board")).content.decode()
    assert "everybody" in page


def test_the_ceo_sees_the_evidence_and_the_buttons(score, ceo, signed_in):
    page = signed_in(ceo).get(url("plan", score.version)).content.decode()
    assert 'value="approved"' in page
    assert "It comes this week" in page


def test_a_director_sees_the_evidence_and_signs(score, operations, signed_in):
    browser = signed_in(operations)
    page = browser.get(url("plan", score.version)).content.decode()
    assert 'value="approved"' not in page
    answer = browser.post(
        url("sign-off", score.version),
        {"stance": "dissents", "reason": "We pack 100."},
        follow=True,
    )
    assert "We pack 100." in answer.content.decode()


def test_a_dissent_without_reason_keeps_the_page(score, operations, signed_in):
    answer = signed_in(operations).post(
        url("sign-off", score.version), {"stance": "dissents", "reason": ""}
    )
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()


def test_approving_leads_to_the_decision_as_it_was_seen(score, ceo, signed_in, packing):
    browser = signed_in(ceo)
    answer = browser.post(url("decide-plan", score.version), ruling(score))
    decision = Decision.objects.get(version=score.version)
    assert answer.url == url("replay", decision)
    packing.name = "Another name"
    packing.save()
    page = browser.get(answer.url).content.decode()
    assert "Packing" in page
    assert "Another name" not in page
    assert "We can keep it." in page


def test_an_overtaken_score_tells_and_keeps_what_was_typed(
    score, ceo, signed_in, packing
):
    packing.committed = Decimal(70)
    packing.save()
    answer = signed_in(ceo).post(
        url("decide-plan", score.version), ruling(score, reason="My long reason")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "overtaken" in page
    assert "My long reason" in page
    score.version.plan.refresh_from_db()
    assert score.version.plan.state == PlanState.SUBMITTED


@pytest.mark.parametrize(
    "change",
    [{"reason": ""}, {"outcome": "yes"}, {"score": "abc"}, {"review_on": "soon"}],
)
def test_a_malformed_ruling_is_shown_again(score, ceo, signed_in, change):
    answer = signed_in(ceo).post(
        url("decide-plan", score.version), ruling(score, **change)
    )
    assert answer.status_code in {400, 422}
    assert not Decision.objects.filter(version=score.version).exists()


def test_nobody_but_the_ceo_can_post_a_decision(
    score, marketing, operations, frontline, outsider, signed_in
):
    for person in (marketing, operations, frontline, outsider):
        answer = signed_in(person).post(
            url("decide-plan", score.version), ruling(score)
        )
        assert answer.status_code == 403
    assert not Decision.objects.filter(version=score.version).exists()


def test_what_one_may_not_see_is_not_found(outsider, ceo, signed_in):
    for name in ("plan", "promise", "replay"):
        address = reverse(f"decisions:{name}", args=[10**12])
        assert signed_in(ceo).get(address).status_code == 404
        assert signed_in(outsider).get(address).status_code == 403


def test_a_studied_promise_is_made_on_its_page(ceo, signed_in):
    promise = make_promise(state=PromiseState.STUDIED, benefit="You plan your week")
    for criterion in ("loyalty", "differentiation", "profitability"):
        make_evidence(promise, criterion=criterion)
    browser = signed_in(ceo)
    page = browser.get(url("promise", promise)).content.decode()
    assert "You plan your week" in page
    review = (timezone.localdate() + timedelta(weeks=13)).isoformat()
    browser.post(
        url("decide-promise", promise),
        {
            "outcome": "approved",
            "reason": "It matters.",
            "review_on": review,
            "revision": promise.revision,
        },
    )
    promise.refresh_from_db()
    assert promise.state == PromiseState.APPROVED
    record = browser.get(url("promise-record", promise)).content.decode()
    assert "It matters." in record


def test_a_live_promise_can_be_retired_on_its_page(ceo, signed_in):
    promise = make_made_promise()
    browser = signed_in(ceo)
    assert 'value="retired"' in browser.get(url("promise", promise)).content.decode()
    browser.post(
        url("decide-promise", promise),
        {"outcome": "retired", "reason": "Gone.", "revision": promise.revision},
    )
    promise.refresh_from_db()
    assert promise.state == PromiseState.RETIRED


def test_past_decisions_are_filtered_by_outcome(ceo, signed_in):
    made = make_made_promise(statement="A promise that was made")
    browser = signed_in(ceo)
    address = reverse("decisions:past")
    assert str(made) in browser.get(address, {"outcome": "approved"}).content.decode()
    empty = browser.get(address, {"outcome": "rejected", "page": "x"})
    assert str(made) not in empty.content.decode()


def test_the_desk_takes_the_same_queries_for_more_plans(score, ceo, signed_in):
    browser = signed_in(ceo)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert browser.get(reverse("decisions:board")).status_code == 200
        return len(taken)

    queries()  # the first one also writes the session
    few = queries()
    promise = score.version.plan.tactics.get().promises.get()
    for number in range(5):
        plan = make_plan(title=f"Plan {number}")
        make_tactic(plan, [promise], likely=1)
        submit_heard(plan=plan, actor=plan.author, revision=1, now=score.scored_at)
    assert queries() == few


def test_a_returned_plan_tells_its_outcome(score, ceo, signed_in):
    signed_in(ceo).post(
        url("decide-plan", score.version),
        ruling(score, outcome="returned", review_on=""),
    )
    decision = Decision.objects.get(version=score.version)
    assert decision.outcome == Outcome.RETURNED


def test_an_overtaken_score_is_computed_again_from_the_desk(
    score, ceo, signed_in, packing
):
    packing.committed = Decimal(70)
    packing.save()
    browser = signed_in(ceo)
    page = browser.get(url("plan", score.version)).content.decode()
    again = reverse("scores:rescore", args=[score.version.plan_id])
    assert f'action="{again}"' in page
    assert "The load that Packing has already was changed." in page
    browser.post(again)
    page = browser.get(url("plan", score.version)).content.decode()
    assert "It is being scored again" in page
    assert f'action="{again}"' not in page
    runs.score_next(now=timezone.now())  # noqa: TID251  # the page reads the clock too
    newest = score.version.scores.latest("pk")
    answer = browser.post(url("decide-plan", score.version), ruling(newest))
    assert Decision.objects.get(version=score.version).score == newest
    assert answer.status_code == 302


def test_a_promise_is_decided_with_its_cost_in_money(ceo, signed_in):
    promise = make_promise(state=PromiseState.STUDIED, break_cost=Decimal("60.00"))
    page = signed_in(ceo).get(url("promise", promise)).content.decode()
    assert "One broken promise costs 60.00 EUR." in page


def test_the_list_of_decisions_says_why_it_is_empty(ceo, signed_in):
    browser, address = signed_in(ceo), reverse("decisions:past")
    assert "No decision yet" in browser.get(address).content.decode()
    filtered = browser.get(address, {"outcome": "returned"}).content.decode()
    assert "No such decision" in filtered
