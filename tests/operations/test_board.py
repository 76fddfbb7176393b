import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from operations.models import Capability, CapabilityWeek
from tests.make import MONDAY, make_capability

pytestmark = pytest.mark.django_db
BOARD = "/operations/?measure=capacity&from=2026-01-05"


def cell(capability, number=0):
    return f"cell-{capability.pk}-{MONDAY + timedelta(weeks=number)}"


def sheet(*capabilities, seen=None, **typed):
    """Return what the board's form sends: every row as it was shown."""
    data = {"measure": "capacity", "from": "2026-01-05"}
    for capability in capabilities:
        data[f"revision-{capability.pk}"] = str(capability.revision)
        data[f"seen-{capability.pk}"] = json.dumps(seen or [""] * 26)
    return {**data, **typed}


def make_week(capability, number=0, **fields):
    week = MONDAY + timedelta(weeks=number)
    return CapabilityWeek.objects.create(capability=capability, week=week, **fields)


def test_the_board_shows_what_differs_and_what_is_usual(operations, signed_in):
    packing = make_capability(name="Packing line", low=900, likely=1000, high=1050)
    make_week(packing, 1, low=600, likely=650, high=700)

    page = signed_in(operations).get(BOARD)

    assert page.status_code == 200
    text = page.content.decode()
    assert "usually 900 / 1,000 / 1,050" in text
    assert 'value="600 / 650 / 700"' in text
    assert 'aria-label="Packing line, week of 12 January 2026"' in text


def test_typed_cells_are_saved_and_empty_ones_left_alone(operations, signed_in):
    packing = make_capability()
    make_week(packing, 3, committed=5)
    typed = {cell(packing): "90 / 100 / 110", cell(packing, 2): "1,250"}

    answer = signed_in(operations).post(
        "/operations/", sheet(packing, **typed), follow=True
    )

    assert "2 cells saved." in answer.content.decode()
    assert answer.redirect_chain[0][0].startswith("/operations/?measure=capacity")
    found = CapabilityWeek.objects.exclude(likely=None).order_by("week")
    assert [row.likely for row in found] == [100, 1250]
    assert CapabilityWeek.objects.filter(committed=5).exists()


def test_committed_load_is_set_on_its_own_board(operations, signed_in):
    desk = make_capability(kind=Capability.Kind.STAFFED)
    data = sheet(desk, **{cell(desk): "950"}) | {"measure": "committed"}

    signed_in(operations).post("/operations/", data)

    assert CapabilityWeek.objects.get().committed == 950


