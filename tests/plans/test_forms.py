import pytest
from django.http import QueryDict
from django.utils import translation

from planner.plans.forms import filled_form, posted_form, read_content, typed_form
from tests.make import make_capability, make_plan, make_promise, make_segment
from tests.plans.documents import assumption, content, form_of, tactic


def post(data):
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


@pytest.fixture
def plan(marketing):
    make_promise(code="next-week")
    return make_plan(author=marketing, weeks=26, title="Saved title")


def read(plan, data):
    return read_content(post(data), plan=plan)


def test_a_posted_form_is_the_document(plan):
    make_segment(code="families")
    document = content(tactics=[tactic(segment="families")])
    form = posted_form(post(form_of(document)), weeks=26)
    assert form.is_valid()
    assert form.content("marketing") == document
    assert read(plan, form_of(document)).content == document


def test_a_saved_draft_fills_the_form_that_posts_it_again(plan):
    form = filled_form(content())
    row = form.tactics[0]
    assert row["budget"].value() == 20000
    assert "20,000" in str(row["budget"])
    assert form.assumptions[0]["probability"].value() == 70


def test_a_draft_without_tactics_offers_an_empty_one(plan):
    form = filled_form(content(tactics=[], assumptions=[]))
    assert [row.is_blank for row in form.tactics] == [True]


def test_empty_rows_are_not_part_of_the_plan(plan):
    blank = {"tactics-1-audience": "new", "tactics-1-starts": "1"}
    form = posted_form(post(form_of(content()) | blank), weeks=26)
    assert form.is_valid()
    assert len(form.content("")["tactics"]) == 1


def test_a_tactic_without_a_code_gets_one_from_its_name(plan):
    rows = [tactic(code="", name="Spring & Easter: 2"), tactic(code="", name="Ünï")]
    rows += [tactic(code="BAD CODE", name="Spring & Easter: 2"), tactic(name="日本")]
    rows[3]["code"] = ""
    read_back = read(plan, form_of(content(tactics=rows, assumptions=[]))).content
    assert [row["code"] for row in read_back["tactics"]] == [
        "spring-easter-2",
        "uni",
        "spring-easter-2-2",
        "tactic",
    ]


def test_gaps_left_by_removed_rows_close(plan):
    posted = {
        name.replace("tactics-0", "tactics-7"): value
        for name, value in form_of(content()).items()
    }
    assert read(plan, posted).content == content()


def test_numbers_are_read_as_the_reader_writes_them(plan):
    posted = form_of(content()) | {"tactics-0-budget": "20,000"}
    assert read(plan, posted).content["tactics"][0]["budget"] == "20000.00"
    with translation.override("de"):
        posted["tactics-0-budget"] = "20.000,50"
        assert read(plan, posted).content["tactics"][0]["budget"] == "20000.50"


def test_an_incomplete_row_is_left_out_and_named_while_typing(plan):
    rows = [tactic(), tactic(code="radio", name="Radio", likely="", budget="")]
    reading = read(plan, form_of(content(tactics=rows)))
    assert [row["code"] for row in reading.content["tactics"]] == ["spring"]
    assert reading.left_out == ["Radio does not count yet: look at likely, budget."]


def test_an_assumption_of_a_row_that_does_not_count_does_not_count_either(plan):
    rows = [tactic(ends=99)]
    reading = read(plan, form_of(content(tactics=rows)))
    assert (reading.content["tactics"], reading.content["assumptions"]) == ([], [])
    assert len(reading.left_out) == 2


def test_where_the_head_is_not_readable_the_saved_one_stands_in(plan):
    posted = form_of(content()) | {"title": "", "weeks": "many", "starts_on": "soon"}
    reading = read(plan, posted).content
    assert (reading["title"], reading["weeks"]) == ("Saved title", 26)
    assert reading["starts_on"] == plan.starts_on.isoformat()


