"""Differences between two documents of a plan read like sentences, not like codes."""

from itertools import pairwise

import pytest

from planner.plans.differences import Names, content_difference
from tests.make import make_capability, make_made_promise, make_segment
from tests.plans.documents import assumption, content, tactic

pytestmark = pytest.mark.django_db
SPACE = "\N{NO-BREAK SPACE}"


def test_names_stand_in_the_place_of_codes_and_every_figure_has_its_unit():
    make_made_promise(code="next-week", statement="It comes next week")
    make_made_promise(code="upstairs", statement="We carry it upstairs")
    make_capability(code="packing", name="Packing")
    make_segment(code="offices", name="Offices")
    before = content(
        weeks=1,
        tactics=[
            tactic(promises=["next-week"], audience="new", segment="", margin="1.00")
        ],
        assumptions=[assumption(driver={"demand": "spring"}, probability="0.6")],
    )
    after = content(
        starts_on="2026-03-02",
        tactics=[
            tactic(
                promises=["next-week", "upstairs"],
                audience="existing",
                segment="offices",
                margin="1.50",
                low="1200.5",
                starts=2,
            )
        ],
        assumptions=[
            assumption(
                driver={"capacity": "packing"},
                probability="0.65",
                if_false="0.5",
                status="supported",
            )
        ],
    )
    changes = content_difference(before, after)
    assert changes["first day"][1] == "2 March 2026"
    assert changes["length"][0] == "1 week"
    spring = {
        what.removeprefix("tactic “Spring mailing”: "): pair
        for what, pair in changes.items()
        if what.startswith("tactic")
    }
    assert spring["promises"] == [
        "“It comes next week”",
        "“It comes next week”, “We carry it upstairs”",
    ]
    assert spring["audience"] == ["new customers", "existing customers"]
    assert spring["segment"] == ["none", "Offices"]
    assert spring["margin of a kept occasion"] == [f"1{SPACE}EUR", f"1.50{SPACE}EUR"]
    assert spring["low estimate"][1] == "1,200.5 a week"
    assert spring["first week"][1] == "week 2"
    belief = {what.rpartition(": ")[2]: pair for what, pair in changes.items()}
    assert belief["what it moves"] == [
        "demand of “Spring mailing”",
        "capacity of “Packing”",
    ]
    assert belief["chance that it is true"] == [f"60{SPACE}%", f"65{SPACE}%"]
    assert belief["factor if it is false"][1] == "× 0.5"
    assert belief["test"] == ["untested", "supported by a test"]


def test_what_is_called_the_same_is_told_apart_by_its_code():
    two = [tactic(code="a", name="Letters"), tactic(code="b", name="Letters")]
    assert set(content_difference(content(tactics=two), content(tactics=two[:1]))) >= {
        "tactic “Letters” (b)"
    }


def test_a_code_that_nothing_bears_any_more_stands_for_itself():
    before = content(tactics=[tactic(promises=["gone"])])
    after = content(tactics=[tactic(promises=["gone", "lost"])])
    (pair,) = content_difference(before, after).values()
    assert pair == ["“gone”", "“gone”, “lost”"]


def test_the_same_document_differs_in_nothing_and_asks_nothing(
    django_assert_num_queries,
):
    with django_assert_num_queries(0):
        assert content_difference(content(), content()) == {}


def test_many_documents_are_compared_with_names_looked_up_once(
    django_assert_max_num_queries,
):
    documents = [content(tactics=[tactic(promises=[f"p{n}"])]) for n in range(5)]
    names = Names(*documents)
    with django_assert_max_num_queries(1):
        for before, after in pairwise(documents):
            assert content_difference(before, after, names=names)
