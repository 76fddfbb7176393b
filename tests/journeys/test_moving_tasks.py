"""A director walks a schedule, moves tasks as a preview, and adopts what comes of it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from planner.execution.models import Task
from planner.plans.models import Plan
from planner.scheduling.models import Adoption
from tests.make import link_tasks, make_plan, make_task

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Page]
# Far ahead, so that every start is a task's own first day, whatever day it is.
MONDAY = date(2035, 3, 5)


@pytest.fixture
def launch(marketing: User) -> Plan:
    plan = make_plan(author=marketing, title="Spring launch", starts_on=MONDAY)
    write = make_task(
        plan, name="Write the letter", likely=5, high=8, not_before=MONDAY
    )
    printing = make_task(plan, name="Print it", likely=3, high=6)
    make_task(plan, name="Brief the shops", likely=2, not_before=MONDAY)
    link_tasks(write, printing)
    return plan


def bar(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=re.compile(f"^{name}:"))


def moved_to(page: Page, task: Task, day: date) -> None:
    expect(page).to_have_url(re.compile(f"move={task.pk}(,|%2C){day.isoformat()}"))
    expect(page.get_by_text("A preview: nothing is changed yet")).to_be_visible()


def complaints(page: Page) -> str:
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


def test_the_keys_walk_the_bars_and_move_a_task_that_is_then_adopted(
    visit: Visit, marketing: User, launch: Plan
) -> None:
    shops = launch.tasks.get(name="Brief the shops")
    page = visit(marketing, color_scheme="dark")
    page.goto(f"/plans/{launch.pk}/schedule/?zoom=months")
    bar(page, "Write the letter").focus()
    page.keyboard.press("ArrowDown")
    expect(bar(page, "Print it")).to_be_focused()
    page.keyboard.press("End")
    expect(bar(page, "Brief the shops")).to_be_focused()

    page.keyboard.press("Alt+Shift+ArrowRight")
    moved_to(page, shops, MONDAY + timedelta(days=7))
    expect(bar(page, "Brief the shops")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    moved_to(page, shops, MONDAY + timedelta(days=4))
    assert complaints(page) == ""
    shops.refresh_from_db()
    assert shops.not_before == MONDAY
    assert not Adoption.objects.exists()

    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"#task-{shops.pk}$"))
    page.get_by_label("Why this is the plan").fill("The shops asked for it.")
    page.get_by_role("button", name="Adopt").click()
    expect(page.get_by_text("Adopted: from now on")).to_be_visible()
    shops.refresh_from_db()
    assert shops.planned_starts_on == MONDAY + timedelta(days=4)


def test_a_bar_that_is_dragged_shows_what_it_would_mean(
    visit: Visit, marketing: User, launch: Plan
) -> None:
    write = launch.tasks.get(name="Write the letter")
    page = visit(marketing)
    page.goto(f"/plans/{launch.pk}/schedule/?zoom=months")
    body = bar(page, "Write the letter").locator(".gantt-body")
    body.scroll_into_view_if_needed()
    box = body.bounding_box()
    assert box is not None
    x, y = box["x"] + 4, box["y"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 7 * 3, y, steps=4)
    page.mouse.up()

    moved_to(page, write, MONDAY + timedelta(days=7))
    expect(page.get_by_text("One other task moves as well.")).to_be_visible()
    assert complaints(page) == ""
    page.get_by_role("link", name="Discard").click()
    expect(page.get_by_text("A preview: nothing is changed yet")).to_have_count(0)


def test_without_scripts_a_day_is_typed_and_previewed(
    visit: Visit, marketing: User, launch: Plan
) -> None:
    shops = launch.tasks.get(name="Brief the shops")
    page = visit(
        marketing,
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
    )
    page.goto(f"/plans/{launch.pk}/schedule/")
    later = MONDAY + timedelta(days=14)
    page.get_by_label("First day of Brief the shops").fill(later.isoformat())
    page.get_by_role("button", name="Preview what I typed").click()

    moved_to(page, shops, later)
