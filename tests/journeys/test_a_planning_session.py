"""Two people plan together in real browsers, over plain HTTP."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from planner.plans import services as plans
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.workshop import services
from planner.workshop.models import OpenPoint, Workshop
from promises.models import PromiseState
from tests.make import NOW, make_promise, make_user
from tests.plans.documents import content, tactic

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = "Everything is saved."


@pytest.fixture
def draft(marketing):
    make_promise(
        code="next-week",
        statement="Your order is with you next week",
        state=PromiseState.STUDIED,
    )
    return plans.create(actor=marketing, content=content(), now=NOW)


@pytest.fixture
def mia(db):
    return make_user(name="Mia Lind", email="mia@example.com")


@pytest.fixture
def room(draft, marketing):
    return services.start(plan=draft, actor=marketing, purpose="Settle it", now=NOW)


def enter(visit: Any, person: User, room: Workshop) -> Page:
    page: Page = visit(person)
    page.goto(f"/plans/{room.plan_id}/session/")
    expect(page.locator("#session-line")).to_have_text(SAVED)
    return page


def test_two_people_see_each_others_changes_and_the_score(visit, room, mia, marketing):
    max_, her = enter(visit, marketing, room), enter(visit, mia, room)
    expect(max_.locator("#session-people")).to_contain_text("Mia Lind")
    max_.get_by_label("Budget").fill("15,000")
    expect(her.get_by_label("Budget")).to_have_value("15,000")
    expect(her.locator("#session-said")).to_contain_text("Max Marten changed")
    her.get_by_label("Channel").fill("radio")
    expect(max_.get_by_label("Channel")).to_have_value("radio")
    expect(max_.locator("#session-score")).to_contain_text("An inquiry")
    her.get_by_label("Objective").focus()
    expect(max_.locator(".session-here")).to_have_text("ML")
    expected = content(tactics=[tactic(budget="15000.00", channel="radio")])
    assert plan_content(room.plan) == expected
    for page in (max_, her):
        assert Axe().run(page).response["violations"] == []


def test_the_field_one_is_in_is_left_alone(visit, room, mia, marketing):
    max_, her = enter(visit, marketing, room), enter(visit, mia, room)
    max_.get_by_label("Channel").focus()
    her.get_by_label("Channel").fill("radio")
    expect(max_.get_by_text("Mia Lind made it radio")).to_be_visible()
    expect(max_.get_by_label("Channel")).to_have_value("mail")
    max_.get_by_label("Budget").focus()
    expect(max_.get_by_label("Channel")).to_have_value("radio")


def test_two_values_for_one_field_are_chosen_between(visit, room, mia, marketing):
    max_, her = enter(visit, marketing, room), enter(visit, mia, room)
    her.context.set_offline(True)
    her.get_by_label("Channel").fill("shop")
    max_.get_by_label("Channel").fill("radio")
    expect(max_.locator("#session-line")).to_have_text(SAVED)
    her.context.set_offline(False)
    expect(her.get_by_text("Max Marten wrote radio; you wrote shop.")).to_be_visible()
    assert plan_content(room.plan)["tactics"][0]["channel"] == "radio"
    max_.get_by_label("Budget").focus()
    her.get_by_role("button", name="Keep mine").click()
    expect(max_.get_by_label("Channel")).to_have_value("shop")


def test_nothing_is_lost_while_the_line_is_cut(visit, room, mia, marketing):
    max_, her = enter(visit, marketing, room), enter(visit, mia, room)
    her.context.set_offline(True)
    her.get_by_label("Margin").fill("30")
    her.get_by_label("Channel").fill("shop")
    expect(her.locator("#session-line")).to_contain_text("Connection lost: 2 changes")
    max_.get_by_label("Budget").fill("1,000")
    her.context.set_offline(False)
    expect(her.locator("#session-line")).to_have_text(SAVED)
    expect(her.get_by_label("Budget")).to_have_value("1,000")
    expect(max_.get_by_label("Margin")).to_have_value("30")
    row = tactic(margin="30.00", channel="shop", budget="1000.00")
    assert plan_content(room.plan)["tactics"] == [row]


def test_what_was_not_sent_survives_a_reload(visit, room, marketing):
    page = enter(visit, marketing, room)
    page.route("**/session/edits/", lambda route: route.abort())
    page.get_by_label("Channel").fill("shop")
    expect(page.locator("#session-line")).to_contain_text("Connection lost")
    page.unroute("**/session/edits/")
    page.reload()
    expect(page.locator("#session-line")).to_have_text(SAVED)
    assert plan_content(room.plan)["tactics"][0]["channel"] == "shop"


def test_what_was_not_sent_is_sent_after_the_session_has_ended(visit, room, marketing):
    page = enter(visit, marketing, room)
    page.route("**/session/edits/", lambda route: route.abort())
    page.get_by_label("Channel").fill("shop")
    expect(page.locator("#session-line")).to_contain_text("Connection lost")
    services.end(workshop=room, actor=marketing, now=NOW)
    page.unroute("**/session/edits/")
    page.goto("about:blank")
    page.goto(f"/plans/{room.plan_id}/session/")
    expect(page.locator("#unsent")).to_contain_text("tactics.spring.channel: shop")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#unsent")).to_be_hidden()
    assert plan_content(room.plan)["tactics"][0]["channel"] == "shop"


def test_what_the_server_fails_on_does_not_keep_the_rest_waiting(
    visit, room, marketing
):
    def answer(route):
        fails = "shop" in (route.request.post_data or "")
        route.fulfill(status=500) if fails else route.continue_()

    page = enter(visit, marketing, room)
    page.route("**/session/edits/", answer)
    with page.expect_response(lambda told: told.ok and "/edits/" in told.url):
        page.get_by_label("Channel").fill("shop")
        page.get_by_label("Objective").fill("Better")
    expect(page.locator("#session-line")).to_contain_text("kept in this browser")
    expect(page.get_by_label("Channel")).to_have_value("shop")
    found = plan_content(room.plan)
    assert (found["objective"], found["tactics"][0]["channel"]) == ("Better", "mail")
    page.unroute("**/session/edits/")
    page.reload()
    expect(page.locator("#session-line")).to_have_text(SAVED)
    assert plan_content(room.plan)["tactics"][0]["channel"] == "shop"


def test_rows_come_and_go_for_everybody(visit, room, mia, marketing):
    max_, her = enter(visit, marketing, room), enter(visit, mia, room)
    max_.get_by_label("A new tactic").fill("Radio spots")
    max_.get_by_label("A new tactic").press("Enter")
    expect(her.get_by_label("Name").last).to_have_value("Radio spots")
    her.get_by_label("We also believe that").fill("They listen")
    her.get_by_label("If it is wrong, it moves").last.select_option(
        "demand:radio-spots"
    )
    her.get_by_role("button", name="Add it for everybody").last.click()
    expect(max_.get_by_label("We believe that").last).to_have_value("They listen")
    max_.get_by_role("button", name="Take this tactic out").first.click()
    expect(her.get_by_label("Name")).to_have_count(1)
    expect(her.get_by_label("Name")).to_have_value("Radio spots")
    found = plan_content(room.plan)
    assert [row["code"] for row in found["tactics"]] == ["radio-spots"]
    assert [row["code"] for row in found["assumptions"]] == ["a1-2"]


def test_what_is_not_right_is_said_at_its_field_and_goes_along_later(
    visit, room, marketing
):
    page = enter(visit, marketing, room)
    page.get_by_label("Low").fill("600")
    expect(page.get_by_text("Not saved yet: Estimates go up")).to_be_visible()
    page.locator("[name$=-likely]").fill("700")
    page.get_by_label("High").fill("800")
    expect(page.locator("#session-line")).to_have_text(SAVED)
    row = plan_content(room.plan)["tactics"][0]
    assert (row["low"], row["likely"], row["high"]) == ("600", "700", "800")


def test_who_only_reads_sees_it_change(visit, room, ceo, marketing):
    page, max_ = visit(ceo), enter(visit, marketing, room)
    page.goto(f"/plans/{room.plan_id}/session/")
    expect(page.locator("#session-line")).to_have_text("You are reading along.")
    expect(page.get_by_label("Channel")).to_be_disabled()
    max_.get_by_label("Channel").fill("radio")
    expect(page.get_by_label("Channel")).to_have_value("radio")


def test_without_a_script_the_form_is_saved_and_merged(visit, room, mia, marketing):
    page = visit(mia, java_script_enabled=False)
    page.goto(f"/plans/{room.plan_id}/session/")
    plans.update(
        plan=room.plan,
        actor=marketing,
        revision=1,
        content=content(tactics=[tactic(channel="radio")]),
        now=NOW,
    )
    page.get_by_label("Budget").fill("15,000")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/session/")
    row = tactic(channel="radio", budget="15000.00")
    assert plan_content(room.plan)["tactics"] == [row]


def test_the_facilitators_page_follows_the_room(visit, room, mia, marketing):
    asks, her = visit(marketing), enter(visit, mia, room)
    ask = f"/plans/{room.plan_id}/session/questions/?question="
    asks.goto(f"{ask}assumptions.a1.note")
    expect(asks.locator("#session-people")).to_contain_text("Mia Lind")
    expect(her.locator("#session-people")).to_contain_text("asks what is missing")
    expect(asks.get_by_label("How it is tested")).to_be_visible()
    her.get_by_label("How it is tested").fill("We count")
    expect(asks.locator("#session-line")).to_contain_text("The room has answered")
    expect(asks.get_by_label("How it is tested")).to_have_count(0)
    # What is being typed is left alone.
    asks.goto(f"{ask}tactics.spring.segment")
    asks.get_by_text("Answered in words").click()
    asks.get_by_label("What was found out?").fill("We thought")
    services.answer_in_the_room(
        workshop=room,
        actor=mia,
        question="tactics.spring.segment",
        text="For whom?",
        answer="Everybody",
        now=NOW,
    )
    expect(asks.locator("#session-line")).to_contain_text("What you typed stays")
    expect(asks.get_by_label("What was found out?")).to_have_value("We thought")
    expect(asks.locator("[data-live=progress]")).to_contain_text("2 of")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_facilitator_asks_and_the_session_ends_with_its_record(
    visit, draft, marketing, theme, width
):
    page = visit(
        marketing, color_scheme=theme, viewport={"width": width, "height": 900}
    )

    def is_open_to_everybody():
        assert Axe().run(page).response["violations"] == []
        assert not page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth"
        )

    page.goto(f"/plans/{draft.pk}/session/")
    is_open_to_everybody()
    page.get_by_label("What should be settled?").fill("The spring")
    page.get_by_role("button", name="Begin a session").click()
    expect(page.locator("#session-line")).to_have_text(SAVED)
    is_open_to_everybody()
    page.goto(f"/plans/{draft.pk}/session/questions/?question=tactics.spring.segment")
    is_open_to_everybody()
    page.get_by_text("Answered in words").click()
    page.get_by_label("What was found out?").fill("Everybody")
    page.get_by_role("button", name="Write it into the record").click()
    question = "assumptions.a1.note"
    page.goto(f"/plans/{draft.pk}/session/questions/?question={question}")
    page.get_by_label("How it is tested").fill("We ask 200")
    page.get_by_role("button", name="Put it into the plan").click()
    expect(page.get_by_text("It stands in the plan.")).to_be_visible()
    page.get_by_text("Skip it").click()
    page.get_by_label("Who will find out?").first.select_option(label="Max Marten")
    page.get_by_label("By when?").first.fill("2099-01-05")
    page.get_by_role("button", name="Leave it open").click()
    expect(page.get_by_text("Left open, and told")).to_be_visible()
    page.get_by_role("link", name="End the session").first.click()
    is_open_to_everybody()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("Who was there")).to_be_visible()
    is_open_to_everybody()
    record = Workshop.objects.get().record
    assert [row["after"] for row in record["decided"]] == ["We ask 200"]
    assert OpenPoint.objects.open().get().owner == marketing
    assert Plan.objects.get().revision == 2
