"""What a broken promise costs in customers."""

import numpy as np
import pytest

from engine.breaking import Strata, extra_loss


def strata(*rows: tuple[int, int, int, int]) -> Strata:
    return Strata(
        *(np.array(column, dtype=float) for column in zip(*rows, strict=True))
    )


def test_one_stratum_is_the_plain_difference_of_shares() -> None:
    found = extra_loss(strata((200, 60, 800, 160)))
    assert found.difference is not None
    assert found.difference == pytest.approx(60 / 200 - 160 / 800)
    assert found.seen
    assert found.low is not None
    # Close to Wald's interval of two independent shares.
    wald = 1.96 * np.sqrt(0.3 * 0.7 / 200 + 0.2 * 0.8 / 800)
    assert found.difference - found.low == pytest.approx(wald, rel=0.05)


def test_like_is_compared_with_like() -> None:
    """More was broken in the quarter in which more left anyway: no extra loss."""
    found = extra_loss(strata((300, 150, 100, 50), (100, 10, 900, 90)))
    assert found.difference == pytest.approx(0.0, abs=1e-12)
    assert not found.seen
    assert (found.broken, found.broken_lost) == (400, 160)
    # Thrown together, the difference would be 26 points.
    assert pytest.approx(0.26) == 160 / 400 - 140 / 1000


def test_a_stratum_of_one_kind_says_nothing() -> None:
    found = extra_loss(strata((200, 60, 800, 160), (50, 50, 0, 0), (0, 0, 70, 70)))
    assert found.strata == 1
    assert found.kept == 800


@pytest.mark.parametrize(
    "rows",
    [[(29, 20, 500, 100)], [(300, 20, 29, 9)], [(300, 4, 300, 5)], [(5, 1, 0, 0)]],
)
def test_too_little_is_not_enough(rows: list[tuple[int, int, int, int]]) -> None:
    found = extra_loss(strata(*rows))
    assert (found.difference, found.low, found.high) == (None, None, None)
    assert not found.seen


@pytest.mark.parametrize(("size", "many"), [(400, 4), (8, 200)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(
    size: int, many: int
) -> None:
    source = np.random.default_rng(3)
    inside = 0
    for _ in range(500):
        base = source.uniform(0.1, 0.3, many)
        n = source.integers(1, size // 2, many)
        m = size - n
        a, c = source.binomial(n, base + 0.1), source.binomial(m, base)
        found = extra_loss(Strata(*(one.astype(float) for one in (n, a, m, c))))
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 0.1 <= found.high
    assert 0.92 <= inside / 500 <= 0.98
