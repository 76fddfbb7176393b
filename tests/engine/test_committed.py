"""What is committed is drawn once, and every plan meets the same of it."""

import json
from typing import Any

import numpy as np
import pytest

import engine
from engine.committed import gather
from engine.draws import normal_scores
from engine.evaluate import evaluate_in_detail
from engine.existing import existing_scores
from engine.levels import Sample
from engine.model import compile_case
from tests.engine.make import draw_of, replaced
from tests.engine.oracle import Oracle
from tests.engine.test_evaluate import UNCERTAIN


def crowded(plans: int) -> dict[str, Any]:
    """The uncertain case beside the estimates of several approved plans."""
    held: Any = UNCERTAIN["commitments"]
    commitments = held + [
        {
            "promise": ("parcel", "answer")[number % 2],
            "occasions": {"low": 0.1, "likely": 0.3 + number % 50 / 50, "high": 1.5},
            "plan": f"plan-{number}",
        }
        for number in range(plans)
    ]
    return {**UNCERTAIN, "commitments": commitments}


@pytest.mark.parametrize("plans", [0, 3, 40])
def test_a_prepared_world_gives_the_same_bytes(plans: int) -> None:
    case = engine.parse_case(crowded(plans))
    against = engine.prepare(case, seed=3, draws=256)
    again = engine.score(case, seed=3, draws=256, against=against)
    alone = engine.score(case, seed=3, draws=256)
    assert json.dumps(again.document()) == json.dumps(alone.document())


def test_it_serves_another_plan_with_another_capacity() -> None:
    document = crowded(3)
    against = engine.prepare(engine.parse_case(document), draws=64)
    document = replaced(document, "plan.tactics.0.occasions", 1)
    case = engine.parse_case(replaced(document, "capabilities.0.capacity", 200))
    found = engine.score(case, draws=64, against=against).document()
    assert found == engine.score(case, draws=64).document()


@pytest.mark.parametrize("plans", [2, 40])
def test_many_estimates_in_one_sum_agree_with_the_plain_loops(plans: int) -> None:
    """Forty estimates are kept as their sum in each period, two as they are."""
    document = crowded(plans)
    model = compile_case(engine.parse_case(document))
    levels = Sample(model, 1, 64).levels()
    _, details = evaluate_in_detail(model, levels)
    answers = [Oracle(document, draw_of(model, levels, c)).answer() for c in range(64)]
    for entry in existing_scores(model, details.existing / 64):
        told = np.mean([answer.existing[entry.promise] for answer in answers], axis=0)
        found = (entry.without, entry.protected, entry.unprotected)
        assert found == pytest.approx(tuple(told), abs=1e-9)


def test_a_group_has_no_more_rows_than_there_are_periods() -> None:
    gathered = gather(engine.parse_case(crowded(400)))
    assert len(gathered.groups) <= 6
    for group in gathered.groups:
        assert group.shapes.shape[1] <= gathered.extended


def test_a_plan_changes_nothing_in_what_is_committed() -> None:
    document = crowded(40)
    rows = gather(engine.parse_case(document)).rows(1, 64)
    tactic = document["plan"]["tactics"][0]
    more = replaced(document, "plan.tactics", [tactic | {"id": "x"}, tactic])
    more["plan"].pop("assumptions", None)
    for first, second in zip(
        rows, gather(engine.parse_case(more)).rows(1, 64), strict=True
    ):
        assert (first == second).all()


def test_points_of_their_own_do_not_move_with_the_plans() -> None:
    """Two nets in the same order would move together: these are in random order."""
    scores = np.concatenate(
        [normal_scores(4, 4096, 1), normal_scores(4, 4096, 1, shuffled=True)]
    )
    together = np.corrcoef(scores)[:4, 4:]
    assert np.abs(together).max() < 0.06


def test_more_draws_of_a_prepared_world_are_those_of_a_new_one() -> None:
    """A headline that asks for more draws gets them on both ways, and says so."""
    document = replaced(crowded(30), "promises.1.target", 0.0001)
    document = replaced(document, "promises.0.target", 0.5)
    case = engine.parse_case(document)
    alone = engine.score(case, sensitivities=False)
    assert alone.draws > engine.DEFAULT_DRAWS
    against = engine.prepare(case)
    again = engine.score(case, sensitivities=False, against=against)
    assert again.document() == alone.document()
    once_more = engine.score(case, sensitivities=False, against=against)
    assert once_more.document() == alone.document()


@pytest.mark.parametrize("change", ["promise", "commitment", "seed"])
def test_another_world_is_refused(change: str) -> None:
    document = crowded(1)
    against = engine.prepare(engine.parse_case(document), draws=64)
    if change == "promise":
        document = replaced(document, "promises.0.target", 0.5)
    if change == "commitment":
        document = crowded(2)
    with pytest.raises(engine.InvalidCase, match=r"^against: was prepared for other"):
        engine.score(
            engine.parse_case(document),
            draws=64,
            seed=2 if change == "seed" else 1,
            against=against,
        )


def test_too_many_estimates_to_draw_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.committed.MOST_NUMBERS", 100)
    with pytest.raises(engine.InvalidCase, match=r"^case: too large to score"):
        engine.prepare(engine.parse_case(crowded(3)), draws=64)
