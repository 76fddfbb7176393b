from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from operations.models import Capability, Initiative
from operations.services import fund
from tests.make import MONDAY, NOW, make_capability, make_initiative, make_promise

pytestmark = pytest.mark.django_db
RATE = {
    "code": "packing",
    "name": "Packing line",
    "unit": "parcel",
    "kind": "rate",
    "capacity": "900 / 1,000 / 1,050",
    "committed": "600",
    "backlog": "",
}
DESK = RATE | {
    "kind": "staffed",
    "servers": "6",
    "handle_minutes": "8",
    "open_minutes": "2,400",
}


def edit_url(capability):
    return reverse("operations:edit", args=[capability.pk])


def test_a_rate_is_entered_and_its_page_opens(operations, signed_in):
    answer = signed_in(operations).post("/operations/capabilities/new/", RATE)
    capability = Capability.objects.get()
    assert answer["Location"] == f"/operations/capabilities/{capability.pk}/"
    assert (capability.low, capability.likely, capability.high) == (900, 1000, 1050)
    assert (capability.committed, capability.backlog) == (600, 0)


def test_people_are_entered_and_the_rate_s_field_is_not_read(operations, signed_in):
    signed_in(operations).post("/operations/capabilities/new/", DESK)
    capability = Capability.objects.get()
    assert [capability.servers, capability.open_minutes] == [6, 2400]
    assert capability.likely is None


def test_what_was_left_in_a_hidden_input_does_not_stand_in_the_way(
    operations, signed_in
):
    browser = signed_in(operations)
    left = DESK | {"capacity": "many"}
    assert browser.post("/operations/capabilities/new/", left).status_code == 302
    left = RATE | {"code": "vans", "servers": "x", "open_minutes": "y"}
    assert browser.post("/operations/capabilities/new/", left).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"capacity": ""}, "This field is required."),
        ({"capacity": "NaN"}, "is not a number"),
        ({"capacity": "9" * 5000}, "at most 60 characters"),
        ({"capacity": "110 / 100 / 90"}, "go upwards"),
        ({"committed": "-1"}, "It cannot be negative."),
        ({"backlog": "1e999"}, "is not a number"),
        ({"kind": "staffed"}, "This field is required."),
        ({"kind": "magic"}, "Select a valid choice"),
        ({"code": "Not A Code"}, "Use small letters"),
        ({"name": "a\x00b"}, "Null characters"),
        ({"name": "x" * 121}, "at most 120 characters"),
        (DESK | {"servers": "9" * 5000}, "Enter a whole number"),
        (DESK | {"servers": "0"}, "greater than or equal to 1"),
        (DESK | {"handle_minutes": "0"}, "greater than or equal to 0.001"),
        (DESK | {"open_minutes": "99999999999"}, "no more than 8 digits"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(
    operations, signed_in, fields, words
):
    answer = signed_in(operations).post("/operations/capabilities/new/", RATE | fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Capability.objects.exists()


def test_a_code_that_is_taken_is_said_at_its_field(operations, signed_in):
    make_capability(code="packing")
    answer = signed_in(operations).post("/operations/capabilities/new/", RATE)
    assert answer.status_code == 422
    assert "already exists" in answer.content.decode()


def test_the_form_shows_what_is_stored_and_saves_a_change(operations, signed_in):
    capability = make_capability(low=900, likely=1000, high=1050, code="packing")
    browser = signed_in(operations)
    page = browser.get(edit_url(capability)).content.decode()
    assert 'value="900 / 1000 / 1050"' in page
    assert 'name="code"' not in page

    browser.post(edit_url(capability), RATE | {"revision": 1, "backlog": "1.250,5"})

    assert Capability.objects.get().backlog == Decimal("1250.5")


def test_two_people_on_one_form_keep_what_they_typed(operations, signed_in):
    capability = make_capability(code="packing", name="Packing line", likely=1000)
    browser = signed_in(operations)
    first = RATE | {"revision": 1, "name": "Mine"}
    browser.post(edit_url(capability), first)

    answer = browser.post(edit_url(capability), first | {"name": "Yours"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Yours"' in page
    assert "Name: “Mine” is stored now." in page
    assert 'name="revision" value="2"' in page
    assert Capability.objects.get().name == "Mine"


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "9" * 5000, "1\x00"])
def test_a_revision_that_is_none_saves_nothing(operations, signed_in, revision):
    capability = make_capability(name="Before")
    answer = signed_in(operations).post(
        edit_url(capability), RATE | {"revision": revision}
    )
    assert answer.status_code in {409, 422}
    assert Capability.objects.get().name == "Before"


def test_a_capability_s_page_says_when_it_is_promised_too_much(ceo, signed_in):
    capability = make_capability(name="Packing line", likely=100, committed=140)
    page = signed_in(ceo).get(f"/operations/capabilities/{capability.pk}/")
    text = page.content.decode()
    assert "promised more than it can do in 26" in text
    assert "40\N{NO-BREAK SPACE}parcels short" in text
    assert "over capacity in 26 of 26 weeks" in text


def test_a_capability_s_page_says_how_full_it_gets(ceo, signed_in):
    capability = make_capability(likely=100, committed=60)
    page = signed_in(ceo).get(f"/operations/capabilities/{capability.pk}/")
    assert "60\N{NO-BREAK SPACE}%" in page.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"likely": 0},
        {"likely": 0, "committed": 5},
        {"kind": "staffed"},
        {"likely": Decimal("99999999999.999"), "committed": Decimal("0.001")},
    ],
)
def test_every_capability_has_a_page(ceo, signed_in, fields):
    capability = make_capability(**fields)
    page = signed_in(ceo).get(f"/operations/capabilities/{capability.pk}/")
    assert page.status_code == 200