def test_people_who_answer_have_no_capacity_cells(operations, signed_in):
    desk = make_capability(kind=Capability.Kind.STAFFED)
    page = signed_in(operations).get(BOARD).content.decode()
    assert cell(desk) not in page
    assert "usually 1,800" in page


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "1e999",
        "9" * 5000,
        "1\x000",
        "\x00",
        "-5",
        "110 / 100 / 90",
        "1.000",
        "<script>alert(1)</script>",
        "=1+1",
    ],
)
def test_a_wrong_cell_is_named_kept_and_nothing_is_saved(operations, signed_in, text):
    packing = make_capability(name="Packing line")
    typed = {cell(packing): text, cell(packing, 1): "80"}

    answer = signed_in(operations).post("/operations/", sheet(packing, **typed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Packing line, week of 5 January 2026" in page
    assert 'value="80"' in page
    assert "<script>alert" not in page
    assert not CapabilityWeek.objects.exists()


def test_a_rule_of_the_service_is_shown_at_its_cell(operations, signed_in):
    packing = make_capability()
    data = sheet(packing, **{cell(packing): "90 / 100 / 110"})

    answer = signed_in(operations).post("/operations/", data | {"measure": "committed"})

    assert answer.status_code == 422
    assert "Committed load is one number" in answer.content.decode()


def test_after_somebody_else_saved_nothing_typed_is_lost(operations, signed_in):
    packing = make_capability(name="Packing line")
    first = sheet(packing, **{cell(packing): "70", cell(packing, 5): "75"})
    second = sheet(packing, **{cell(packing): "80", cell(packing, 1): "85"})
    browser = signed_in(operations)
    browser.post("/operations/", first)

    answer = browser.post("/operations/", second)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "somebody else changed Packing line" in page
    assert 'value="80"' in page
    assert 'value="85"' in page
    assert "now 70" in page
    assert 'value="75"' in page  # theirs, where nothing was typed
    again = sheet(
        Capability.objects.get(),
        seen=["70", "", "", "", "", "75", *[""] * 20],
        **{cell(packing): "80", cell(packing, 1): "85", cell(packing, 5): "75"},
    )
    assert browser.post("/operations/", again).status_code == 302
    found = CapabilityWeek.objects.order_by("week")
    assert [row.likely for row in found] == [80, 85, 75]


def test_the_page_after_a_conflict_carries_the_new_revision(operations, signed_in):
    packing = make_capability()
    browser = signed_in(operations)
    browser.post("/operations/", sheet(packing, **{cell(packing): "70"}))

    page = browser.post("/operations/", sheet(packing, **{cell(packing): "80"}))

    name = f'name="revision-{packing.pk}"'
    after = page.content.decode().split(name)[1]
    assert after.split('value="')[1].startswith("2")


@pytest.mark.parametrize(
    "damage",
    [
        {"measure": "magic"},
        {"from": "yesterday"},
        {"from": "9999-12-31"},
        {"from": "0001-01-01"},
        {"from": "2026-01-05\x00"},
    ],
)
def test_an_address_that_names_no_board_says_what_to_do(operations, signed_in, damage):
    browser = signed_in(operations)
    assert browser.get("/operations/", damage).status_code == 400
    assert browser.post("/operations/", damage).status_code == 400


@pytest.mark.parametrize(
    "damage",
    [
        {"seen-1": "not json"},
        {"seen-1": "[" * 100_000},
        {"seen-1": '[{"a": 1}]'},
        {"revision-1": "9" * 5000},
        {"revision-x": "1"},
        {"revision-" + "9" * 30: "1"},
        {"revision-99999999999": "1"},
        {"revision-1": "\N{ARABIC-INDIC DIGIT ONE}"},
        {"cell-1-9999-99-99": "5"},
    ],
)
def test_a_damaged_form_does_no_harm(operations, signed_in, damage):
    make_capability(pk=1)
    answer = signed_in(operations).post(
        "/operations/", sheet(Capability.objects.get()) | damage
    )
    assert answer.status_code in {302, 409, 422}
    assert not CapabilityWeek.objects.exists()


@pytest.mark.parametrize("who", ["ceo", "marketing", "frontline"])
def test_others_look_and_do_not_touch(who, request, signed_in):
    packing = make_capability()
    browser = signed_in(request.getfixturevalue(who))
    assert cell(packing) not in browser.get(BOARD).content.decode()
    answer = browser.post("/operations/", sheet(packing, **{cell(packing): "1"}))
    assert answer.status_code == 403
    assert not CapabilityWeek.objects.exists()


def test_the_outsider_sees_nothing(outsider, signed_in):
    assert signed_in(outsider).get(BOARD).status_code == 403


def test_an_empty_board_says_what_to_do_next(operations, ceo, signed_in):
    assert "Enter the first one" in signed_in(operations).get(BOARD).content.decode()
    assert "operations director" in signed_in(ceo).get(BOARD).content.decode()


def test_the_board_asks_as_often_for_twenty_rows_as_for_one(
    operations, signed_in, count_queries
):
    browser = signed_in(operations)
    make_week(make_capability(), low=1, likely=1, high=1)
    one = count_queries(browser, BOARD)
    for _ in range(19):
        make_week(make_capability(), low=1, likely=1, high=1)
    assert count_queries(browser, BOARD) == one


def test_many_capabilities_come_in_pages(operations, signed_in):
    for number in range(30):
        make_capability(name=f"Line {number:02}")
    browser = signed_in(operations)
    assert "Line 29" not in browser.get(BOARD).content.decode()
    assert "Line 29" in browser.get(f"{BOARD}&page=2").content.decode()
    assert browser.get(f"{BOARD}&page=abc").status_code == 200
    assert browser.get(f"{BOARD}&page=99999999999999999999").status_code == 200


# --- Pasting a block ---------------------------------------------------------


def paste(browser, block, **fields):
    data = {
        "measure": "capacity",
        "week": "2026-01-05",
        "first": "",
        "sign": "",
        "block": block,
    }
    return browser.post(reverse("operations:paste"), data | fields)


def test_a_block_with_heads_finds_its_places_before_it_is_saved(operations, signed_in):
    packing = make_capability(code="packing", name="Packing line")
    vans = make_capability(code="vans", name="Last-mile vans")
    block = (
        "\tUnit\t2026-01-05\t12.1.2026\n"
        "packing\tparcel\t800\t90 / 100 / 110\n"
        "last-mile VANS\tstop\t1.250,5\t\n"
    )

    answer = paste(signed_in(operations), block)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "3 cells would change" in page
    assert 'value="90 / 100 / 110"' in page
    assert 'value="1250.5"' in page
    assert f'name="revision-{packing.pk}"' in page
    assert f'name="revision-{vans.pk}"' in page
    assert not CapabilityWeek.objects.exists()


def test_a_bare_block_starts_where_it_is_said_to(operations, signed_in):
    make_capability(name="A")
    first = make_capability(name="B")
    make_capability(name="C")

    page = paste(signed_in(operations), "1\t2\n3\t4\n", first=first.pk)

    text = page.content.decode()
    assert "4 cells would change" in text
    assert 'aria-label="C, week of 12 January 2026"' in text


def test_what_stands_before_decimals_may_be_said(operations, signed_in):
    first = make_capability()
    browser = signed_in(operations)
    assert (
        'value="1000"'
        in paste(browser, "1.000", first=first.pk, sign=",").content.decode()
    )
    doubtful = paste(browser, "1.000", first=first.pk).content.decode()
    assert "1.000 could be 1 or 1000" in doubtful


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("nobody\t5\n", "Say which capability"),
        ("\t2026-01-05\nnobody\t5\n", "Line 2: there is no capability “nobody”"),
        ("2026-01-05\t2026-01-12\n5\t6\n", "first column names the capabilities"),
        ("\t2026-01-05\t2027-01-04\npacking\t5\t6\n", "at most 26 weeks"),
        ("\t2026-01-05\n", "no cells under the weeks"),
        ("   \n", "nothing in it"),
        ("\x00", "Null characters"),
    ],
)
def test_a_block_without_a_place_says_why(operations, signed_in, block, words):
    make_capability(code="packing")
    answer = paste(signed_in(operations), block)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"week": "yesterday"},
        {"week": ""},
        {"measure": "magic"},
        {"first": "999999999999999999999"},
        {"sign": "!"},
        {"block": "x" * 300_000},
        {"block": "1\n" * 500},
        {"block": "\t".join(["1"] * 40)},
    ],
)
def test_a_form_that_names_no_place_is_shown_again(operations, signed_in, fields):
    capability = make_capability()
    given = {"first": capability.pk} | fields
    block = given.pop("block", "5")
    assert paste(signed_in(operations), block, **given).status_code == 422


