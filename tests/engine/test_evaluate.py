"""The arrays agree with the plain loops of the oracle."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import engine
from engine.evaluate import Details, evaluate, evaluate_in_detail
from engine.existing import existing_scores
from engine.levels import Sample
from engine.model import Model, compile_case
from engine.piece import Outcome
from tests.engine.make import draw_of
from tests.engine.oracle import Answer, Oracle, certain_draw
from tests.engine.strategies import certain_cases

CLOSE = 1e-9


def agree(model: Model, outcome: Outcome, column: int, answer: Answer) -> None:
    for order, layout in enumerate(model.promises):
        name = model.case.promises[layout.index].id
        assert outcome.rates[order, column] == pytest.approx(
            answer.rates[name], abs=CLOSE
        )
    assert outcome.value[column] == pytest.approx(answer.value, rel=1e-9, abs=1e-6)


def explain_alike(model: Model, details: Details, answers: list[Answer]) -> None:
    """The sums over the draws are those of the plain loops."""
    for order, layout in enumerate(model.promises):
        name = model.case.promises[layout.index].id
        steps = np.sum([answer.step_rates[name] for answer in answers], axis=0)
        assert details.on_time[order] == pytest.approx(steps, abs=1e-7)
    for entry in existing_scores(model, details.existing / len(answers)):
        found = (entry.without, entry.protected, entry.unprotected)
        told = np.mean([answer.existing[entry.promise] for answer in answers], axis=0)
        assert found == pytest.approx(tuple(told), abs=CLOSE)


@given(document=certain_cases())
@settings(max_examples=300, deadline=None)
def test_a_certain_case_agrees_with_the_plain_loops(document: dict[str, Any]) -> None:
    model = compile_case(engine.parse_case(document))
    levels = Sample(model, 1, 64).levels()
    answer = Oracle(document, certain_draw(document)).answer()
    outcome, details = evaluate_in_detail(model, levels)
    agree(model, outcome, 17, answer)
    assert (evaluate(model, levels).rates == outcome.rates).all()
    explain_alike(model, details, [answer] * 64)


UNCERTAIN = {
    "format": "promise-case/1",
    "horizon": {"start": "2026-01-05", "period": "week", "periods": 6},
    "capabilities": [
        {
            "id": "packing",
            "capacity": {"low": 80, "likely": 100, "high": 110},
            "committed": {"low": 40, "likely": 50, "high": 80},
            "backlog": 30,
        },
        {"id": "vans", "capacity": [50, 50, 40, 40, 60, 60]},
        {
            "id": "desk",
            "staffed": {"servers": 5, "handle_minutes": 2.0, "open_minutes": 60.0},
            "committed": 60,
        },
    ],
    "promises": [
        {
            "id": "parcel",
            "target": 0.9,
            "within": 1,
            "break_cost": 3.0,
            "track_record": {"kept": 95, "broken": 5},
            "requires": [
                {"capability": "packing", "units": 1.0},
                {"capability": "vans", "units": 0.5, "lead": 1},
            ],
        },
        {
            "id": "answer",
            "target": 0.8,
            "requires": [
                {"capability": "desk", "units": 1.0, "within_minutes": 0.5},
                {"capability": "desk", "units": 0.5, "lead": 1},
            ],
        },
    ],
    "commitments": [
        {"promise": "parcel", "occasions": {"low": 5, "likely": 8, "high": 20}},
        {"promise": "answer", "occasions": 10, "plan": "autumn"},
    ],
    "plan": {
        "tactics": [
            {
                "id": "mail",
                "promises": ["parcel", "answer"],
                "budget": 100,
                "margin": 9,
                "occasions": {
                    "low": [5, 10, 20, 20, 10, 5],
                    "likely": [9, 30, 40, 25, 10, 5],
                    "high": [30, 60, 80, 50, 30, 5],
                },
            },
            {
                "id": "call",
                "promises": ["answer"],
                "budget": 50,
                "margin": 4,
                "occasions": {"low": 5, "likely": 20, "high": 60},
                "starts": 1,
                "ends": 4,
            },
        ],
        "assumptions": [
            {
                "id": "demand",
                "driver": {"demand": "mail"},
                "probability": 0.6,
                "if_false": 1.3,
            },
            {
                "id": "capacity",
                "driver": {"capacity": "packing"},
                "probability": 0.7,
                "if_false": 0.8,
            },
            {
                "id": "care",
                "driver": {"reliability": "answer"},
                "probability": 0.8,
                "if_false": 0.9,
            },
        ],
    },
}


@pytest.mark.parametrize("who_waits", ["plan", "everyone"])
def test_every_draw_of_an_uncertain_case_agrees_with_the_plain_loops(
    who_waits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.evaluate.CHUNK_BYTES", 1_000)
    monkeypatch.setattr("engine.evaluate.SMALLEST_CHUNK", 16)
    document = UNCERTAIN | {"policy": {"who_waits": who_waits}}
    model = compile_case(engine.parse_case(document))
    levels = Sample(model, 1, 64).levels()
    outcome, details = evaluate_in_detail(model, levels)
    answers = [
        Oracle(document, draw_of(model, levels, column)).answer()
        for column in range(64)
    ]
    for column, answer in enumerate(answers):
        agree(model, outcome, column, answer)
    explain_alike(model, details, answers)


def test_some_draws_are_kept_as_they_are_among_all() -> None:
    model = compile_case(engine.parse_case(UNCERTAIN))
    levels = Sample(model, 1, 64).levels()
    chosen = np.arange(64) % 3 == 0
    found = evaluate(model, levels.only(chosen)).rates
    assert found == pytest.approx(evaluate(model, levels).rates[:, chosen], abs=1e-12)
