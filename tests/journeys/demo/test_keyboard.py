"""From signing in to a submitted plan, and to a decision, without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from planner.decisions.models import Decision, Outcome
from planner.plans.models import Plan, PlanState
from tests.journeys.demo.conftest import House
from tests.journeys.test_drafting_a_plan import fill_by_keyboard, tab_to
from tests.make import make_heard

pytestmark = pytest.mark.django_db(transaction=True)


def come_in(house: House, name: str) -> Page:
    page = house.open()
    page.goto("/accounts/login/")
    press(page, name)
    page.get_by_role("heading", name="Today", level=1).wait_for()
    return page


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_a_plan_is_submitted_and_decided_without_a_mouse(house: House) -> None:
    _submit(come_in(house, "Max Brandt"))
    house.work()
    plan = Plan.objects.get(title="Letters by keyboard")
    assert plan.state == PlanState.SUBMITTED
    _return(come_in(house, "Clara Ekdahl"))
    decision = Decision.objects.get(version__plan=plan)
    assert decision.outcome == Outcome.RETURNED
    assert decision.reason == "First the letters by hand."


def _submit(page: Page) -> None:
    press(page, "Draft a plan")
    page.wait_for_url("**/plans/new/")
    fill_by_keyboard(
        page, {"Title": "Letters by keyboard", "Objective": "80 families write back."}
    )
    press(page, "Begin the draft")
    page.wait_for_url("**/edit/")
    fill_by_keyboard(page, {"Name": "Letters"})
    tab_to(page, "The week you choose is the week it comes")
    page.keyboard.press("Space")
    tab_to(page, "Audience")
    page.keyboard.press("ArrowDown")
    fill_by_keyboard(
        page,
        {
            "Low": "5",
            "Likely": "10",
            "High": "20",
            "Budget": "500",
            "Margin": "20",
            "First week": "1",
            "Last week": "4",
        },
    )
    press(page, "Save and submit…")
    page.wait_for_url("**/check/")
    expect(page.get_by_text("Operations has not been heard").first).to_be_visible()
    make_heard(Plan.objects.get(title="Letters by keyboard"))
    page.reload()
    press(page, "Submit for a decision")
    page.wait_for_url("**/score/")


def _return(page: Page) -> None:
    press(page, "Decide")
    page.wait_for_url("**/decide/")
    press(page, "Letters by keyboard")
    page.wait_for_url("**/decide/plans/*/")
    fill_by_keyboard(page, {"Why": "First the letters by hand."})
    press(page, "Return")
    expect(page.get_by_text("Nothing in the frame has moved since.")).to_be_visible()
