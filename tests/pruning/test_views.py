"""The pages of what could be retired, as people of each role use them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.jobs import JobState
from core.weeks import monday_of
from planner.pruning import runs, services
from planner.pruning.models import Pruning, Retirement
from planner.pruning.services import Word
from promises.models import PromiseState
from tests.make import (
    make_capability,
    make_initiative,
    make_made_promise,
    make_promise,
)
from tests.portfolio.test_assembly import drafted, scored
from tests.pruning.test_look import serve, standing

pytestmark = pytest.mark.django_db
HOME = "/decide/prune/"


def now():
    """Read the clock, as pages do."""
    return timezone.now()  # noqa: TID251


def looked(actor):
    """Look today, by the clock that pages read."""
    run = services.look(actor=actor, now=now())
    assert runs.look_next()
    run.refresh_from_db()
    assert run.state == JobState.DONE, run.error
    return run


@pytest.fixture
def needless(ceo):
    promise = make_made_promise(
        code="needless",
        statement="Ten sides of every piece",
        requires=[(make_capability(code="packing"), 1)],
    )
    standing(promise, 40)
    looked(ceo)
    return promise


def page(browser, address=HOME):
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def at(name, *arguments):
    return reverse(f"pruning:{name}", args=arguments)


def test_before_the_first_look_it_says_what_to_do(ceo, signed_in):
    said = page(signed_in(ceo))
    assert "Nobody has looked yet" in said
    assert ">Look</button>" in said.replace("> ", ">").replace(" <", "<")


def test_a_look_is_asked_for_followed_and_cancelled(ceo, signed_in):
    browser = signed_in(ceo)
    assert browser.post(HOME).status_code == 302
    run = Pruning.objects.get()
    said = page(browser)
    assert "Waiting for a worker" in said
    far = browser.get(at("progress", run.pk), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in far
    assert browser.get(at("progress", run.pk)).status_code == 302
    assert browser.post(at("cancel", run.pk)).status_code == 302
    far = browser.get(at("progress", run.pk), headers={"HX-Request": "true"})
    assert far["HX-Refresh"] == "true"
    assert browser.post(at("cancel", run.pk)).status_code == 409


def test_the_sentence_comes_first_and_says_what_could_go(needless, ceo, signed_in):
    said = page(signed_in(ceo))
    assert "Of one promise, " in said
    assert "is worth retiring" in said
    assert "40 parcels a week" in said
    assert "No need of any customer is linked to it." in said


def test_filters_stand_in_the_address(needless, ceo, signed_in):
    browser = signed_in(ceo)
    assert needless.statement in page(browser, f"{HOME}?ground=no-need&kind=promise")
    said = page(browser, f"{HOME}?ground=returns-less")
    assert "Nothing of this kind" in said
    assert needless.statement in page(browser, f"{HOME}?ground=nonsense&kind=%00")


def test_a_finding_opens_to_its_figures(ceo, signed_in):
    promise = serve(make_made_promise())
    version = scored(
        drafted(
            promise,
            code="letters",
            likely=10,
            margin=Decimal(1),
            budget=Decimal(5000),
            plan={"starts_on": monday_of(now().date()) + timedelta(weeks=3)},
        )
    )
    looked(ceo)
    said = page(signed_in(ceo), at("finding", f"tactic-{version.pk}-letters"))
    assert "Money still to be spent" in said
    assert "5,000" in said
    assert "Who would have to be told" in said


@pytest.mark.parametrize(
    "key", ["promise-0", "tactic-1-x", "initiative-9999999999999999999999"]
)
def test_what_was_not_found_is_not_there(needless, ceo, signed_in, key):
    assert signed_in(ceo).get(at("finding", key)).status_code == 404


def test_a_director_proposes_and_the_ceo_retires(needless, ceo, marketing, signed_in):
    key = f"promise-{needless.pk}"
    browser = signed_in(marketing)
    refused = browser.post(at("propose", key), {"reason": " "})
    assert refused.status_code == 422
    assert browser.post(at("propose", key), {"reason": "Unused."}).status_code == 302
    row = Retirement.objects.get()
    assert "Waits for the CEO" in page(browser)
    assert "Your decision" not in page(browser, at("retirement", row.pk))
    word = {"reason": "Nobody asks for it.", "outcome": "retired"}
    assert browser.post(at("decide", row.pk), word).status_code == 403
    assert browser.post(at("settle", key), word).status_code == 403

    desk = signed_in(ceo)
    assert "Your decision" in page(desk, at("retirement", row.pk))
    answer = desk.post(at("decide", row.pk), word)
    assert answer.status_code == 302
    needless.refresh_from_db()
    assert needless.state == PromiseState.RETIRED
    said = page(desk, at("retirement", row.pk))
    assert "Who has to be told" in said
    assert "Nobody asks for it." in said
    assert "Nothing to retire" in page(desk)


def test_keeping_on_asks_for_a_day_and_then_rests(needless, ceo, signed_in):
    desk, key = signed_in(ceo), f"promise-{needless.pk}"
    word = {"reason": "One more spring.", "outcome": "kept"}
    refused = desk.post(at("settle", key), word)
    assert refused.status_code == 422
    assert "Say when it is to be looked at again." in refused.content.decode()
    day = now().date() + timedelta(days=90)
    assert desk.post(at("settle", key), word | {"review_on": day}).status_code == 302
    said = page(desk)
    assert "Kept on, with a reason" in said
    assert at("finding", key) not in said
    assert needless.statement in page(desk, at("past"))


def test_an_outcome_that_is_not_one_is_refused(needless, ceo, signed_in):
    key = f"promise-{needless.pk}"
    word = {"reason": "So.", "outcome": "approved"}
    assert signed_in(ceo).post(at("settle", key), word).status_code == 422
    assert not Retirement.objects.exists()


def test_who_was_told_is_ticked_off(needless, ceo, signed_in):
    desk = signed_in(ceo)
    run = Pruning.objects.get()
    row = services.settle(
        actor=ceo,
        pruning=run,
        key=f"promise-{needless.pk}",
        word=Word(retire=True, reason="Gone."),
        now=now(),
    )
    line = row.tellings.get(number=1)
    assert desk.post(at("tell", line.pk), {"note": "x" * 301}).status_code == 302
    line.refresh_from_db()
    assert line.done_at is None
    desk.post(at("tell", line.pk), {"note": "By letter"})
    assert "By letter" in page(desk, at("retirement", row.pk))
    assert desk.post(at("tell", line.pk)).status_code == 409
    desk.post(at("untell", line.pk))
    line.refresh_from_db()
    assert line.done_at is None


def test_today_names_what_is_proposed_and_whom_to_tell(
    needless, ceo, marketing, signed_in
):
    owner = needless.owner
    browser, desk = signed_in(marketing), signed_in(ceo)
    browser.post(at("propose", f"promise-{needless.pk}"), {"reason": "Unused."})
    assert "Proposed for retirement" in page(desk, "/")
    assert "Proposed for retirement" not in page(browser, "/")
    word = {"reason": "Nobody asks for it.", "outcome": "retired"}
    desk.post(at("decide", Retirement.objects.get().pk), word)
    assert "Proposed for retirement" not in page(desk, "/")
    said = page(signed_in(owner), "/")
    assert "Whom you are to tell" in said
    assert "3 days left" in said


def test_a_proposal_is_taken_back(needless, marketing, signed_in):
    browser = signed_in(marketing)
    browser.post(at("propose", f"promise-{needless.pk}"), {"reason": "Unused."})
    row = Retirement.objects.get()
    assert "Take it back" in page(browser, at("retirement", row.pk))
    assert browser.post(at("withdraw", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "taken back" in page(browser, at("past") + "?state=withdrawn")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files(needless, ceo, signed_in, kind):
    desk = signed_in(ceo)
    assert desk.get(at("export", kind)).status_code == 200
    assert desk.get(at("past-export", kind)).status_code == 200


def test_a_file_says_why_without_starting_a_formula(ceo, signed_in):
    make_promise(statement="=1+1")
    looked(ceo)
    answer = signed_in(ceo).get(at("export", "csv"))
    lines = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in lines
    assert "Serves no need" in lines


@pytest.mark.parametrize("who", ["frontline", "outsider"])
def test_who_does_not_plan_sees_nothing(needless, signed_in, request, who):
    browser = signed_in(request.getfixturevalue(who))
    for address in (HOME, at("past"), at("finding", f"promise-{needless.pk}")):
        assert browser.get(address).status_code == 403
    assert browser.post(HOME).status_code == 403


def test_initiatives_say_what_they_cost(ceo, signed_in):
    idea = make_initiative(name="A ninth colleague", cost=Decimal(14_000))
    looked(ceo)
    said = page(signed_in(ceo))
    assert "A ninth colleague" in said
    assert "14,000" in said
    assert "lets nothing more be chosen" in said
    assert at("finding", f"initiative-{idea.pk}") in said


def test_the_pages_ask_the_same_queries_for_more_rows(ceo, signed_in):
    desk = signed_in(ceo)

    def asked(address):
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    def grow(number):
        ideas = [make_promise() for _ in range(number)]
        run = looked(ceo)
        for idea in ideas[::2]:
            services.propose(
                actor=ceo,
                pruning=run,
                key=f"promise-{idea.pk}",
                reason="So.",
                now=now(),
            )
        return [asked(address) for address in (HOME, at("past"))]

    assert grow(2) == grow(6)
