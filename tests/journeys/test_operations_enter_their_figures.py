from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from operations import services
from operations.cells import Measure, read_estimate
from operations.models import Capability, CapabilityWeek
from tests.make import MONDAY, NOW, make_capability

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/operations/?measure=capacity&from=2026-01-05"
PASTE = """([element, text]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def lines(transactional_db):
    return [
        make_capability(code="crews", name="Assembly crews", likely=120),
        make_capability(code="packing", name="Packing line", likely=1000),
        make_capability(code="desk", name="Help desk", kind="staffed"),
        make_capability(code="vans", name="Vans", likely=760),
    ]


def cell(page: Page, name: str, week: str) -> Locator:
    return page.get_by_label(f"{name}, week of {week}", exact=True)


def paste_into(page: Page, target: Locator, text: str) -> None:
    page.evaluate(PASTE, [target.element_handle(), text])


def stored():
    rows = CapabilityWeek.objects.order_by("capability__name", "week")
    return [(row.capability.code, row.week.day, row.likely) for row in rows]


def test_a_copied_block_is_pasted_undone_pasted_again_and_saved(
    visit, operations, lines
):
    page = visit(operations)
    page.goto(BOARD)
    crews = cell(page, "Assembly crews", "5 January 2026")

    paste_into(page, crews, "80\t90 / 100 / 110\n\t\n900\t950\n")
    expect(page.locator(".is-changed")).to_have_count(4)
    expect(
        page.get_by_role("status").filter(has_text="4 cells changed")
    ).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".is-changed")).to_have_count(0)
    expect(crews).to_have_value("")
    paste_into(page, crews, "80\t90 / 100 / 110\r\n1\t\r\n900\t950\r\n")
    expect(page.get_by_role("status").first).to_contain_text("found no place")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("4 cells saved.")).to_be_visible()
    assert stored() == [
        ("crews", 5, 80),
        ("crews", 12, 100),
        ("packing", 5, 900),
        ("packing", 12, 950),
    ]


def test_a_block_from_the_real_clipboard_and_a_mistake_taken_back(
    visit, operations, lines
):
    page = visit(operations, permissions=["clipboard-read", "clipboard-write"])
    page.goto(BOARD)
    page.evaluate("text => navigator.clipboard.writeText(text)", "80\t85\n900\t950\n")
    cell(page, "Packing line", "12 January 2026").click()  # a week too late
    page.keyboard.press("Control+v")
    expect(cell(page, "Vans", "19 January 2026")).to_have_value("950")
    page.keyboard.press("Control+z")
    expect(page.locator(".is-changed")).to_have_count(0)
    expect(cell(page, "Vans", "19 January 2026")).to_have_value("")

    cell(page, "Packing line", "5 January 2026").click()
    page.keyboard.press("Control+v")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("4 cells saved.")).to_be_visible()
    assert stored() == [
        ("packing", 5, 80),
        ("packing", 12, 85),
        ("vans", 5, 900),
        ("vans", 12, 950),
    ]

    # What was saved wrongly is mended by emptying the cell: it is as usual again.
    cell(page, "Packing line", "12 January 2026").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 cell saved.")).to_be_visible()
    assert ("packing", 12, 85) not in stored()
    assert len(stored()) == 3


def test_the_keyboard_alone_fills_the_board(visit, operations, lines):
    page = visit(operations)
    page.goto(BOARD)
    cell(page, "Assembly crews", "5 January 2026").focus()
    keys = page.keyboard

    keys.type("70")
    keys.press("Enter")  # over the help desk, which has no cells
    expect(cell(page, "Packing line", "5 January 2026")).to_be_focused()
    keys.type("800")
    keys.press("ArrowDown")
    expect(cell(page, "Vans", "5 January 2026")).to_be_focused()
    keys.press("ArrowRight")
    keys.type("6")
    keys.press("Control+z")
    expect(cell(page, "Vans", "12 January 2026")).to_have_value("")
    keys.type("600")
    keys.press("ArrowUp")
    expect(cell(page, "Packing line", "12 January 2026")).to_be_focused()
    expect(page.locator(".is-changed")).to_have_count(3)
    page.get_by_role("button", name="Save").focus()
    keys.press("Enter")

    expect(page.get_by_text("3 cells saved.")).to_be_visible()
    assert stored() == [("crews", 5, 70), ("packing", 5, 800), ("vans", 12, 600)]


def test_what_was_typed_outlives_somebody_else_s_edit(visit, operations, lines):
    page = visit(operations)
    page.goto(BOARD)
    cell(page, "Vans", "5 January 2026").fill("500")
    vans = Capability.objects.get(code="vans")
    change = services.WeekChange(
        capability=vans.pk,
        week=date(2026, 1, 5),
        measure=Measure.CAPACITY,
        value=read_estimate("650"),
    )
    services.set_weeks(
        actor=operations, changes=[change], revisions={vans.pk: 1}, now=NOW
    )

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("changed Vans since you looked")
    expect(page.get_by_text("now 650")).to_be_visible()
    expect(cell(page, "Vans", "5 January 2026")).to_have_value("500")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("1 cell saved.")).to_be_visible()
    assert stored() == [("vans", MONDAY.day, 500)]


def test_without_scripts_a_block_is_pasted_looked_at_and_saved(
    visit, operations, lines
):
    page = visit(operations, java_script_enabled=False)
    page.goto(BOARD)
    page.get_by_role("link", name="Paste a block").click()
    page.get_by_label("Cells copied from a spreadsheet").fill(
        "\t2026-01-05\t2026-01-12\nvans\t600\tmany\n"
    )
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("2 cells would change")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Vans, week of 12 January 2026")
    cell(page, "Vans", "12 January 2026").fill("700")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("2 cells saved.")).to_be_visible()
    assert stored() == [("vans", 5, 600), ("vans", 12, 700)]


def test_people_are_asked_for_people_without_scripts_too(visit, operations):
    page = visit(operations, java_script_enabled=False)
    page.goto("/operations/capabilities/new/")
    expect(page.get_by_label("Capacity of a usual week")).to_be_visible()
    page.get_by_label("People who answer").check()
    expect(page.get_by_label("Capacity of a usual week")).to_be_hidden()
    page.get_by_label("Short name").fill("help-desk")
    page.get_by_label("Name", exact=True).fill("Help desk")
    page.get_by_label("Unit", exact=True).fill("call")
    page.get_by_role("textbox", name="Minutes one of them takes").fill("8")
    page.get_by_role("textbox", name="Minutes open").fill("2,400")
    page.get_by_role("spinbutton").fill("6")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Help desk entered.")).to_be_visible()
    assert Capability.objects.get().servers == 6
