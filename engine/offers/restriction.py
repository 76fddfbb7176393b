"""Which levers a search pulls: all of a small plan's, the most telling of a large one's."""

from collections.abc import Collection, Mapping
from math import comb
from typing import Final

import numpy as np

from engine.offers.levers import MOST_CHANGES, Lever, LeverKind, bounded, levers_of
from engine.offers.search import Search

# So many subjects of each kind keep the sets of three levers in the hundreds.
MOST_OF: Final[Mapping[LeverKind, int]] = {
    "narrow": 4,
    "throttle": 4,
    "shift": 4,
    "fund": 3,
    "window": 2,
    "target": 2,
}
MOST_LEVERS: Final = 16
FEWEST_LEVERS: Final = 3
# A promise that is never kept in any draw still counts as a little: there is more or less.
SMALLEST_CHANCE: Final = 1e-4


def strengths(search: Search) -> dict[Lever, float]:
    """Return how much each lever helps by itself, pulled as far as it goes.

    It is the gain in the logarithm of the chances of all promises, multiplied up: what is
    shared by several promises counts for each, and a plan far from keepable has a slope.
    """
    before = closeness(search, None)
    return {
        lever: closeness(search, lever) - before for lever in levers_of(search.bench)
    }


def closeness(search: Search, lever: Lever | None) -> float:
    """Return how close the plan comes to keepable with one lever pulled, or with none."""
    bench = search.bench
    node = search.root(frozenset(() if lever is None else (lever,)))
    tried = search.play(bounded(bench, node.pulled, node.low, node.high, node.free))
    lower = search.lower(node.pulled)
    chances = [
        bench.chance(order, on_time, bench.targets[order] - lower[order], none).mean()
        for order, (on_time, none) in enumerate(
            zip(tried.on_time, tried.none, strict=True)
        )
    ]
    return float(np.log(np.maximum(chances, SMALLEST_CHANCE)).sum())


def most_telling(strength: Mapping[Lever, float]) -> list[Lever]:
    """Return the levers that the search of a plan pulls at all."""
    if len(strength) <= MOST_LEVERS:
        return sorted(strength)
    ordered = sorted(strength, key=lambda lever: (-strength[lever], lever))
    chosen: list[Lever] = []
    for kind, most in MOST_OF.items():
        inside = [lever for lever in ordered if lever.kind == kind]
        chosen += [lever for lever in inside[:most] if strength[lever] > 0.0]
    return chosen


def affordable(
    levers: Collection[Lever], strength: Mapping[Lever, float], tries: int
) -> set[Lever]:
    """Return the strongest levers whose sets of three leave a third of the tries."""
    number = len(levers)
    while number > FEWEST_LEVERS and sets_of(number) > tries * 2 // 3:
        number -= 1
    ordered = sorted(levers, key=lambda lever: (-strength[lever], lever))
    return set(ordered[:number])


def sets_of(levers: int) -> int:
    """Return how many sets of one to three levers there are.

    >>> sets_of(4)
    14
    """
    return sum(comb(levers, size) for size in range(1, MOST_CHANGES + 1))
