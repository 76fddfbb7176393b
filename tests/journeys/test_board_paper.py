"""The score, printed: a board paper that says all that the screen says."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from planner.plans.models import Plan
from planner.scores import runs
from tests.journeys.paper import letters
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db(transaction=True)
# What is left of A4, 210 by 297 mm, between margins of 16 mm, in pixels of 1/96 inch.
PAPER_WIDTH = 672
CUT_OFF = """width => [...document.querySelectorAll("h2, p, table, svg, li")]
    .filter(part => part.getClientRects().length)
    .map(part => [part.getBoundingClientRect().right, part])
    .filter(([right]) => right > width + 1)
    .map(([right, part]) =>
        `${part.tagName} ${part.textContent.trim().slice(0, 60)}: ${right}`)"""


@pytest.fixture
def plan(transactional_db: None, marketing: User) -> Plan:
    """Score a plan with long names, so that its tables are as wide as they get."""
    packing = make_capability(
        code="packing",
        name="Packing and wrapping of large pieces",
        likely=100,
        committed=Decimal(60),
    )
    desk = make_capability(code="desk", name="Help desk", kind="staffed")
    promises = [
        make_made_promise(
            statement="The wardrobe you choose on Sunday stands in your room by Friday",
            requires=[(packing, 1)],
        ),
        make_made_promise(
            statement="A person who knows your order answers within half a minute",
            requires=[(desk, 1)],
        ),
    ]
    plan = make_plan(author=marketing, title="Spring launch", weeks=26)
    for name in ("Television in two regions", "Letters to families we know"):
        make_tactic(plan, promises, name=name, likely=30, ends=20, budget=56_000)
    for promise in promises:
        make_assumption(plan, statement=f"They will ask: {promise}", promise=promise)
    submit_heard(plan=plan, actor=marketing, revision=1, now=NOW)
    assert runs.score_next(now=NOW)
    return plan


def test_a_printed_score_says_it_all_and_nothing_is_cut_off(
    plan: Plan, ceo: User, visit: Callable[..., Page]
) -> None:
    page = visit(ceo)
    page.goto(f"/plans/{plan.pk}/score/")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    verdict = page.locator("p.verdict").inner_text()
    headings = page.locator("main h2:visible").all_inner_texts()
    assert len(headings) > 6

    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 980})
    assert page.evaluate(CUT_OFF, PAPER_WIDTH) == []

    printed = letters(page.pdf(prefer_css_page_size=True, format="A4"))
    for words in (verdict, *headings, *plan_words(plan)):
        assert "".join(words.split()) in printed, words
    assert "Signout" not in printed


def plan_words(plan: Plan) -> list[str]:
    tactics = plan.tactics.values_list("name", flat=True)
    return [plan.title, "Spring launch", *tactics]


def test_a_plan_that_waits_prints_with_its_state_and_a_place_to_decide_and_sign(
    plan: Plan, ceo: User, visit: Callable[..., Page]
) -> None:
    page = visit(ceo)
    page.goto(f"/decide/plans/{plan.versions.get().pk}/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 980})
    assert page.evaluate(CUT_OFF, PAPER_WIDTH) == []
    expect(page.locator(".letterhead")).to_contain_text("Draft for decision")
    ballot = page.locator(".signatures").inner_text()
    for words in ("Approved with conditions", "Rejected", "Place and date"):
        assert words in ballot
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_count(0)
