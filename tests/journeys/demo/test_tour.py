"""The tour of docs/tour.md, walked as it is written."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.journeys.demo.conftest import House

pytestmark = pytest.mark.django_db(transaction=True)

TOUR = settings.BASE_DIR / "docs" / "tour.md"
PROMISE = "The week you choose is the week it comes"


@dataclass
class Visitor:
    """Somebody at a page; every name that is pressed or read is kept."""

    house: House
    met: set[str] = field(default_factory=set)
    page: Page = field(init=False)

    def become(self, name: str) -> None:
        self.met.add(name)
        self.page = self.house.sign_in(name)

    def press(self, name: str) -> None:
        self._take(self.page.get_by_role("button", name=name, exact=True).last)
        self.met.add(name)

    def follow(self, name: str, within: str = "body") -> None:
        place = self.page.locator(within)
        self._take(place.get_by_role("link", name=name).first)
        self.met.add(name)

    def go(self, name: str) -> None:
        """Take one of the places in the side bar."""
        self.follow(name, within=".side-navigation")

    def _take(self, one: Locator) -> None:
        one.click()
        self.page.wait_for_load_state()

    def read(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()
        self.met.add(words)

    def tick(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).check()
        self.met.add(name)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            self.page.get_by_label(name.replace("_", " ")).first.fill(text)


def test_the_tour_is_as_it_is_written(house: House) -> None:
    visitor = Visitor(house)
    _see_what_can_be_done(visitor)
    _see_who_comes_back(visitor)
    _draft(visitor)
    _be_heard(visitor)
    _decide(visitor)
    _take_an_offer(visitor)
    _bring_in(visitor)
    _carry_out(visitor)
    _talk(visitor)
    _ask(visitor)
    written = set(re.findall(r"\*\*(.+?)\*\*", TOUR.read_text()))
    named = {words.rstrip(".,") for words in visitor.met}
    assert {words.rstrip(".,") for words in written} - named == {"bold", "Sign out"}


def _see_what_can_be_done(visitor: Visitor) -> None:
    visitor.become("Olga Rehn")
    visitor.go("Operations")
    visitor.read("parcels, usually 930 / 1,000 / 1,050")
    visitor.follow("Initiatives")
    visitor.follow("Load ahead")
    visitor.go("Operations")
    visitor.follow("Packing")
    visitor.go("Promises")
    visitor.follow(PROMISE)
    visitor.read("against 95")
    visitor.read("What could we promise?")
    visitor.page.get_by_label("What if we promised it within").fill("14")
    visitor.page.get_by_label("Counted in").select_option(label="days")
    visitor.press("Ask")
    visitor.read("14 days")
    visitor.read("Which needs it serves")
    visitor.follow("All needs against all promises")
    visitor.read("promised by nobody")
    visitor.read("serves no need")


def _see_who_comes_back(visitor: Visitor) -> None:
    visitor.become("Max Brandt")
    visitor.go("Customers")
    visitor.read("of the revenue of")
    visitor.follow("Satisfaction")
    visitor.read("had said they were satisfied")
    visitor.read("over 60 %")
    visitor.follow("Silence")
    visitor.read("quiet for longer than is usual")
    visitor.follow("What a loss costs")
    visitor.read("as much as keeping one")


def _draft(visitor: Visitor) -> None:
    visitor.go("Today")
    visitor.follow("Draft a plan")
    visitor.write(
        Title="Winter letters",
        Objective="300 families choose their week once more.",
    )
    visitor.press("Begin the draft")
    visitor.write(Name="Letters to known families")
    visitor.tick(PROMISE)
    visitor.page.get_by_label("Audience").select_option(label="Existing customers")
    visitor.met.add("Existing customers")
    visitor.write(Budget="6,000", Margin="58", First_week="1", Last_week="6")
    visitor.write(Low="500", Likely="700", High="900")
    live = visitor.page.locator("#live-score")
    expect(live).to_contain_text("As drafted, this plan cannot keep what it says")
    expect(live).to_contain_text("short in week 1")
    visitor.write(Low="30", Likely="50", High="70")
    expect(live).to_contain_text("As drafted, this plan can keep what it says")
    visitor.met |= {
        "As drafted, this plan cannot keep what it says",
        "As drafted, this plan can keep what it says",
    }
    visitor.press("Save and submit…")


def _be_heard(visitor: Visitor) -> None:
    visitor.read("Operations has not been heard")
    visitor.follow("Invite them")
    visitor.write(What_do_you_ask_them="Do 50 parcels a week fit?")
    visitor.press("Ask them")
    visitor.follow("Invite somebody")
    person = visitor.page.get_by_label("Person")
    person.select_option(label="Carl Wiese, customer care director")
    visitor.write(What_do_you_ask_them="Is it what families ask for?")
    visitor.press("Ask them")
    for name, reason in (
        ("Olga Rehn", "50 parcels a week fit before the spring."),
        ("Carl Wiese", "They ask for their week."),
    ):
        visitor.become(name)
        visitor.read("You are asked")
        visitor.follow("Winter letters")
        visitor.tick("Signs")
        visitor.write(Reason=reason)
        visitor.press("Put it with the plan")
        visitor.read(reason)
    visitor.become("Max Brandt")
    visitor.go("Plans")
    visitor.follow("Winter letters")
    visitor.follow("Submit…")
    visitor.press("Submit for a decision")
    visitor.read("Waiting to be scored")
    visitor.house.work()
    visitor.read("What would be kept")


def _decide(visitor: Visitor) -> None:
    visitor.become("Clara Ekdahl")
    visitor.go("Decide")
    visitor.follow("Winter letters")
    visitor.read("50 parcels a week fit before the spring.")
    visitor.write(Why="It fits, and it speaks to people who trust us.")
    visitor.press("Approve")
    visitor.read("Nothing in the frame has moved since.")
    visitor.go("Decide")
    visitor.follow("Spring launch")
    visitor.read("This score has been overtaken")
    visitor.read("Packing gives way first")
    visitor.read("I won't put my name to more than 1,000.")
    visitor.read("The customers in it")
    visitor.read("were promised what this plan endangers")
    decision = visitor.page.url
    _suppose(visitor)
    visitor.page.goto(decision)
    visitor.write(Why="Not while packing is short in week 9.")
    visitor.press("Return")
    visitor.go("Plans")
    visitor.follow("Promised already")
    visitor.read("Winter letters")
    expect(visitor.page.get_by_text("Spring launch")).to_have_count(0)
    visitor.go("Decide")
    visitor.follow("What if")
    visitor.follow("Spring launch without television, Two more packers from week 6")
    visitor.read("The company has changed since")
    visitor.read("Figure by figure")
    _prune(visitor)
    visitor.go("Learn")
    visitor.read("Prediction by prediction")
    visitor.read("Summer on the terrace")


def _prune(visitor: Visitor) -> None:
    visitor.go("Decide")
    visitor.follow("Prune")
    visitor.read("Every piece photographed from ten sides")
    visitor.follow("It stands on the day it arrives")
    visitor.read("Who would have to be told")


def _suppose(visitor: Visitor) -> None:
    """Ask what becomes of the plan if one of its beliefs fails, without a reload."""
    visitor.follow("the whole plan")
    visitor.follow("Assumptions")
    visitor.read("As believed")
    page = visitor.page
    page.evaluate("window.notReloaded = true")
    page.locator('input[name="if-spread"][value="fails"]').check()
    visitor.read("As supposed")
    expect(page.locator("#supposed")).to_contain_text(
        "If “Orders from television spread over three months” fails"
    )
    expect(page).to_have_url(re.compile(r"if-spread=fails"))
    assert page.evaluate("window.notReloaded")


def _take_an_offer(visitor: Visitor) -> None:
    visitor.become("Max Brandt")
    visitor.go("Plans")
    visitor.follow("Spring launch")
    visitor.follow("Score")
    visitor.page.get_by_role("button", name="Make offer 1 my draft").click()
    visitor.met.add("Make this my draft")
    visitor.read("Made of counter-offer 1")


def _bring_in(visitor: Visitor) -> None:
    visitor.become("Sofia Lang")
    visitor.go("Promises")
    visitor.follow("Bring outcomes in")
    visitor.page.get_by_label("File of outcomes").set_input_files(
        TOUR.with_name("tour.csv")
    )
    visitor.press("Upload")
    visitor.house.work()
    visitor.read("Which column says what?")
    visitor.page.get_by_label("Promise", exact=True).select_option(
        label="At your door in two days"
    )
    visitor.press("Check every row")
    visitor.house.work()
    visitor.read("3 would be new")
    visitor.press("Bring all of it into the ledger")
    visitor.house.work()
    visitor.read("3 were new")


def _carry_out(visitor: Visitor) -> None:
    visitor.go("Plans")
    visitor.follow("Autumn catalogue")
    visitor.follow("Tasks")
    visitor.read("cannot be started on Monday")
    visitor.follow("Schedule")
    visitor.read("Who does what when")
    visitor.become("Finn Petersen")
    visitor.go("My cards")
    visitor.follow("Count the orders of the first letters")
    visitor.page.locator("#cannot-keep summary").first.click()
    visitor.met.add("We can't keep this")
    visitor.press("No time")
    visitor.read("It waits for an answer")
    visitor.become("Max Brandt")
    visitor.go("Plans")
    visitor.follow("Two days to your door")
    visitor.follow("Session")


def _talk(visitor: Visitor) -> None:
    visitor.become("Finn Petersen")
    visitor.go("Outreach")
    visitor.follow("Log the talk")
    promised = "send her the photographs of the new packing line"
    visitor.page.locator("[name$=follow_up]").fill(promised)
    friday = timezone.localdate() + timedelta(days=4)
    visitor.page.locator("[name$=follow_up_on]").fill(friday.isoformat())
    visitor.press("Log it")
    visitor.read("The talk with Greta Lindholm is logged.")
    visitor.read(promised)


def _ask(visitor: Visitor) -> None:
    visitor.become("Ada Winter")
    visitor.go("Settings")
    visitor.follow("API keys")
    visitor.follow("Make a key")
    visitor.write(Name="Till at the counter")
    visitor.tick("Ask what can be kept")
    visitor.press("Make the key")
    key = visitor.page.locator("#secret").input_value()
    question = re.search(r"--json '(.+?)'", TOUR.read_text(), re.DOTALL)
    assert question
    request = Request(  # noqa: S310
        f"{visitor.house.url}/api/v1/inquiries/",
        data=question[1].encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urlopen(request) as answer:  # noqa: S310
        assert json.load(answer)["verdict"] == "not-keepable"
