"""portfolio-case/1: what is read, what is written back, what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

import engine
from engine import portfolio
from tests.engine.portfolio.make import make_case, make_document, make_plan, random_case


@pytest.mark.parametrize("seed", range(5))
def test_a_case_is_the_same_after_writing_and_reading(
    seed: int, tmp_path: Path
) -> None:
    case = random_case(seed)
    text = json.dumps(portfolio.portfolio_document(case))
    path = tmp_path / "case.json"
    path.write_text(text)
    assert portfolio.load_portfolio_text(text) == case
    assert portfolio.load_portfolio_file(path) == case


def one(**more: Any) -> dict[str, Any]:
    return make_document(candidates=[make_plan("a", 1, 1), {"id": "b", **more}])


def load(**more: Any) -> dict[str, Any]:
    return one(loads=[{"capability": "packing", "units": 1, **more}])


def adds(**more: Any) -> dict[str, Any]:
    return one(adds=[{"capability": "packing", "units": 1, **more}])


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ([], "must be an object"),
        (make_document(format="promise-case/1"), 'format: must be "portfolio-case/1"'),
        (make_document(extra=1), 'unknown key "extra"'),
        (
            load(capability="x"),
            'candidates[1].loads[0].capability: no capability "x"',
        ),
        (
            load(units=[1, 2]),
            "candidates[1].loads[0].units: must have one entry for each of 4 periods, has 2",
        ),
        (load(starts=4), "candidates[1].loads[0].starts: must be between 0 and 3"),
        (
            load(starts=2, ends=1),
            "candidates[1].loads[0].ends: must be between 2 and 520",
        ),
        (
            load(starts=2, ends=4),
            "candidates[1].loads[0].ends: must be between 2 and 3",
        ),
        (
            adds(**{"from": 4}),
            "candidates[1].adds[0].from: must be between 0 and 3",
        ),
        (
            one(requires=["b"]),
            "candidates[1].requires[0]: requires itself",
        ),
        (
            one(requires=["x"]),
            'candidates[1].requires[0]: no candidate "x"',
        ),
        (
            one(kind="dream"),
            'candidates[1].kind: must be one of "plan", "initiative", "promise"',
        ),
        (one(must=1), "candidates[1].must: must be a bool"),
        (one(cost=-1), "candidates[1].cost: must be between 0 and 1e+12"),
        (
            one(value={"loyalty": "much"}),
            "candidates[1].value.loyalty: must be a number",
        ),
        (
            make_document(budgets=[{"amount": 1}, {"amount": 2}]),
            "budgets[1].department: has a budget already",
        ),
        (
            make_document(budgets=[{"amount": 1, "department": "sales"}]),
            'budgets[0].department: no candidate of department "sales"',
        ),
        (
            make_document(candidates=[make_plan("a", 1)], exclusions=[["a"]]),
            "exclusions[0]: must have at least 2",
        ),
        (
            make_document(candidates=[make_plan("a", 1)], exclusions=[["a", "b"]]),
            'exclusions[0][1]: no candidate "b"',
        ),
        (
            make_document(policy={"confidence": 1}),
            "policy.confidence: must be between 0.01 and 0.9999",
        ),
        (
            make_document(capabilities=[{"id": "a", "capacity": [1]}]),
            "capabilities[0].capacity: must have one entry for each of 4 periods, has 1",
        ),
    ],
)
def test_a_document_that_cannot_be_solved_is_refused_in_one_line(
    document: Any, line: str
) -> None:
    with pytest.raises(engine.InvalidCase) as refusal:
        portfolio.parse_portfolio(document)
    assert str(refusal.value) == line


def test_more_loads_than_can_be_solved_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.portfolio.case.MOST_ENTRIES", 7)
    with pytest.raises(engine.InvalidCase, match="too many loads"):
        make_case(candidates=[make_plan("a", 1, 1), make_plan("b", 1, 1)])
