"""Two people's changes of one plan become one, or a clash; nothing is lost."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.plans.content import Known, content_problems
from planner.plans.merging import (
    Place,
    changed_places,
    flat,
    merge,
    place_of,
    with_theirs,
)
from tests.plans.documents import assumption, content, tactic

KNOWN = Known(
    promises=frozenset({"p1", "p2", "p3"}),
    segments=frozenset(),
    capabilities=frozenset({"packing"}),
)
BASE: Any = content(
    tactics=[
        tactic(
            code=code,
            name=code,
            promises=["p1"],
            low="2",
            likely="5",
            high="8",
            starts=1,
        )
        | ({"strategy": "Keep"} if code == "c" else {})
        for code in ("a", "b", "c")
    ],
    assumptions=[
        assumption(code="x", driver={"demand": "a"}),
        assumption(code="y", driver={"capacity": "packing"}),
    ],
)

numbers = st.integers(0, 9).map(str)
names = st.sampled_from(["Mail", "Radio", "Shop"])


def change_rows(draw, found):
    for row in list(found["tactics"]):
        what = draw(st.sampled_from(["leave", "leave", "change", "take out"]))
        if what == "change":
            row["name"] = draw(names)
            row["promises"] = sorted(draw(st.sets(st.sampled_from(["p1", "p2", "p3"]))))
            points = sorted(draw(st.tuples(numbers, numbers, numbers)))
            row["low"], row["likely"], row["high"] = points
            row.pop("strategy", None)
            if strategy := draw(st.sampled_from(["", "Grow", "Win back"])):
                row["strategy"] = strategy
        elif what == "take out":
            found["tactics"].remove(row)
        row["starts"], row["ends"] = 1, draw(st.sampled_from([13, 4, 5]))


def add_rows(draw, found, new):
    for number in range(draw(st.integers(0, 2))):
        found["tactics"].append(
            tactic(code=f"{new}{number}", name=draw(names), promises=["p2"], ends=4)
        )


def settle_assumptions(draw, found, new):
    """Leave those that move what is there; perhaps add one."""
    left = [row["code"] for row in found["tactics"]]
    found["assumptions"] = [
        row
        for row in found["assumptions"]
        if row["driver"].get("demand", "") in ["", *left]
    ]
    if left and draw(st.booleans()):
        driver = {"demand": draw(st.sampled_from(left))}
        found["assumptions"].append(assumption(code=f"{new}x", driver=driver))


@st.composite
def edits(draw, *, new="n"):
    """Change the document as people do, and leave it sound."""
    found = deepcopy(BASE)
    if draw(st.booleans()):
        found["title"] = draw(names)
    if draw(st.booleans()):
        found["weeks"] = draw(st.integers(13, 30))
    change_rows(draw, found)
    add_rows(draw, found, new)
    settle_assumptions(draw, found, new)
    if draw(st.booleans()):
        found["tactics"] = draw(st.permutations(found["tactics"]))
    assert content_problems(found, known=KNOWN) == {}
    return found


@given(mine=edits())
def test_what_only_one_side_changed_is_taken_whole(mine):
    assert merge(base=BASE, theirs=BASE, mine=mine).content == mine
    assert merge(base=BASE, theirs=mine, mine=BASE).content == mine
    assert merge(base=BASE, theirs=mine, mine=mine).content == mine
    assert not merge(base=BASE, theirs=mine, mine=mine).clashes


@settings(max_examples=50)
@given(theirs=edits(new="t"), mine=edits(new="m"))
def test_without_clashes_it_does_not_matter_who_came_first(theirs, mine):
    one = merge(base=BASE, theirs=theirs, mine=mine)
    other = merge(base=BASE, theirs=mine, mine=theirs)
    assert bool(one.clashes) == bool(other.clashes)
    if not one.clashes:
        assert flat(one.content) == flat(other.content)
        assert content_problems(one.content, known=KNOWN) == {}


def still_open(clashes, document, place):
    """Whether a clash asks about this place, its row, or what the row moves."""
    places = {str(clash.place) for clash in clashes}
    kind, code = place.split(".")[:2]
    moves = [
        f"tactics.{row['driver'].get('demand')}"
        for row in document["assumptions"]
        if (kind, code) == ("assumptions", row["code"])
    ]
    return bool(places & {place, f"{kind}.{code}", *moves})


@settings(max_examples=50)
@given(theirs=edits(new="t"), mine=edits(new="m"))
def test_nothing_that_anybody_changed_is_lost(theirs, mine):
    merged = merge(base=BASE, theirs=theirs, mine=mine)
    found, old = flat(merged.content), flat(BASE)
    for side in (theirs, mine):
        for place, value in flat(side).items():
            if value == old.get(place) or still_open(merged.clashes, side, place):
                continue
            if place.endswith(".promises"):
                assert set(value) - set(old.get(place, [])) <= set(found[place])
            else:
                assert found[place] == value, place


@settings(max_examples=50)
@given(theirs=edits(new="t"), mine=edits(new="m"))
def test_every_clash_holds_both_values_and_can_be_decided(theirs, mine):
    kept = merge(base=BASE, theirs=theirs, mine=mine)
    for clash in kept.clashes:
        assert clash.theirs != clash.mine
    chosen = with_theirs(kept.content, theirs, [c.place for c in kept.clashes])
    assert content_problems(chosen, known=KNOWN) == {}
    if not kept.clashes:
        return
    for place, value in flat(theirs).items():
        if value != flat(BASE).get(place) and not place.endswith(".promises"):
            assert flat(chosen)[place] == value, place
    again = merge(base=theirs, theirs=theirs, mine=chosen)
    assert again.content == chosen
    assert not again.clashes


@given(theirs=edits(new="n"), mine=edits(new="n"))
def test_two_new_rows_of_one_code_both_stay(theirs, mine):
    found = merge(base=BASE, theirs=theirs, mine=mine).content
    codes = [row["code"] for row in found["tactics"]]
    assert len(codes) == len(set(codes))
    for side in (theirs, mine):
        for row in side["tactics"]:
            if row["code"].startswith("n"):
                same = [{**each, "code": ""} for each in found["tactics"]]
                assert {**row, "code": ""} in same


def merged(theirs, mine, **options):
    return merge(base=BASE, theirs=theirs, mine=mine, **options)


def changed(**row):
    tactics = [
        {**each, **row} if each["code"] == "a" else each for each in BASE["tactics"]
    ]
    return {**BASE, "tactics": tactics}


def test_two_fields_of_one_row_are_merged():
    found = merged(changed(budget="1.00"), changed(channel="radio"))
    assert found.content == changed(budget="1.00", channel="radio")
    assert found.clashes == ()


def test_a_strategy_that_one_side_names_or_drops_is_taken_from_it():
    named = changed(strategy="Grow")
    assert merged(changed(budget="1.00"), named).content == changed(
        budget="1.00", strategy="Grow"
    )
    assert merged(named, changed(budget="1.00")).content == changed(
        budget="1.00", strategy="Grow"
    )
    dropped = merge(base=named, theirs=changed(), mine=named)
    assert dropped.content == changed()


def test_a_strategy_that_one_side_drops_and_one_changes_can_be_chosen():
    named, other = changed(strategy="Grow"), changed(strategy="Shrink")
    found = merge(base=named, theirs=changed(), mine=other)
    assert [(c.theirs, c.mine) for c in found.clashes] == [("", "Shrink")]
    places = [clash.place for clash in found.clashes]
    assert with_theirs(found.content, changed(), places) == changed()
    assert with_theirs(changed(), other, places) == other


def test_a_field_that_no_row_has_is_left_alone():
    nowhere = Place("tactics", "a", "nope")
    assert with_theirs(BASE, changed(), [nowhere]) == BASE


def test_a_new_row_that_had_to_take_another_code_is_named():
    twice = [
        {**BASE, "assumptions": [*BASE["assumptions"], assumption(code="z", note=note)]}
        for note in ("theirs", "mine")
    ]
    for each in twice:
        each["assumptions"][-1]["driver"] = {"demand": "a"}
    assert merged(*twice).renamed == {"assumptions.z": "assumptions.z-2"}


def test_two_values_of_one_field_are_a_clash():
    found = merged(changed(budget="1.00"), changed(budget="2.00"))
    (clash,) = found.clashes
    assert clash.place == Place("tactics", "a", "budget")
    assert (clash.base, clash.theirs, clash.mine) == ("20000.00", "1.00", "2.00")
    assert found.content == changed(budget="2.00")
    given_in = merged(changed(budget="1.00"), changed(budget="2.00"), clashing="theirs")
    assert given_in.content == changed(budget="1.00")


def test_each_promise_is_a_change_of_its_own():
    found = merged(changed(promises=["p1", "p2"]), changed(promises=["p3"]))
    assert found.content == changed(promises=["p2", "p3"])
    assert found.clashes == ()


def test_an_estimate_that_only_falls_apart_together_is_a_clash():
    found = merged(changed(high="5"), changed(likely="7"))
    places = {str(clash.place) for clash in found.clashes}
    assert places == {"tactics.a.likely", "tactics.a.high"}


def test_a_row_taken_out_that_the_other_changed_is_a_clash():
    without = {
        **BASE,
        "tactics": BASE["tactics"][1:],
        "assumptions": BASE["assumptions"][1:],
    }
    found = merged(without, changed(budget="2.00"))
    assert Place("tactics", "a") in {clash.place for clash in found.clashes}
    assert found.content["tactics"][0]["budget"] == "2.00"


def test_a_row_taken_out_that_the_others_assumption_moves_is_a_clash():
    base: Any = {**BASE, "assumptions": []}
    without: Any = {**base, "tactics": base["tactics"][1:]}
    moved: Any = {
        **base,
        "assumptions": [assumption(code="new", driver={"demand": "a"})],
    }
    found = merge(base=base, theirs=without, mine=moved)
    assert [str(clash.place) for clash in found.clashes] == ["tactics.a"]
    assert content_problems(found.content, known=KNOWN) == {}
    given_in = merge(base=base, theirs=without, mine=moved, clashing="theirs")
    assert given_in.content == without


def test_a_shorter_plan_and_a_longer_tactic_are_a_clash():
    found = merged({**BASE, "weeks": 13}, changed(ends=20))
    assert [str(clash.place) for clash in found.clashes] == ["plan.weeks"]
    assert found.content["weeks"] == 26


def test_two_orders_are_a_clash_and_new_rows_stay_where_they_were_put():
    first, second, third = BASE["tactics"]
    new = tactic(code="new")
    one: Any = {**BASE, "tactics": [second, first, third]}
    found = merged(one, {**BASE, "tactics": [first, new, second, third]})
    codes = [row["code"] for row in found.content["tactics"]]
    assert codes == ["b", "a", "new", "c"]
    other = merged(one, {**BASE, "tactics": [third, first, second]})
    assert [str(clash.place) for clash in other.clashes] == ["tactics"]
    chosen = with_theirs(other.content, one, [Place("tactics")])
    assert [row["code"] for row in chosen["tactics"]] == ["b", "a", "c"]


@pytest.mark.parametrize(
    "text", ["", "plan", "plan.department.x", "plan.format", "tactics.a.b.c", "other.a"]
)
def test_what_is_no_place_is_none(text):
    assert place_of(text) is None


def test_a_place_reads_back_as_it_is_written():
    for text in ("plan.title", "tactics", "tactics.a", "tactics.a.budget"):
        assert str(place_of(text)) == text


def test_rows_that_came_or_went_are_named_as_rows():
    fewer: Any = {**BASE, "tactics": BASE["tactics"][1:]}
    places = changed_places(BASE, fewer)
    assert "tactics.a" in places
    assert "tactics.b" not in places
