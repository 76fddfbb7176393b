"""What inquiries meet is drawn once, and forgotten when there is too much of it."""

from typing import Any

import pytest

import engine
from planner.scores.queries import against, inquire_case
from tests.engine.make import make_case

SEED = 1


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    against._kept.clear()


def crowded(number: int) -> engine.Case:
    return engine.parse_case(crowded_document(number))


def crowded_document(number: int) -> dict[str, Any]:
    estimate = {"low": 0.1, "likely": 0.2, "high": 0.4}
    return make_case(
        commitments=[
            {"promise": "same-week", "occasions": estimate, "plan": f"plan-{index}"}
            for index in range(number)
        ]
    )


def test_the_same_commitments_are_drawn_once() -> None:
    first = against.drawn(crowded(60), seed=SEED)
    assert first is not None
    assert against.drawn(crowded(60), seed=SEED) is first
    assert against.drawn(crowded(61), seed=SEED) is not first


def test_few_commitments_are_not_kept() -> None:
    assert against.drawn(crowded(3), seed=SEED) is None


def test_only_the_last_worlds_are_kept() -> None:
    first, *_ = [against.drawn(crowded(60 + more), seed=SEED) for more in range(3)]
    assert len(against._kept) == against.KEPT
    assert against.drawn(crowded(60), seed=SEED) is not first


def test_a_world_too_large_to_keep_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(against, "LARGEST_BYTES", 0)
    assert against.drawn(crowded(60), seed=SEED) is not None
    assert not against._kept


def test_an_inquiry_says_the_same_the_second_time_and_from_the_engine_alone() -> None:
    document = crowded_document(60)
    first, second = inquire_case(document), inquire_case(document)
    alone = engine.score(engine.parse_case(document), seed=SEED).document()
    assert first == second == alone
