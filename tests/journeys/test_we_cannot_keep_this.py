"""A phone in a loading bay: two taps, no connection for a while, taken back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from promises.models import Objection, ObjectionState
from tests.cards.make_card import make_card_plan, make_card_promise, make_card_task

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def task(ceo, marketing, frontline, operations):
    plan = make_card_plan(make_card_promise(ceo, marketing), marketing)
    return make_card_task(plan, frontline, operations)


def test_two_taps_say_it_even_without_a_connection_and_it_is_taken_back(
    visit,
    frontline,
    task,
):
    page = visit(frontline)
    page.set_viewport_size(PHONE)
    page.goto(f"/cards/{task.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not Axe().run(page).response["violations"]
    page.get_by_text("We can't keep this").first.click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Not enough people").click()
    state = page.locator("[data-cannot-keep-state]")
    expect(state).to_contain_text("kept on this phone")
    assert not Objection.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    said = Objection.objects.get()
    assert (said.reason, said.state) == ("no-people", ObjectionState.OPEN)
    assert page.evaluate("localStorage.getItem('cannot-keep')") == "[]"
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("It is taken back.")).to_be_visible()
    said.refresh_from_db()
    assert said.state == ObjectionState.WITHDRAWN


def test_without_scripts_the_same_two_taps_send_it(
    chromium, live_server, task, frontline
):
    browser = Client()
    browser.force_login(frontline)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "url": live_server.url,
            }
        ]
    )
    page = context.new_page()
    page.goto(f"/cards/{task.pk}/")
    page.get_by_text("We can't keep this").first.click()
    page.get_by_role("button", name="A system is down").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    assert Objection.objects.get().reason == "system-down"
    context.close()