def test_a_day_that_is_no_monday_does_not_stop_the_live_score(plan):
    reading = read(plan, form_of(content()) | {"starts_on": "2026-01-07"})
    assert reading.content["starts_on"] == "2026-01-05"
    assert len(reading.content["tactics"]) == 1


HOSTILE = [
    "NaN",
    "Infinity",
    "-1",
    "1e999999",
    "9" * 5000,
    "a\x00b",
    "=1",
    "\uff11",
    "<b>",
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", ["budget", "likely", "starts", "promises", "segment"])
def test_hostile_input_only_leaves_its_row_out(plan, name, value):
    posted = form_of(content(assumptions=[])) | {f"tactics-0-{name}": value}
    reading = read(plan, posted)
    assert reading.content["tactics"] == [] or (name, value) in {
        ("starts", "\uff11"),
        ("budget", "\uff11"),
        ("likely", "\uff11"),
    }


def test_strange_names_of_rows_are_ignored(plan):
    strange = {
        "tactics-99999999-name": "x",
        "tactics--1-name": "x",
        "tactics-x-name": "x",
        "tactics-1-__class__": "x",
    }
    assert len(read(plan, form_of(content()) | strange).content["tactics"]) == 1


def test_the_buttons_without_script_add_and_take_out_rows(plan):
    posted = form_of(content(tactics=[tactic(), tactic(code="b", name="Radio")]))
    more = typed_form(post(posted | {"add": "tactics"}), weeks=26)
    assert [row["name"].value() for row in more.tactics] == [
        "Spring mailing",
        "Radio",
        "",
    ]
    fewer = typed_form(post(posted | {"remove": "tactics-0"}), weeks=26)
    assert [row["name"].value() for row in fewer.tactics] == ["Radio"]
    assert fewer.tactics[0]["promises"].value() == ["next-week"]


@pytest.mark.parametrize(
    "asked", ["tactics-9", "tactics-", "x-1", "tactics-²", "tactics"]
)
def test_a_row_that_is_not_there_cannot_be_taken_out(plan, asked):
    form = typed_form(post(form_of(content()) | {"remove": asked}), weeks=26)
    assert len(form.tactics) == 1


def test_what_the_service_finds_stands_beside_its_field(plan):
    form = posted_form(post(form_of(content())), weeks=26)
    form.is_valid()
    form.show({"tactics[0].ends": ["Too late."], "title": ["Taken."], "x": ["Odd."]})
    assert form.tactics[0].errors["ends"] == ["Too late."]
    assert form.head.errors["title"] == ["Taken."]
    assert form.head.non_field_errors() == ["Odd."]


def test_an_assumption_may_move_a_tactic_that_is_not_saved_yet(plan):
    make_capability(code="packing", name="Packing line")
    rows = [tactic(code="", name="Radio")]
    beliefs = [assumption(driver={"demand": "radio"})]
    document = content(tactics=rows, assumptions=beliefs)
    reading = read(plan, form_of(document))
    assert reading.content["assumptions"][0]["driver"] == {"demand": "radio"}
    drawn = str(posted_form(post(form_of(document)), weeks=26).assumptions[0]["driver"])
    assert '<option value="demand:radio" selected>Radio</option>' in drawn
    assert "Packing line" in drawn


def test_a_retired_promise_is_only_offered_where_it_is_chosen(plan):
    make_promise(code="old", state="retired")
    drawn = [box.data["value"] for box in filled_form(content()).tactics[0].offered]
    assert drawn == ["next-week"]
    chosen = filled_form(content(tactics=[tactic(promises=["old"])]))
    assert "old" in [box.data["value"] for box in chosen.tactics[0].offered]


def test_the_form_reads_what_it_offers_once_for_all_rows(
    plan, django_assert_num_queries
):
    rows = [tactic(code=f"t{n}") for n in range(30)]
    posted = post(form_of(content(tactics=rows, assumptions=[])))
    with django_assert_num_queries(5):
        assert len(read_content(posted, plan=plan).content["tactics"]) == 30
