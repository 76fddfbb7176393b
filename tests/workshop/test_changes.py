import pytest

from planner.plans.content import Known, content_problems
from planner.workshop.changes import make
from tests.plans.documents import assumption, content, tactic

KNOWN = Known(
    promises=frozenset({"next-week"}), segments=frozenset(), capabilities=frozenset()
)


def made(*changes, base=None):
    found = make(base or content(), changes, known=KNOWN)
    assert content_problems(found.content, known=KNOWN) == {}
    return found


def put(place, value):
    return {"place": place, "value": value}


def test_a_field_is_read_as_its_form_reads_it():
    found = made(
        put("tactics.spring.budget", "15,000"),
        put("assumptions.a1.probability", "40"),
        put("plan.weeks", "30"),
        put("plan.starts_on", "2026-01-12"),
        put("tactics.spring.promises", []),
    )
    assert found.content == content(
        weeks=30,
        starts_on="2026-01-12",
        tactics=[tactic(budget="15000.00", promises=[])],
        assumptions=[assumption(probability="0.4")],
    )
    assert found.errors == {}


def test_what_is_not_right_is_left_out_and_named():
    found = made(put("tactics.spring.budget", "lots"), put("plan.title", "Better"))
    assert found.content == content(title="Better")
    assert list(found.errors) == ["tactics.spring.budget"]


def test_fields_that_are_only_wrong_together_are_named():
    found = made(put("tactics.spring.low", "400"))
    assert found.content == content()
    assert found.errors == {
        "tactics.spring.low": ["Estimates go up: low, likely, high."]
    }
    found = made(put("tactics.spring.low", "400"), put("tactics.spring.likely", "450"))
    assert found.errors == {}


def test_a_shorter_plan_is_blamed_for_what_does_not_fit_in_it():
    found = made(put("plan.weeks", "5"), put("plan.title", "Better"))
    assert list(found.errors) == ["plan.weeks"]
    assert found.content == content(title="Better")


def test_a_tactic_is_added_by_its_name():
    found = made({"add": "tactics", "values": {"name": "Spring", "budget": "12"}})
    assert found.added == ["tactics.spring-2"]
    new = found.content["tactics"][1]
    assert (new["name"], new["budget"], new["ends"]) == ("Spring", "12.00", 26)


def test_an_assumption_is_added_with_what_it_moves():
    values = {"statement": "They read it", "driver": "demand:spring"}
    found = made({"add": "assumptions", "values": values})
    assert found.added == ["assumptions.a1-2"]
    values = {"statement": "They read it", "driver": "demand:gone"}
    found = made({"add": "assumptions", "values": values})
    assert list(found.errors) == ["add.assumptions"]
    assert found.content == content()


def test_a_tactic_goes_with_the_assumptions_that_move_it():
    found = made({"remove": "tactics.spring"})
    assert found.content == content(tactics=[], assumptions=[])


def test_nonsense_is_refused_by_name_and_breaks_nothing():
    changes = [
        put("", ""),
        put("plan.department", "finance"),
        put("tactics.spring.code", "other"),
        put("tactics.gone.budget", "1"),
        put("tactics.spring.budget", ["1"]),
        put("tactics.spring.promises", "next-week"),
        put("plan.title", "a\x00b"),
        put("plan.objective", {"a": 1}),
        put("tactics.spring.segment", "nowhere"),
        put("tactics.spring.audience", "everybody"),
        put("assumptions.a1.driver", "nothing"),
        {"add": "plans", "values": {}},
        {"add": "tactics", "values": []},
        {"add": "tactics", "values": {"name": "   "}},
        {"remove": "tactics"},
        {"remove": 5},
        {},
    ]
    for change in changes:
        found = made(change)
        assert found.content == content(), change
        assert found.errors, change


def test_a_strategy_is_named_and_cleared():
    named = made(put("tactics.spring.strategy", "Grow"))
    assert named.content == content(tactics=[tactic(strategy="Grow")])
    assert made(put("tactics.spring.strategy", ""), base=named.content).errors == {}
    cleared = made(put("tactics.spring.strategy", ""), base=named.content)
    assert cleared.content == content()
    new = made({"add": "tactics", "values": {"name": "Radio", "strategy": ""}})
    assert new.errors == {}
    assert "strategy" not in new.content["tactics"][-1]


@pytest.mark.parametrize(
    "change",
    [
        {"add": []},
        {"add": {}},
        {"place": "tactics.spring.promises"},
        {"place": "tactics.spring.promises", "value": None},
        {"place": "tactics.spring.promises", "value": 7},
        {"add": "tactics", "values": {"name": "Radio", "promises": None}},
    ],
)
def test_what_is_no_change_is_refused(change):
    found = made(change)
    assert found.content == content()
    assert len(found.errors) == 1
