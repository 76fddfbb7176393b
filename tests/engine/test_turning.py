"""An assumption turned over touches what it moves, and nothing else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from benchmarks.cases import make_case
from engine import limits
from engine.evaluate import evaluate, evaluate_in_detail
from engine.levels import Sample
from engine.limits import explained
from engine.memory import BLOCK, Memory
from engine.model import compile_case
from engine.turning import Turn

CLOSE = 1e-12


def turned_over(document: dict[str, Any], draws: int = 256) -> Sample:
    """Compare every assumption turned over with a pass over all that there is."""
    model = compile_case(engine.parse_case(document))
    sample = Sample(model, 1, draws)
    memory = Memory()
    turns = [Turn(sample, index, memory) for index in range(len(sample.fails))]
    drawn, _ = evaluate_in_detail(
        model, sample.levels(), [turn.watch for turn in turns]
    )
    for index, turn in enumerate(turns):
        fails = sample.fails.copy()
        fails[index] = ~fails[index]
        plain = evaluate(model, sample.levels(fails))
        assert turn.kept == pytest.approx(plain.kept, abs=CLOSE)
        value = drawn.value + turn.gained
        assert value == pytest.approx(plain.value, rel=1e-9, abs=1e-6)
    return sample


@given(
    seed=st.integers(0, 10_000),
    tactics=st.integers(1, 8),
    promises=st.integers(1, 6),
    capabilities=st.integers(1, 5),
)
@settings(max_examples=40, deadline=None)
def test_what_is_not_touched_stays(
    seed: int, tactics: int, promises: int, capabilities: int
) -> None:
    kinds = min(tactics, promises, capabilities)
    turned_over(
        make_case(
            tactics=tactics,
            promises=promises,
            capabilities=capabilities,
            periods=8,
            assumptions=kinds,
            seed=seed,
        )
    )


def test_a_promise_that_shares_nothing_with_a_tactic_stays() -> None:
    document = make_case(
        tactics=6, promises=6, capabilities=12, periods=8, assumptions=3
    )
    sample = turned_over(document)
    turn = Turn(sample, 0, Memory())
    assert 0 < len(turn.promises) < len(sample.model.promises)


def test_two_assumptions_about_one_tactic_are_turned_over_one_by_one() -> None:
    document = make_case(
        tactics=6, promises=4, capabilities=3, periods=8, assumptions=3
    )
    document["plan"]["assumptions"].append(
        document["plan"]["assumptions"][0] | {"id": "more", "if_false": 0.5}
    )
    sample = turned_over(document)
    assert (sample.fails[0] & sample.fails[3]).any()


def test_many_tactics_are_turned_over_in_few_draws_and_come_to_what_all_draws_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = make_case(
        tactics=30, promises=8, capabilities=5, periods=8, assumptions=3
    )
    for capability in document["capabilities"]:
        for point in ("low", "likely", "high"):
            capability["capacity"][point] *= 1.2
    for promise in document["promises"]:
        promise["reliability"] = 0.97
        promise.pop("track_record")
    case = engine.parse_case(document)
    model = compile_case(case)
    assert explained(model, 8_192) == 1_024
    few = engine.score(case, draws=8_192, searches=False)
    monkeypatch.setattr(limits, "FEW_PARTS", 100)
    every = engine.score(case, draws=8_192, searches=False)
    assert few.keep_probability == every.keep_probability
    told = {score.id: score for score in every.assumptions}
    for score in few.assumptions:
        failing = score.chance_of_failing
        mixed = (1.0 - failing) * score.if_holds + failing * score.if_fails
        assert mixed == pytest.approx(few.keep_probability.value, abs=0.02)
        assert score.if_holds == pytest.approx(told[score.id].if_holds, abs=0.02)
        assert score.if_fails == pytest.approx(told[score.id].if_fails, abs=0.02)
    assert max(score.swing for score in every.assumptions) > 0.1


def test_memory_is_given_out_again_after_it_was_taken_back() -> None:
    memory = Memory()
    memory.clear()
    first = memory.new((3, 5))
    first.fill(1.0)
    second = memory.new((2, 2))
    assert first.ctypes.data % 64 == second.ctypes.data % 64
    second.fill(2.0)
    assert (first == 1.0).all()
    large = memory.new((BLOCK + 1,))
    assert large.base is None
    later = memory.new((BLOCK - 8,))
    assert not np.shares_memory(later, first)
    memory.clear()
    assert np.shares_memory(memory.new((3, 5)), first)
    assert np.shares_memory(memory.new((BLOCK - 8,)), later)