def test_its_history_is_for_those_who_answer_for_it(
    operations, marketing, ceo, signed_in
):
    capability = make_capability(name="Packing line", likely=1000)
    address = f"/operations/capabilities/{capability.pk}/"
    signed_in(operations).post(edit_url(capability), RATE | {"revision": 1})
    for reader in (operations, ceo):
        text = signed_in(reader).get(address).content.decode()
        assert "Changed a capability" in text
        assert "committed: 0.000 → 600" in text
    assert (
        "Changed a capability" not in signed_in(marketing).get(address).content.decode()
    )


def test_a_page_asks_a_fixed_number_of_times(ceo, signed_in, count_queries):
    capability = make_capability()
    make_initiative(capability=capability)
    browser = signed_in(ceo)
    address = f"/operations/capabilities/{capability.pk}/"
    one = count_queries(browser, address)
    for _ in range(10):
        make_initiative(capability=capability)
    assert count_queries(browser, address) == one


def test_a_deletion_is_asked_for_and_done(operations, signed_in):
    capability = make_capability()
    address = reverse("operations:delete", args=[capability.pk])
    browser = signed_in(operations)
    assert "Nothing leans on it" in browser.get(address).content.decode()
    assert browser.post(address)["Location"] == "/operations/"
    assert not Capability.objects.exists()


def test_a_deletion_is_refused_with_reasons(operations, signed_in):
    capability = make_capability()
    make_promise(requires=[(capability, 1)])
    address = reverse("operations:delete", args=[capability.pk])
    browser = signed_in(operations)
    assert "1 requirement" in browser.get(address).content.decode()
    answer = browser.post(address)
    assert answer.status_code == 409
    assert "1 requirement" in answer.content.decode()


@pytest.mark.parametrize("key", ["0", "999", "9" * 19, "9" * 30, "9" * 5000])
def test_what_is_not_there_is_not_found(operations, signed_in, key):
    browser = signed_in(operations)
    for page in ("", "edit/", "delete/"):
        answer = browser.get(f"/operations/capabilities/{key}/{page}")
        assert answer.status_code == 404


@pytest.mark.parametrize("who", ["ceo", "marketing", "frontline", "outsider"])
def test_only_operations_open_the_forms(who, request, signed_in):
    capability = make_capability()
    browser = signed_in(request.getfixturevalue(who))
    assert browser.get("/operations/capabilities/new/").status_code == 403
    assert browser.post(edit_url(capability), RATE).status_code == 403


# --- Initiatives -------------------------------------------------------------


def proposal(lifted, /, **fields):
    return {
        "code": "second-line",
        "name": "Second line",
        "capability": lifted.pk,
        "adds": "200",
        "cost": "15,000",
        "available_from": "2026-03-02",
        "note": "",
    } | fields


def test_an_initiative_is_proposed_funded_and_taken_back(operations, ceo, signed_in):
    capability = make_capability(name="Packing line")
    signed_in(operations).post("/operations/initiatives/new/", proposal(capability))
    initiative = Initiative.objects.get()
    assert initiative.cost == 15000
    browser = signed_in(ceo)
    address = f"/operations/initiatives/{initiative.pk}/fund/"

    page = browser.get(address).content.decode()
    assert "15,000\N{NO-BREAK SPACE}EUR for 200 parcels more a week" in page
    browser.post(address, {"revision": 1})

    initiative.refresh_from_db()
    assert initiative.funded_by == ceo
    browser.post(f"/operations/initiatives/{initiative.pk}/take-back/")
    initiative.refresh_from_db()
    assert initiative.state == "candidate"


