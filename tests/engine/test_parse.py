"""A case that cannot be scored is refused in one line that names the place."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import case as parts
from engine.text import LARGEST_TEXT
from tests.engine.make import make_case, replaced
from tests.engine.strategies import certain_cases

LONG = 10**5_000
DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]

TACTIC = make_case()["plan"]["tactics"][0]
CAPABILITY = make_case()["capabilities"][0]
PROMISE = make_case()["promises"][0]
STAFFED = {
    "id": "desk",
    "staffed": {"servers": 2, "handle_minutes": 1, "open_minutes": 9},
}
BELIEF = {"id": "a", "driver": {"demand": "mail"}, "probability": 0.5, "if_false": 2}
INITIATIVE = {"id": "line", "cost": 1, "capability": "packing", "adds": 5, "from": 1}

REFUSED = [
    (
        "promises.0.objections",
        {"open": 0, "newest": "no-time"},
        "promises[0].objections.open: must be between 1 and 1000000",
    ),
    (
        "promises.0.objections",
        {"open": 1, "newest": ""},
        "promises[0].objections.newest: must not be empty",
    ),
    (
        "promises.0.objections",
        {"open": 1},
        'promises[0].objections: needs "newest"',
    ),
    (
        "promises.0.objections",
        {"open": 1, "newest": "no-time", "by": "Finn"},
        'promises[0].objections: unknown key "by"',
    ),
    ("promises.0.objections", [], "promises[0].objections: must be an object"),
    ("", [], "must be an object"),
    ("format", "promise-case/2", 'format: must be "promise-case/1"'),
    ("surprise", 1, 'unknown key "surprise"'),
    ("horizon", None, "horizon: must be an object"),
    ("horizon.periods", 10**9, "horizon.periods: must be between 1 and 520"),
    ("horizon.periods", 0, "horizon.periods: must be between 1 and 520"),
    ("horizon.periods", 4.0, "horizon.periods: must be a whole number"),
    ("horizon.periods", True, "horizon.periods: must be a whole number"),
    ("horizon.start", "5 January", "horizon.start: must be a date like 2026-01-05"),
    ("horizon.start", "2026-13-05", "horizon.start: must be a date like 2026-01-05"),
    ("horizon.start", 20260105, "horizon.start: must be a date like 2026-01-05"),
    (
        "horizon.period",
        "fortnight",
        'horizon.period: must be one of "day", "week", "month", "quarter"',
    ),
    ("capabilities", {}, "capabilities: must be a list"),
    ("capabilities.0", 3, "capabilities[0]: must be an object"),
    ("capabilities.1", CAPABILITY, 'capabilities[1].id: "packing" appears twice'),
    ("capabilities.0.id", "", "capabilities[0].id: must not be empty"),
    ("capabilities.0.id", 7, "capabilities[0].id: must be a text"),
    (
        "capabilities.0.id",
        "x" * 201,
        "capabilities[0].id: must have at most 200 characters",
    ),
    (
        "capabilities.0.unit",
        "a\x00b",
        "capabilities[0].unit: must not hold control characters or lone surrogates",
    ),
    (
        "capabilities.0.capacity",
        -1,
        "capabilities[0].capacity: must be between 0 and 1e+12",
    ),
    (
        "capabilities.0.capacity",
        LONG,
        "capabilities[0].capacity: must be between 0 and 1e+12",
    ),
    ("capabilities.0.capacity", "100", "capabilities[0].capacity: must be a number"),
    ("capabilities.0.capacity", True, "capabilities[0].capacity: must be a number"),
    (
        "capabilities.0.capacity",
        float("nan"),
        "capabilities[0].capacity: must be a finite number",
    ),
    ("capabilities.0.capacity", DEEP, "capabilities[0].capacity[0]: must be a number"),
    (
        "capabilities.0.capacity",
        [],
        "capabilities[0].capacity: must have 1 to 520 entries",
    ),
    (
        "capabilities.0.capacity",
        [1, 2, 3],
        "capabilities[0].capacity: must have one entry for each of 4 periods, has 3",
    ),
    (
        "capabilities.0.capacity",
        [1, 2, None, 4],
        "capabilities[0].capacity[2]: must be a number",
    ),
    (
        "capabilities.0.capacity",
        {"low": 3, "likely": 2, "high": 4},
        "capabilities[0].capacity: low ≤ likely ≤ high does not hold",
    ),
    (
        "capabilities.0.capacity",
        {"low": [1, 5, 1, 1], "likely": 2, "high": 9},
        "capabilities[0].capacity: low ≤ likely ≤ high does not hold in period 1",
    ),
    (
        "capabilities.0.capacity",
        {"low": [1, 1], "likely": [2, 2, 2], "high": 9},
        "capabilities[0].capacity: low, likely and high differ in length",
    ),
    (
        "capabilities.0.capacity",
        {"low": [1, 1], "likely": 2, "high": 9},
        "capabilities[0].capacity.low: must have one entry for each of 4 periods, has 2",
    ),
    ("capabilities.0.capacity", {"low": 1}, 'capabilities[0].capacity: needs "likely"'),
    (
        "capabilities.0.capacity",
        None,
        'capabilities[0]: needs either "capacity" or "staffed"',
    ),
    (
        "capabilities.0.staffed",
        STAFFED["staffed"],
        'capabilities[0]: needs either "capacity" or "staffed"',
    ),
    (
        "capabilities.0",
        replaced(STAFFED, "staffed.handle_minutes", 0),
        "capabilities[0].staffed.handle_minutes: must be greater than 0",
    ),
    (
        "capabilities.0",
        replaced(STAFFED, "staffed.servers", [1]),
        "capabilities[0].staffed.servers: must have one entry for each of 4 periods, has 1",
    ),
    ("promises.0.target", 0, "promises[0].target: must be greater than 0"),
    ("promises.0.target", 1.01, "promises[0].target: must be between 0 and 1"),
    ("promises.0.reliability", 0, "promises[0].reliability: must be greater than 0"),
    ("promises.0.within", 521, "promises[0].within: must be between 0 and 520"),
    (
        "promises.0.track_record",
        {"kept": 3},
        'promises[0].track_record: needs "broken"',
    ),
    ("promises.0.record", 3, "promises[0].record: must be a list"),
    (
        "promises.0.record",
        [[1, 1], 2],
        "promises[0].record[1]: must be two numbers: due and kept",
    ),
    (
        "promises.0.record",
        [[1, 1, 1]],
        "promises[0].record[0]: must be two numbers: due and kept",
    ),
    (
        "promises.0.record",
        [[4, 5]],
        "promises[0].record[0][1]: must be between 0 and 4",
    ),
    (
        "promises.0.record",
        [[0.5, 0]],
        "promises[0].record[0][0]: must be a whole number",
    ),
    (
        "promises.0.record",
        [[1, 1]] * 521,
        "promises[0].record: must have at most 520 entries, has 521",
    ),
    ("records", {"kept": 1}, 'records: needs "broken"'),
    (
        "records",
        {"kept": 1, "broken": -1},
        "records.broken: must be between 0 and 1e+12",
    ),
    (
        "records",
        {"kept": 1, "broken": 1, "end": "soon"},
        "records.end: must be a date like 2026-01-05",
    ),
    (
        "promises.0.requires.0.capability",
        "baking",
        'promises[0].requires[0].capability: no capability "baking"',
    ),
    (
        "promises.0.requires.0.units",
        0,
        "promises[0].requires[0].units: must be greater than 0",
    ),
    (
        "promises.0.requires.0.within_minutes",
        1,
        'promises[0].requires[0].within_minutes: capability "packing" is not staffed',
    ),
    ("promises.1", PROMISE, 'promises[1].id: "same-week" appears twice'),
    (
        "commitments.0",
        {"promise": "x", "occasions": 1},
        'commitments[0].promise: no promise "x"',
    ),
    (
        "commitments.0",
        {"promise": "same-week", "occasions": 1, "plan": ""},
        "commitments[0].plan: must not be empty",
    ),
    ("plan.tactics", [], "plan.tactics: must have at least 1"),
    ("plan.tactics.1", TACTIC, 'plan.tactics[1].id: "mail" appears twice'),
    ("plan.tactics.0.promises", [], "plan.tactics[0].promises: must have at least 1"),
    (
        "plan.tactics.0.promises",
        ["same-week", "x"],
        'plan.tactics[0].promises[1]: no promise "x"',
    ),
    (
        "plan.tactics.0.promises",
        ["same-week", "same-week"],
        'plan.tactics[0].promises[1]: "same-week" appears twice',
    ),
    ("plan.tactics.0.promises", [3], "plan.tactics[0].promises[0]: must be a text"),
    (
        "plan.tactics.0.promises",
        "same-week",
        "plan.tactics[0].promises: must be a list",
    ),
    (
        "plan.tactics.0.promises",
        ["same-week"] * 101,
        "plan.tactics[0].promises: must have at most 100 entries, has 101",
    ),
    (
        "plan.tactics.0.audience",
        "all",
        'plan.tactics[0].audience: must be one of "new", "existing", "lapsed"',
    ),
    (
        "plan.tactics.0.margin",
        -1e13,
        "plan.tactics[0].margin: must be between -1e+12 and 1e+12",
    ),
    ("plan.tactics.0.starts", 4, "plan.tactics[0].starts: must be between 0 and 3"),
    ("plan.tactics.0.ends", 4, "plan.tactics[0].ends: must be between 0 and 3"),
    (
        "plan.tactics.0",
        TACTIC | {"starts": 2, "ends": 1},
        "plan.tactics[0].ends: must be between 2 and 520",
    ),
    ("plan.tactics.0.from_period", 1, 'plan.tactics[0]: unknown key "from_period"'),
    (
        "plan.assumptions",
        [BELIEF, BELIEF],
        'plan.assumptions[1].id: "a" appears twice',
    ),
    (
        "plan.assumptions",
        [BELIEF | {"driver": {"demand": "x"}}],
        'plan.assumptions[0].driver.demand: no tactic "x"',
    ),
    (
        "plan.assumptions",
        [BELIEF | {"driver": {"demand": 1}}],
        "plan.assumptions[0].driver.demand: must be a text",
    ),
    (
        "plan.assumptions",
        [BELIEF | {"driver": {"capacity": "x"}}],
        'plan.assumptions[0].driver.capacity: no capability "x"',
    ),
    (
        "plan.assumptions",
        [BELIEF | {"driver": {"luck": "mail"}}],
        'plan.assumptions[0].driver: unknown key "luck"',
    ),
    (
        "plan.assumptions",
        [BELIEF | {"driver": {}}],
        "plan.assumptions[0].driver: needs exactly one of "
        '"demand", "capacity", "reliability"',
    ),
    (
        "plan.assumptions",
        [BELIEF | {"probability": 1.2}],
        "plan.assumptions[0].probability: must be between 0 and 1",
    ),
    (
        "plan.assumptions",
        [BELIEF | {"status": "guessed"}],
        'plan.assumptions[0].status: must be one of "untested", "supported", "refuted"',
    ),
    (
        "initiatives",
        [INITIATIVE | {"capability": "x"}],
        'initiatives[0].capability: no capability "x"',
    ),
    (
        "initiatives",
        [INITIATIVE | {"from": 4}],
        "initiatives[0].from: must be between 0 and 3",
    ),
    ("initiatives", [INITIATIVE] * 2, 'initiatives[1].id: "line" appears twice'),
    (
        "initiatives",
        [INITIATIVE | {"from_period": 1}],
        'initiatives[0]: unknown key "from_period"',
    ),
    ("policy.who_waits", "us", 'policy.who_waits: must be one of "plan", "everyone"'),
    ("policy.at_risk", 0.95, "policy.at_risk: must be between 0 and 0.9"),
]


@pytest.mark.parametrize(
    ("place", "value", "line"),
    REFUSED,
    ids=lambda v: str(v)[:40] if isinstance(v, str) else "",
)
def test_a_bad_case_is_refused_naming_the_place(
    place: str, value: Any, line: str
) -> None:
    with pytest.raises(engine.InvalidCase) as refusal:
        engine.parse_case(replaced(make_case(), place, value))
    assert str(refusal.value) == line


def test_a_line_of_refusal_stays_one_short_line() -> None:
    name = "no\nsuch" * 30
    with pytest.raises(engine.InvalidCase) as refusal:
        engine.parse_case(replaced(make_case(), name.replace(".", ""), 1))
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 120


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"", "case: not JSON: Expecting value at line 1 column 1"),
        (b"\xff\xfe", "case: not UTF-8 at byte 0"),
        ("[" * 100_000, "case: nested too deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "case: nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "case: holds a number with too many digits"),
        ('{"a": {"b": NaN}}', "a.b: NaN is not a number"),
        ('{"a": [1, -Infinity]}', "a[1]: -Infinity is not a number"),
        ('{"a": [{"b": 1, "b": 2}]}', "a[0].b: key given twice"),
        ('{"a": "\\ud800"}', "a: text with NUL or a lone surrogate"),
        ('{"a\\u0000": 1}', '"a\\u0000": text with NUL or a lone surrogate'),
        ('"\\u0000"', "case: text with NUL or a lone surrogate"),
        ("NaN", "case: NaN is not a number"),
        ("[1]", "must be an object"),
        (b" " * (LARGEST_TEXT + 1), "case: longer than 10,000,000 bytes"),
    ],
    ids=range(14),
)
def test_text_that_is_not_strict_json_is_refused(text: str | bytes, line: str) -> None:
    with pytest.raises(engine.InvalidCase) as refusal:
        engine.load_case_text(text)
    assert str(refusal.value) == line


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path, "is a directory"),
        (tmp_path / "x", "no such file"),
    ):
        with pytest.raises(engine.InvalidCase, match=reason):
            engine.load_case_file(path)
    good = tmp_path / "case.json"
    good.write_text(json.dumps(make_case()), encoding="utf-8-sig")
    assert engine.load_case_file(good) == engine.parse_case(make_case())


@given(document=certain_cases())
@settings(max_examples=50, deadline=None)
def test_a_case_survives_being_written_and_read(document: dict[str, Any]) -> None:
    case = engine.parse_case(document)
    written = json.dumps(engine.case_document(case))
    assert engine.load_case_text(written) == case


def test_every_kind_of_part_survives_being_written_and_read() -> None:
    document = make_case(
        initiatives=[INITIATIVE],
        policy={"who_waits": "everyone", "keepable": 0.8, "at_risk": 0.5},
        commitments=[{"promise": "same-week", "occasions": [1, 2, 3, 4]}],
    )
    document = replaced(document, "plan.assumptions", [BELIEF])
    document = replaced(document, "capabilities.1", STAFFED)
    document = replaced(document, "promises.0.track_record", {"kept": 1, "broken": 2})
    document = replaced(document, "promises.0.record", [[2, 1], [1, 0]])
    document["records"] = {"kept": 9, "broken": 1, "end": "2026-01-05"}
    document = replaced(
        document, "capabilities.0.capacity", {"low": 1, "likely": [1] * 4, "high": 2}
    )
    case = engine.parse_case(document)
    assert engine.parse_case(engine.case_document(case)) == case
    assert engine.case_document(case)["initiatives"][0]["from"] == 1


def test_constructors_check_what_documents_cannot_hold() -> None:
    case = engine.parse_case(make_case())
    with pytest.raises(engine.InvalidCase, match=r"^horizon: must be a Horizon"):
        replace(case, horizon=4)  # type: ignore[arg-type]
    with pytest.raises(engine.InvalidCase, match=r"^plan: must be a Plan"):
        replace(case, plan=None)  # type: ignore[arg-type]
    with pytest.raises(engine.InvalidCase, match=r"^driver: must be a Driver"):
        engine.Assumption("a", "mail", 0.5, 1.0)  # type: ignore[arg-type]
    with pytest.raises(engine.InvalidCase, match=r'must be one of "demand"'):
        engine.Driver("luck", "mail")  # type: ignore[arg-type]
    with pytest.raises(engine.InvalidCase, match="capabilities: must have at most"):
        replace(case, capabilities=case.capabilities * (parts.MOST_CAPABILITIES + 1))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from([place for place, _, _ in REFUSED if place]),
)
@settings(max_examples=300, deadline=None)
def test_anything_anywhere_is_accepted_or_refused_never_worse(
    value: Any, place: str
) -> None:
    with suppress(engine.InvalidCase):
        engine.score(engine.parse_case(replaced(make_case(), place, value)), draws=64)
