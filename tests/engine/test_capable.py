"""Capable-to-promise is what plain bisection over all draws finds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

import engine
from benchmarks.cases import make_case as make_large
from engine.bearing import CLOSE
from engine.capable import capable_to_promise
from engine.evaluate import evaluate
from engine.levels import Levels, Sample
from engine.model import Model, compile_case
from tests.engine.make import make_case, replaced
from tests.engine.strategies import certain_cases
from tests.engine.test_evaluate import UNCERTAIN

DRAWS = 64


class Plain:
    """The plan at any multiple of one tactic, played through in full each time."""

    def __init__(self, model: Model, levels: Levels, tactic: int) -> None:
        self.model, self.levels = model, levels
        self.rows = model.tactic_rows[tactic]
        self.threshold = float(model.case.policy.keepable)

    def kept(self, multiple: float) -> float:
        demand = self.levels.demand.copy()
        demand[self.rows] *= multiple
        return float(
            evaluate(self.model, replace(self.levels, demand=demand)).kept.mean()
        )

    def keepable(self, multiple: float) -> bool:
        return self.kept(multiple) >= self.threshold

    def multiple(self) -> float:
        low, high = 0, 1_000
        if self.keepable(1.0):
            low, high = 1_000, 10_000
            if self.keepable(10.0):
                return 10.0
        while high - low > 1:
            middle = (low + high) // 2
            if self.keepable(middle / 1_000):
                low = middle
            else:
                high = middle
        return low / 1_000

    def falls(self) -> bool:
        """Tell whether more demand never helps, as far as some multiples show."""
        seen = [self.keepable(m) for m in (*np.geomspace(0.001, 10.0, 60), 1.0)]
        ordered = sorted(seen[:-1], reverse=True)
        return seen[:-1] == ordered


def found_by_search(document: dict[str, Any], draws: int) -> list[tuple[float, Plain]]:
    """What the search finds for each tactic, beside what plays it in full."""
    model = compile_case(engine.parse_case(document))
    levels = Sample(model, 1, draws).levels()
    found = capable_to_promise(model, levels, evaluate(model, levels))
    return [
        (entry.multiple, Plain(model, levels, index))
        for index, entry in enumerate(found)
    ]


def both(document: dict[str, Any], draws: int = DRAWS) -> list[tuple[float, float]]:
    """What the search finds for each tactic, and what plain bisection finds."""
    found = found_by_search(document, draws)
    return [(multiple, plain.multiple()) for multiple, plain in found]


def roomy(times: float, **size: int) -> dict[str, Any]:
    document = make_large(**({"periods": 13} | size))
    for capability in document["capabilities"]:
        for point in ("low", "likely", "high"):
            capability["capacity"][point] *= times
    return document


@pytest.mark.parametrize("who_waits", ["plan", "everyone"])
@pytest.mark.parametrize("times", [0.9, 1.1, 1.3, 2.0])
def test_the_search_finds_what_plain_bisection_finds(
    times: float, who_waits: str
) -> None:
    document = roomy(times, tactics=6, promises=5, capabilities=4)
    document["policy"] = {"who_waits": who_waits, "keepable": 0.7, "at_risk": 0.6}
    for found, plain in found_by_search(document, draws=512):
        assert found == 0.0 or plain.keepable(found)
        assert found == 10.0 or plain.kept(found + 0.001) <= 0.7 + CLOSE
        assert found <= plain.multiple()


def test_some_of_those_plans_are_keepable_and_some_are_not() -> None:
    size = {"tactics": 6, "promises": 5, "capabilities": 4}
    policy = {"keepable": 0.7, "at_risk": 0.6}
    multiples = [
        [found for found, _ in both(roomy(times, **size) | {"policy": policy})]
        for times in (0.9, 1.3, 2.0)
    ]
    found = [multiple for row in multiples for multiple in row]
    assert {0.0} < {multiple for multiple in found if multiple < 1.0}
    assert any(1.0 < multiple < 10.0 for multiple in found)


@given(certain_cases())
@settings(max_examples=150, deadline=None)
def test_a_certain_case_is_searched_to_the_same_end(document: dict[str, Any]) -> None:
    model = compile_case(engine.parse_case(document))
    levels = Sample(model, 1, DRAWS).levels()
    found = capable_to_promise(model, levels, evaluate(model, levels))
    for index, entry in enumerate(found):
        plain = Plain(model, levels, index)
        assume(plain.falls())
        assert entry.multiple == pytest.approx(plain.multiple(), abs=0.0011)


def test_calls_queues_and_what_does_not_grow_are_searched_to_the_same_end() -> None:
    document = replaced(UNCERTAIN, "capabilities.0.capacity", 300)
    document = replaced(document, "capabilities.1.capacity", 100)
    document = replaced(document, "capabilities.2.staffed.servers", 9)
    document = replaced(document, "promises.0.target", 0.8)
    for found, told in both(document, draws=512):
        assert 1.0 < found < 10.0
        assert found == pytest.approx(told, rel=0.02)


def test_the_first_draws_of_many_are_those_of_a_smaller_sample() -> None:
    document = roomy(1.3, tactics=6, promises=5, capabilities=4)
    document["policy"] = {"keepable": 0.7, "at_risk": 0.6}
    model = compile_case(engine.parse_case(document))
    many, few = Sample(model, 1, 1_024).levels(), Sample(model, 1, 256).levels()
    first = capable_to_promise(model, many, evaluate(model, many), most=256)
    assert first == capable_to_promise(model, few, evaluate(model, few))


def test_few_numbers_kept_come_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    document = roomy(1.9, tactics=6, promises=5, capabilities=4)
    kept = both(document)
    monkeypatch.setattr("engine.capable.MOST_KNOWN", 0)
    monkeypatch.setattr("engine.bearing.MOST_KNOWN", 0)
    assert both(document) == kept


@pytest.mark.parametrize(
    ("occasions", "multiple"), [(20, 2.0), (50, 0.8), (1, 10.0), (0, 10.0)]
)
def test_it_is_the_multiple_that_still_fits(occasions: int, multiple: float) -> None:
    document = replaced(make_case(), "plan.tactics.0.occasions", occasions)
    document = replaced(document, "promises.0.target", 1.0)
    (pair,) = both(document)
    assert pair == pytest.approx((multiple, multiple), abs=0.002)
