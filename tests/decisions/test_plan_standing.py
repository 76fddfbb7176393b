import pytest
from django.urls import reverse

from planner.decisions.models import Outcome, SignOff
from planner.plans.services import settle_returned
from tests.make import (
    NOW,
    make_approved,
    make_made_promise,
    make_plan,
    make_plan_decision,
    make_score,
    make_submitted,
    make_tactic,
)

pytestmark = pytest.mark.django_db


def standing_of(browser, plan):
    return browser.get(reverse("decisions:plan-standing", args=[plan.pk]))


@pytest.fixture
def plan(marketing):
    plan = make_plan(author=marketing)
    make_tactic(plan, [make_made_promise()])
    return plan


@pytest.fixture
def returned(plan):
    version = make_submitted(plan)
    make_score(version, keep_probability=0.95)
    decision = make_plan_decision(
        version,
        outcome=Outcome.RETURNED,
        reason="Ask packing first.",
    )
    settle_returned(version=version, actor=decision.decided_by, now=NOW)
    return plan


def test_a_returned_plan_says_why_and_what_to_do(returned, marketing, signed_in):
    browser = signed_in(marketing)
    page = standing_of(browser, returned).content.decode()
    assert "Ask packing first." in page
    assert "it becomes version 2" in page
    assert reverse("plans:edit", args=[returned.pk]) in page
    assert "Keepable" in page
    detail = browser.get(reverse("plans:detail", args=[returned.pk])).content.decode()
    assert f'hx-get="/decide/standing/{returned.pk}/"' in detail


def test_a_dissent_stands_on_the_plan(plan, marketing, operations, signed_in):
    SignOff.objects.create(
        version=make_submitted(plan),
        department="operations",
        by=operations,
        stance="dissents",
        reason="We pack 100 a week.",
        at=NOW,
    )
    page = standing_of(signed_in(marketing), plan).content.decode()
    assert "We pack 100 a week." in page
    assert "has no score yet" in page
    assert "The CEO has not decided yet." in page


def test_frontline_reads_the_decision_but_not_the_quarrel(plan, frontline, signed_in):
    make_approved(plan)
    page = standing_of(signed_in(frontline), plan).content.decode()
    assert "We can keep it." in page
    assert "Who was heard" not in page
    assert "/decide/" not in page


def test_a_draft_of_others_is_not_there(marketing, operations, signed_in):
    plan = make_plan(author=marketing)
    assert standing_of(signed_in(operations), plan).status_code == 404


def test_a_draft_says_that_nothing_was_submitted(marketing, signed_in):
    page = standing_of(signed_in(marketing), make_plan(author=marketing))
    assert "It has not been submitted yet" in page.content.decode()
