"""What a broken promise costs in customers."""

import numpy as np
import pytest

from engine.breaking import ExtraLoss, Strata, Worth, extra_loss, priced, worth_of


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


def test_the_price_holds_the_truth_about_as_often_as_it_says() -> None:
    """Both are drawn anew: the losses, and what those who stayed are worth."""
    source = np.random.default_rng(5)
    truth, inside, without = 0.1 * 300.0, 0, 0
    for _ in range(1_000):
        a, c = source.binomial(4_000, 0.3), source.binomial(4_000, 0.2)
        found = extra_loss(strata((4_000, a, 4_000, c)))
        each = source.gamma(0.5, 600.0, 60)
        worth = worth_of(
            *(np.array([one]) for one in (1.0, 60.0, each.sum(), (each**2).sum()))
        )
        _, low, high = priced(found, worth) or (0, 0, 0)
        inside += low <= truth <= high
        _, low, high = priced(found, Worth(worth.mean, 0.0)) or (0, 0, 0)
        without += low <= truth <= high
    assert 0.90 <= inside / 1_000 <= 0.98
    assert without / 1_000 < 0.85  # the worth taken as known claims too much


def test_the_worth_is_a_weighted_mean_with_the_spread_of_each_stratum() -> None:
    first, second = np.array([10.0, 30.0, 20.0]), np.array([100.0, 140.0])
    groups = (first, second, np.array([60.0]))
    weight = np.array([6.0, 3.0, 1.0])
    found = worth_of(
        weight,
        np.array([float(len(one)) for one in groups]),
        np.array([one.sum() for one in groups]),
        np.array([(one**2).sum() for one in groups]),
    )
    assert found.mean == pytest.approx(0.6 * 20 + 0.3 * 120 + 0.1 * 60)
    pooled = (2 * first.var(ddof=1) + second.var(ddof=1)) / 3
    variance = 0.36 * first.var(ddof=1) / 3 + 0.09 * second.var(ddof=1) / 2
    assert found.deviation == pytest.approx((variance + 0.01 * pooled) ** 0.5)


def test_of_one_customer_in_each_stratum_the_worth_may_be_off_by_itself() -> None:
    one = np.array([1.0, 1.0])
    found = worth_of(one, one, np.array([50.0, 70.0]), np.array([2500.0, 4900.0]))
    assert (found.mean, found.deviation) == (60.0, 60.0)
    assert worth_of(*(np.zeros(0) for _ in range(4))) == Worth(0.0, 0.0)


def test_where_the_difference_is_not_known_there_is_no_price() -> None:
    unknown = ExtraLoss(5, 1, 5, 1, 1, None, None, None)
    assert priced(unknown, Worth(10.0, 1.0)) is None