def test_only_operations_paste(marketing, signed_in):
    assert signed_in(marketing).get(reverse("operations:paste")).status_code == 403


# --- Taking it along ---------------------------------------------------------


def test_the_file_can_be_pasted_back_unchanged(operations, signed_in):
    packing = make_capability(code="packing", name="=evil", low=9, likely=10, high=11)
    make_week(packing, 1, low=600, likely=650, high=700)
    make_week(packing, 2, low=80, likely=80, high=80)
    browser = signed_in(operations)
    address = "?measure=capacity&from=2026-01-05"

    answer = browser.get(f"/operations/board.csv{address}")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:4] == ["packing", "'=evil", "parcel", "9 / 10 / 11"]
    block = "\n".join("\t".join(row) for row in rows)
    page = paste(browser, block).content.decode()
    assert "holds what is stored already" in page


def test_known_numbers_stay_numbers_in_a_workbook(operations, signed_in):
    packing = make_capability(code="packing")
    make_week(packing, 0, low=1250, likely=1250, high=1250)
    answer = signed_in(operations).get(
        "/operations/board.xlsx?measure=capacity&from=2026-01-05"
    )
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0]["E2"].value == 1250


def test_there_is_no_other_kind_of_file(operations, signed_in):
    assert signed_in(operations).get("/operations/board.exe").status_code == 404
