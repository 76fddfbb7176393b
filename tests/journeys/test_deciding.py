"""The CEO's own journeys: a promise made and retired, a plan approved on conditions."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from operations.models import Capability
from planner.decisions.models import Decision, Outcome
from planner.plans.models import Plan, PlanState
from planner.scores import runs
from promises.models import Promise, PromiseState
from tests.journeys.demo.look import seen
from tests.make import (
    NOW,
    make_capability,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)
from tests.promises.make_studied import make_complete_idea

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Page]


@pytest.fixture
def packing(transactional_db: None) -> Capability:
    return make_capability(
        code="packing", name="Packing", likely=100, committed=Decimal(60)
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def decide(page: Page, outcome: str, reason: str) -> None:
    page.get_by_label("Why").fill(reason)
    press(page, outcome)


def ask(page: Page, row: int, words: str, owner: str) -> None:
    """Fill one row of what the approval asks."""
    row_of = page.locator("fieldset.formset-row").nth(row)
    row_of.get_by_label("What has to be done").fill(words)
    row_of.get_by_label("By whom").select_option(label=f"{owner}, marketing director")
    last = timezone.localdate() + timedelta(days=20)
    row_of.get_by_label("Its last day").fill(last.isoformat())


def test_a_promise_is_put_up_made_told_to_customers_and_retired(
    packing: Capability, marketing: Any, ceo: Any, visit: Visit
) -> None:
    promise = make_complete_idea(
        marketing, statement="It is with you on Friday", requires=[(packing, 1)]
    )
    theirs, mine = visit(marketing), visit(ceo)

    theirs.goto("/promises/")
    follow(theirs, promise.statement)
    follow(theirs, "Put it up for approval")
    press(theirs, "Put it up")
    expect(theirs.get_by_text("is up for the CEO's decision")).to_be_visible()

    mine.goto("/")
    follow(mine, promise.statement)
    assert seen(mine) == []
    decide(mine, "Approve", "Families told us it is what they miss.")
    expect(mine.get_by_text("As it was seen on")).to_be_visible()
    expect(mine.get_by_text("Families told us")).to_be_visible()
    assert seen(mine) == []

    theirs.reload()
    follow(theirs, "We make it now")
    press(theirs, "It is live")
    expect(theirs.get_by_text("The promise is live.")).to_be_visible()

    follow(mine, "The promise today")
    mine.locator("aside").get_by_role("link", name="Decide", exact=True).click()
    mine.wait_for_load_state()
    expect(mine.get_by_role("button", name="Approve")).to_have_count(0)
    decide(mine, "Retire", "Nobody asked for Fridays any more.")
    expect(mine.get_by_text("Nobody asked for Fridays")).to_be_visible()
    assert Promise.objects.get().state == PromiseState.RETIRED
    theirs.reload()
    expect(theirs.get_by_text("We no longer make this promise.")).to_be_visible()
    assert seen(theirs) == []


@pytest.fixture
def waiting(packing: Capability, marketing: Any) -> Plan:
    plan = make_plan(author=marketing, title="Letters to families")
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    submit_heard(plan=plan, actor=marketing, revision=1, now=NOW)
    assert runs.score_next(now=NOW)
    return plan


def test_a_plan_is_approved_with_conditions_and_opened_again_as_it_was_seen(
    waiting: Plan, packing: Capability, marketing: Any, ceo: Any, visit: Visit
) -> None:
    page = visit(ceo)
    page.goto("/decide/")
    follow(page, waiting.title)
    decide(page, "With conditions", "It can be kept, if packing stays as it is.")
    refused = page.get_by_text("Name the conditions, or approve without")
    expect(refused.first).to_be_visible()
    expect(page.get_by_label("Why")).to_have_value(re.compile("if packing stays"))
    assert not Decision.objects.filter(version__plan=waiting).exists()

    ask(page, 0, "Packing keeps its night shift", marketing.name)
    page.get_by_role("button", name="Another condition").click()
    ask(page, 1, "No letter before the 9th", marketing.name)
    press(page, "With conditions")

    expect(page.get_by_text("As it was seen on")).to_be_visible()
    expect(page.get_by_text("No letter before the 9th")).to_be_visible()
    verdict = page.locator("p.verdict").inner_text()
    figures = page.locator(".figures").inner_text()
    assert "can keep what it says" in verdict
    assert seen(page) == []
    decision = Decision.objects.get(version__plan=waiting)
    assert decision.outcome == Outcome.CONDITIONAL
    waiting.refresh_from_db()
    assert waiting.state == PlanState.APPROVED

    # The world moves on; what was seen does not.
    Capability.objects.update(low=1, likely=1, high=1, name="Another name")
    Promise.objects.update(within_weeks=0)
    page.goto("/decide/decisions/?outcome=conditional")
    follow(page, re.compile(waiting.title))
    assert page.locator("p.verdict").inner_text() == verdict
    assert page.locator(".figures").inner_text() == figures
    expect(page.locator("main")).to_contain_text("Packing")
    expect(page.locator("main")).not_to_contain_text("Another name")

    theirs = visit(marketing)
    theirs.goto("/")
    follow(theirs, "Packing keeps its night shift")
    mine = theirs.locator("section.condition", has_text="Packing keeps")
    mine.get_by_label("What shows it").fill("The rota is signed until June.")
    mine.get_by_role("button", name="It is met").click()
    expect(theirs.get_by_text("The rota is signed until June.")).to_be_visible()
    assert seen(theirs) == []
    theirs.goto(f"/plans/{waiting.pk}/")
    expect(theirs.get_by_text("Packing keeps its night shift").first).to_be_visible()
    assert seen(theirs) == []