def test_the_ceo_funds_what_was_on_the_screen(operations, ceo, signed_in):
    initiative = make_initiative()
    signed_in(operations).post(
        f"/operations/initiatives/{initiative.pk}/edit/",
        proposal(initiative.capability, cost="99000", revision=1),
    )
    for revision in (1, "", "x", "9" * 5000):
        answer = signed_in(ceo).post(
            f"/operations/initiatives/{initiative.pk}/fund/", {"revision": revision}
        )
        assert answer.status_code == 409
    assert Initiative.objects.get().state == "candidate"


@pytest.mark.parametrize("who", ["operations", "marketing", "frontline", "outsider"])
@pytest.mark.parametrize("step", ["fund", "take-back"])
def test_nobody_else_reaches_the_money(who, step, request, signed_in):
    initiative = make_initiative()
    browser = signed_in(request.getfixturevalue(who))
    address = f"/operations/initiatives/{initiative.pk}/{step}/"
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"revision": 1}).status_code == 403
    assert not AuditEvent.objects.exists()


def test_an_initiative_is_dropped_and_reconsidered(operations, signed_in):
    initiative = make_initiative()
    browser = signed_in(operations)
    for step, state in (("drop", "dropped"), ("reconsider", "candidate")):
        address = f"/operations/initiatives/{initiative.pk}/{step}/"
        assert browser.get(address).status_code == 200
        browser.post(address)
        assert Initiative.objects.get().state == state


def test_there_is_no_other_way_for_an_initiative_to_go(ceo, signed_in):
    initiative = make_initiative()
    browser = signed_in(ceo)
    for step in ("approve", "edit-all", "x" * 500):
        address = f"/operations/initiatives/{initiative.pk}/{step}/"
        assert browser.get(address).status_code == 404


def test_what_the_ceo_agreed_to_is_not_changed_behind_the_ceo(
    operations, ceo, signed_in
):
    initiative = fund(initiative=make_initiative(), actor=ceo, now=NOW)
    answer = signed_in(operations).post(
        f"/operations/initiatives/{initiative.pk}/edit/",
        proposal(initiative.capability, cost="1", revision=2),
    )
    assert answer.status_code == 409
    assert "take the funding back" in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"cost": "-1"},
        {"cost": "NaN"},
        {"cost": "1.125"},
        {"adds": "0"},
        {"adds": "9" * 5000},
        {"available_from": "soon"},
        {"available_from": "2026-02-30"},
        {"capability": "999"},
        {"capability": "9" * 30},
        {"note": "x" * 6000},
        {"note": "\x00"},
    ],
)
def test_a_proposal_that_is_not_right_is_shown_again(operations, signed_in, fields):
    capability = make_capability()
    answer = signed_in(operations).post(
        "/operations/initiatives/new/", proposal(capability, **fields)
    )
    assert answer.status_code == 422
    assert not Initiative.objects.exists()


def test_the_list_is_narrowed_down_in_its_address(ceo, signed_in):
    make_initiative(name="Weekend shift")
    make_initiative(name="Old idea", state="dropped")
    browser = signed_in(ceo)
    page = browser.get("/operations/initiatives/?state=dropped").content.decode()
    assert "Old idea" in page
    assert "Weekend shift" not in page
    assert "Fund" in browser.get("/operations/initiatives/").content.decode()
    for damage in ("state=magic", "capability=x", "capability=" + "9" * 30, "page=x"):
        assert browser.get(f"/operations/initiatives/?{damage}").status_code == 200


def test_the_list_asks_as_often_for_ten_as_for_one(ceo, signed_in, count_queries):
    fund(initiative=make_initiative(), actor=ceo, now=NOW)
    browser = signed_in(ceo)
    one = count_queries(browser, "/operations/initiatives/")
    for _ in range(10):
        fund(initiative=make_initiative(), actor=ceo, now=NOW)
    assert count_queries(browser, "/operations/initiatives/") == one


def test_the_list_comes_as_a_file_without_formulas(ceo, signed_in):
    make_initiative(name="=HYPERLINK(1)", available_from=MONDAY)
    answer = signed_in(ceo).get("/operations/initiatives.csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert "15000.00" in text
    assert signed_in(ceo).get("/operations/initiatives.xlsx").status_code == 200


def test_an_empty_list_says_what_to_do_next(operations, ceo, signed_in):
    address = "/operations/initiatives/"
    assert (
        "Propose the first one" in signed_in(operations).get(address).content.decode()
    )
    assert "Operations propose them" in signed_in(ceo).get(address).content.decode()
