"""Whom to contact: the list is the best of all that fit."""

from itertools import combinations

import numpy as np
import pytest

from engine.outreach.choosing import Candidate, choose, shrunken, urgency


def candidate(key: int, **facts: object) -> Candidate:
    given = {
        "value": 100.0,
        "chance": 0.1,
        "waited_days": None,
        "ideal_days": 90,
        "maximum_days": 365,
        "minutes": 15,
    }
    return Candidate(key=key, **(given | facts))  # type: ignore[arg-type]


def best_of_all(pool: list[Candidate], minutes: int, most: int) -> float:
    """Return the greatest worth of every set that fits: exhaustive."""
    return max(
        sum(c.worth for c in group)
        for size in range(min(most, len(pool)) + 1)
        for group in combinations(pool, size)
        if sum(c.minutes for c in group) <= minutes
    )


@pytest.mark.parametrize("seed", range(40))
def test_no_list_that_fits_is_worth_more(seed: int) -> None:
    random = np.random.default_rng(seed)
    pool = [
        candidate(
            key,
            value=float(random.integers(0, 900)),
            chance=float(random.random()),
            waited_days=int(random.integers(0, 500)) if random.random() < 0.8 else None,
            minutes=int(random.choice([10, 15, 25, 75])),
        )
        for key in range(11)
    ]
    minutes, most = int(random.integers(0, 200)), int(random.integers(0, 8))
    found = choose(pool, minutes=minutes, most=most)
    chosen = [c for c in pool if c.key in found.keys]
    assert len(found.keys) == len(set(found.keys)) <= most
    assert sum(c.minutes for c in chosen) == found.minutes <= minutes
    assert sum(c.worth for c in chosen) == pytest.approx(found.worth)
    assert found.worth == pytest.approx(best_of_all(pool, minutes, most))
    assert all(c.urgency > 0 for c in chosen)


def test_who_was_carried_over_comes_first_and_goes_back_where_there_is_no_room() -> (
    None
):
    pool = [
        candidate(1, value=9_000.0),
        candidate(2, carries=1, minutes=30),
        candidate(3, carries=2, minutes=30, waited_days=1),
        candidate(4, carries=1, minutes=75),
    ]
    found = choose(pool, minutes=80, most=12)
    assert found.keys == (3, 2, 1)
    assert found.returned == (4,)
    assert found.minutes == 75


def test_carried_names_count_against_the_most_names() -> None:
    pool = [candidate(key, carries=1) for key in (1, 2, 3)]
    found = choose([*pool, candidate(4)], minutes=600, most=2)
    assert found.keys == (1, 2)
    assert found.returned == (3,)


def test_equal_candidates_are_told_apart_by_their_keys() -> None:
    pool = [candidate(key) for key in (5, 3, 9, 1)]
    found = choose(pool, minutes=30, most=12)
    assert found.keys == choose(reversed(pool), minutes=30, most=12).keys == (1, 3)


def test_a_great_many_candidates_are_chosen_from_at_once() -> None:
    pool = [candidate(key, value=float(key % 977)) for key in range(20_000)]
    found = choose(pool, minutes=2_400, most=40)
    assert found.worth == pytest.approx(sum(sorted(c.worth for c in pool)[-40:]))


def test_nobody_is_chosen_without_time_or_before_their_turn() -> None:
    assert choose([candidate(1)], minutes=0, most=5).keys == ()
    assert choose([candidate(1)], minutes=60, most=0).keys == ()
    assert choose([candidate(1, waited_days=89)], minutes=60, most=5).keys == ()
    assert choose([], minutes=-5, most=5).minutes == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": -1.0},
        {"value": float("nan")},
        {"chance": 1.1},
        {"minutes": 0},
        {"minutes": 99_999},
        {"ideal_days": 365},
    ],
)
def test_a_candidate_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        candidate(1, **wrong)


def test_urgency_grows_evenly_between_the_two_intervals() -> None:
    found = [urgency(days, ideal=10, maximum=20) for days in range(10, 21)]
    assert np.diff(found) == pytest.approx([0.05] * 10)
    assert urgency(None, ideal=10, maximum=20) == 1


def test_a_belief_gives_way_to_what_was_seen() -> None:
    assert shrunken(0, 0, belief=0.3) == pytest.approx(0.3)
    assert shrunken(900, 1_000, belief=0.3) == pytest.approx(0.895, abs=0.001)
    for wrong in ((2, 1, 0.3, 8.0), (0, 1, 1.2, 8.0), (0, 1, 0.2, 0.0)):
        with pytest.raises(ValueError, match="must be"):
            shrunken(wrong[0], wrong[1], belief=wrong[2], strength=wrong[3])
