from typing import Any

import pytest

from planner.plans.content import Known, content_problems, free_code
from planner.plans.differences import content_difference
from tests.plans.documents import assumption, content, tactic

KNOWN = Known(
    promises=frozenset({"next-week"}),
    segments=frozenset({"families"}),
    capabilities=frozenset({"packing"}),
)


def problems(document):
    return content_problems(document, known=KNOWN)


def test_a_sound_document_has_no_problems():
    assert problems(content()) == {}


HOSTILE: list[Any] = [
    None,
    "",
    "  ",
    "x" * 10_000,
    "a\x00b",
    "a\ud800b",
    -5,
    True,
    [],
    {},
    float("nan"),
    "NaN",
    "Infinity",
    "-1",
    "1e9",
    "9" * 5000,
    "\uff11\uff12",
    ["next-week", 7],
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "name",
    ["code", "name", "promises", "audience", "segment", "budget", "low", "starts"],
)
def test_a_tactic_that_is_not_right_is_named_by_its_place(name, value):
    legal: dict[str, list[Any]] = {
        "name": ["NaN", "Infinity", "-1", "1e9", "\uff11\uff12"],
        "code": ["1e9"],
        "segment": [""],
        "promises": [[]],
    }
    found = content_problems(
        content(tactics=[tactic(**{name: value})], assumptions=[]), known=KNOWN
    )
    assert (f"tactics[0].{name}" in found) != (value in legal.get(name, []))


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "name", ["title", "objective", "starts_on", "weeks", "tactics", "assumptions"]
)
def test_a_head_of_the_wrong_kind_is_never_an_error_of_the_server(name, value):
    found = problems(content(**{name: value}))
    if name in {"starts_on", "weeks"}:
        assert name in found


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "name", ["driver", "probability", "if_false", "status", "statement"]
)
def test_an_assumption_that_is_not_right_is_named_by_its_place(name, value):
    found = problems(content(assumptions=[assumption(**{name: value})]))
    assert f"assumptions[0].{name}" in found or name == "statement"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (content(starts_on="2026-01-06"), "starts_on"),
        (content(starts_on="1026-01-05"), "starts_on"),
        (content(weeks=105), "weeks"),
        (content(format="plan-content/2"), "format"),
        (content(tactics=[tactic()] * 101, assumptions=[]), "tactics"),
        (content(tactics=[tactic(), tactic()]), "tactics[1].code"),
        (content(tactics=[tactic(likely="200")]), "tactics[0].likely"),
        (content(tactics=[tactic(ends=27)]), "tactics[0].ends"),
        (content(tactics=[tactic(ends=2)]), "tactics[0].ends"),
        (content(tactics=[tactic(promises=["gone"])]), "tactics[0].promises"),
        (
            content(tactics=[tactic(promises=["next-week"] * 2)]),
            "tactics[0].promises",
        ),
        (content(tactics=[tactic(budget="1.234")]), "tactics[0].budget"),
        (
            content(assumptions=[assumption(driver={"demand": "autumn"})]),
            "assumptions[0].driver",
        ),
        (
            content(assumptions=[assumption(driver={"weather": "rain"})]),
            "assumptions[0].driver",
        ),
        (
            content(assumptions=[assumption(driver={"demand": ["spring"]})]),
            "assumptions[0].driver",
        ),
        (
            content(assumptions=[assumption(probability="1.01")]),
            "assumptions[0].probability",
        ),
        (
            content(assumptions=[assumption(if_false="100.5")]),
            "assumptions[0].if_false",
        ),
    ],
)
def test_what_does_not_fit_together_is_named_by_its_place(document, place):
    assert list(problems(document)) == [place]


def test_an_assumption_moves_a_tactic_a_capability_or_a_promise():
    drivers = [
        {"demand": "spring"},
        {"capacity": "packing"},
        {"reliability": "next-week"},
    ]
    rows = [assumption(code=f"a{n}", driver=driver) for n, driver in enumerate(drivers)]
    assert problems(content(assumptions=rows)) == {}


def test_a_code_that_is_taken_gets_a_number():
    assert free_code("mail", ["mail", "mail-2"]) == "mail-3"
    assert free_code("mail", []) == "mail"


def test_a_tactic_may_name_its_strategy_and_old_documents_name_none() -> None:
    named = content(tactics=[tactic(strategy="Win back families")])
    assert content_problems(named, known=KNOWN) == {}
    assert content_difference(content(), named) == {
        "tactic “Spring mailing”: strategy": ["none", "Win back families"]
    }
    assert content_difference(named, content()) == {
        "tactic “Spring mailing”: strategy": ["Win back families", "none"]
    }
    long = content(tactics=[tactic(strategy="x" * 121)])
    assert "tactics[0].strategy" in content_problems(long, known=KNOWN)
