import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from planner.plans import services as plans
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.workshop import services
from planner.workshop.models import OpenPoint, Workshop
from promises.models import PromiseState
from tests.make import NOW, make_point, make_promise
from tests.plans.documents import content


@pytest.fixture(autouse=True)
def _no_score_is_remembered():
    cache.clear()


@pytest.fixture
def draft(marketing):
    make_promise(code="next-week", state=PromiseState.STUDIED)
    return plans.create(actor=marketing, content=content(), now=NOW)


@pytest.fixture
def room(draft, marketing):
    return services.start(plan=draft, actor=marketing, purpose="Settle it", now=NOW)


@pytest.fixture
def browser(marketing, signed_in):
    return signed_in(marketing)


def url(name, *args):
    return reverse(f"workshop:{name}", args=args)


def send(browser, plan, document):
    body = document if isinstance(document, str) else json.dumps(document)
    address = url("edits", plan.pk)
    return browser.post(address, body, content_type="application/json")


def test_a_session_is_begun_on_its_tab(browser, draft):
    assert b"Begin a session" in browser.get(url("session", draft.pk)).content
    browser.post(url("session", draft.pk), {"purpose": "Settle it"})
    page = browser.get(url("session", draft.pk))
    assert b"Settle it" in page.content
    assert browser.post(url("session", draft.pk), {"purpose": ""}).status_code == 422


def test_an_edit_is_taken_and_answered(browser, room, draft):
    change = {"place": "plan.title", "value": "Better"}
    edit = {"id": str(uuid4()), "revision": 1, "changes": [change]}
    assert send(browser, draft, edit).json()["revision"] == 2
    assert plan_content(draft)["title"] == "Better"


ID = str(uuid4())


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "{",
        "[" * 10_000,
        "NaN",
        {"id": "x", "revision": 1, "changes": []},
        {"id": ID, "revision": "1", "changes": []},
        {"id": ID, "revision": True, "changes": []},
        {"id": ID, "revision": 10**30, "changes": []},
        {"id": ID, "revision": -1, "changes": []},
        {"id": ID, "revision": 1, "changes": {}},
        {"id": ID, "revision": 1, "changes": ["x"]},
        {"id": ID, "revision": 1, "changes": [{}] * 500},
    ],
)
def test_what_is_no_edit_is_refused(browser, room, draft, document):
    assert send(browser, draft, document).status_code == 400
    assert Plan.objects.get().revision == 1


def test_a_revision_to_come_is_a_conflict(browser, room, draft):
    edit = {"id": ID, "revision": 99, "changes": []}
    assert send(browser, draft, edit).status_code == 409


def test_the_state_is_empty_while_nothing_is_new(browser, room, draft):
    address = url("state", draft.pk) + "?after=1"
    first = browser.get(address)
    again = browser.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize("text", ["", "x", "-1", "9" * 5000, "\x00", "²"])
def test_nonsense_is_answered_with_everything(browser, room, draft, text):
    answer = browser.get(url("state", draft.pk), {"after": text, "place": text})
    assert answer.status_code == 200
    assert len(answer.json()["changes"]) > 10


def test_a_row_is_drawn_for_a_browser_in_which_it_arrives(browser, room, draft):
    query = {"kind": "tactics", "code": "spring", "number": "5001"}
    page = browser.get(url("row", draft.pk), query).content.decode()
    assert 'name="tactics-5001-name"' in page
    for wrong in ({"kind": "x"}, {"code": "gone"}, {"kind": "assumptions"}):
        answer = browser.get(url("row", draft.pk), query | wrong)
        assert answer.status_code == 404


def test_without_a_session_there_is_nothing_to_ask(browser, draft):
    for name in ("state", "row", "questions", "end"):
        assert browser.get(url(name, draft.pk)).status_code == 404


def test_a_question_is_answered_with_a_field_a_word_or_a_name(
    browser, room, draft, marketing
):
    ask = url("questions", draft.pk)
    assert browser.get(ask).status_code == 200
    field = "assumptions.a1.note"
    page = browser.get(ask, {"question": field}).content.decode()
    assert 'name="assumptions-0-note"' in page
    browser.post(ask, {"question": field, "assumptions-0-note": "We ask 200"})
    assert plan_content(draft)["assumptions"][0]["note"] == "We ask 200"
    said = {"question": "tactics.spring.segment", "said": "yes"}
    assert browser.post(ask, said).status_code == 422
    browser.post(ask, said | {"said-answer": "Everybody"})
    skip = {"question": "record:next-week", "skip": "yes", "point-owner": marketing.pk}
    assert browser.post(ask, skip | {"point-due_on": "2001-01-01"}).status_code == 422
    browser.post(ask, skip | {"point-due_on": "2099-01-01"})
    own = {"own": "yes", "own-owner": marketing.pk, "own-due_on": "2099-01-01"}
    browser.post(ask, own | {"own-text": "Who pays?"})
    assert set(OpenPoint.objects.values_list("question", flat=True)) == {
        "tactics.spring.segment",
        "record:next-week",
        "",
    }
    gone = browser.post(ask, {"question": field, "x": "1"}, follow=True)
    assert b"answered meanwhile" in gone.content


def test_the_session_ends_with_minutes_that_stay(browser, room, draft):
    assert b"End the session?" in browser.get(url("end", draft.pk)).content
    minutes = browser.post(url("end", draft.pk))["Location"]
    assert minutes == url("minutes", draft.pk, room.pk)
    assert b"Who was there" in browser.get(minutes).content
    assert b"Settle it" in browser.get(url("session", draft.pk)).content
    assert Workshop.objects.get().ended_at is not None


def test_the_minutes_are_taken_along_as_a_table(browser, room, draft, marketing):
    address = url("export", draft.pk, room.pk, "csv")
    assert browser.get(address).status_code == 404  # it has not ended
    make_point(room, owner=marketing, text="=Who pays?")
    change = {"place": "plan.title", "value": "Better"}
    send(browser, draft, {"id": ID, "revision": 1, "changes": [change]})
    browser.post(url("end", draft.pk))
    lines = b"".join(browser.get(address)).decode().splitlines()
    assert lines[1].startswith("decided,title,")
    assert lines[1].endswith(",Better,Max Marten,")
    assert any(line.startswith("open,'=Who pays?,") for line in lines)
    assert browser.get(url("export", draft.pk, room.pk, "xlsx")).status_code == 200
    assert browser.get(url("export", draft.pk, room.pk, "pdf")).status_code == 404


def test_who_asks_is_in_the_room_and_sees_the_score(browser, room, draft, marketing):
    page = browser.get(url("questions", draft.pk)).content.decode()
    assert "asks what is missing" in page
    assert "An inquiry" in page


def test_a_point_is_answered_by_who_finds_it_out(room, draft, operations, signed_in):
    point = make_point(room, owner=operations)
    browser = signed_in(operations)  # who may not see the plan itself
    address = url("point", draft.pk, point.pk)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"answer": " "}).status_code == 422
    browser.post(address, {"answer": "4.20 each"})
    assert b"4.20 each" in browser.get(address).content


def test_nobody_else_sees_anything_of_it(room, draft, operations, outsider, signed_in):
    point = make_point(room)
    for person in (operations, outsider):
        browser = signed_in(person)
        for address in (
            url("session", draft.pk),
            url("state", draft.pk),
            url("point", draft.pk, point.pk),
            url("minutes", draft.pk, room.pk),
        ):
            assert browser.get(address).status_code in {403, 404}
