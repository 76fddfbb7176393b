import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from planner.plans import services
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from promises.models import PromiseState
from tests.make import NOW, make_capability, make_promise
from tests.plans.documents import content, tactic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def promise(transactional_db):
    make_capability(code="packing", name="Packing line")
    return make_promise(
        code="next-week",
        statement="Your order is with you next week",
        state=PromiseState.STUDIED,
    )


@pytest.fixture
def draft(marketing, promise):
    return services.create(actor=marketing, content=content(), now=NOW)


NAME_OF_FOCUS = """() => {
    const one = document.activeElement;
    const said = [...(one.labels ?? [])].map((label) => label.innerText);
    return (said.join(" ") || one.innerText || "").trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus stands on what is called so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS).startswith(name):
            return
    pytest.fail(f"Tab never reaches {name!r}.")


def fill_by_keyboard(page: Page, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        tab_to(page, name)
        page.keyboard.press("Control+a")
        page.keyboard.type(text)


def test_a_director_drafts_a_plan_with_the_keyboard_alone(visit, marketing, promise):
    page = visit(marketing)
    page.goto("/plans/")
    tab_to(page, "Draft the first plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/new/")
    fill_by_keyboard(
        page,
        {
            "Title": "Spring launch",
            "Objective": "5,000 families buy a second time.",
        },
    )
    tab_to(page, "Begin the draft")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    fill_by_keyboard(page, {"Name": "Spring mailing"})
    tab_to(page, "Your order is with you next week")
    page.keyboard.press("Space")
    fill_by_keyboard(
        page,
        {
            "Channel": "mail",
            "Low": "300",
            "Likely": "350",
            "High": "500",
            "Budget": "20,000",
            "Margin": "25",
            "First week": "3",
            "Last week": "13",
        },
    )
    tab_to(page, "Add an assumption")
    page.keyboard.press("Enter")
    expect(page.get_by_label("We believe that")).to_be_focused()
    page.keyboard.type("Half of them order in the first week")
    tab_to(page, "How likely it is true")
    tab_to(page, "If it is wrong, it moves")
    page.keyboard.type("Spring")
    fill_by_keyboard(page, {"Factor if it is wrong": "1.5"})
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    found = plan_content(Plan.objects.get())
    assert found["tactics"] == [tactic(code="spring-mailing")]
    assert found["assumptions"][0]["driver"] == {"demand": "spring-mailing"}
    assert found["assumptions"][0]["probability"] == "0.7"


def test_nothing_typed_is_lost_on_a_reload(visit, draft):
    page = visit(draft.author)
    page.goto(f"/plans/{draft.pk}/edit/")
    page.get_by_label("Title").fill("Typed and not saved")
    page.get_by_role("button", name="Add a tactic").click()
    page.get_by_label("Name").last.fill("A tactic not saved")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Spring launch")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title")).to_have_value("Typed and not saved")
    expect(page.get_by_label("Name").last).to_have_value("A tactic not saved")
    assert Plan.objects.get().title == "Spring launch"


def test_nothing_typed_is_lost_when_the_line_is_cut(visit, draft):
    page = visit(draft.author)
    page.goto(f"/plans/{draft.pk}/edit/")
    page.get_by_label("Title").fill("Typed on a train")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto(f"/plans/{draft.pk}/edit/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title")).to_have_value("Typed on a train")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Plan.objects.get().title == "Typed on a train"
    page.reload()
    expect(page.get_by_text("was not saved")).to_be_hidden()


def test_what_was_let_go_is_not_offered_again(visit, draft):
    page = visit(draft.author)
    page.goto(f"/plans/{draft.pk}/edit/")
    page.get_by_label("Title").fill("A bad idea")
    page.reload()
    page.get_by_role("button", name="Let it go").click()
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Spring launch")
    expect(page.get_by_text("was not saved")).to_be_hidden()


def test_rows_come_and_go_with_a_script(visit, draft):
    page = visit(draft.author)
    page.goto(f"/plans/{draft.pk}/edit/")
    page.get_by_role("button", name="Add a tactic").click()
    expect(page.get_by_text("Tactic 2", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take this tactic out").first.click()
    expect(page.get_by_text("Tactic 2", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Take this assumption out").click()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    found = plan_content(Plan.objects.get())
    assert (found["tactics"], found["assumptions"]) == ([], [])


def test_rows_come_and_go_without_a_script(visit, draft):
    page = visit(draft.author, java_script_enabled=False)
    page.goto(f"/plans/{draft.pk}/edit/")
    page.get_by_label("Title").fill("Typed first")
    page.get_by_role("button", name="Add a tactic").click()
    expect(page.get_by_label("Title")).to_have_value("Typed first")
    page.get_by_label("Name").last.fill("Radio")
    page.get_by_role("button", name="Take this tactic out").first.click()
    expect(page.get_by_label("Name")).to_have_value("Radio")
    assert Plan.objects.get().title == "Spring launch"


def test_the_second_of_two_people_chooses_what_stands(visit, draft):
    page = visit(draft.author)
    page.goto(f"/plans/{draft.pk}/edit/")
    services.update(
        plan=draft,
        actor=draft.author,
        revision=1,
        content=content(title="Theirs", tactics=[tactic(budget="1.00")]),
        now=NOW,
    )
    page.get_by_label("Title").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("changed the same")
    expect(page.get_by_label("Title")).to_have_value("Mine")
    expect(page.get_by_label("Budget")).to_have_value("1")
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("wrote “Theirs”: take this").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert plan_content(draft) == content(
        title="Theirs", tactics=[tactic(budget="1.00")]
    )


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_every_page_of_a_plan_is_open_to_everybody(visit, draft, theme, width):
    page = visit(
        draft.author,
        color_scheme=theme,
        viewport={"width": width, "height": 900},
    )
    of_plan = ["", "edit/", "check/", "assumptions/", "history/", "copy/"]
    paths = ["/plans/", "/plans/new/", "/plans/commitments/"]
    for path in [*paths, *(f"/plans/{draft.pk}/{name}" for name in of_plan)]:
        page.goto(path)
        violations = Axe().run(page).response["violations"]
        assert violations == [], path
        assert not page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth"
        ), path
