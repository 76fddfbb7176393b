"""How long may a customer be silent before it means something?"""

import numpy as np
import pytest
from scipy.stats import lomax

from engine.loyalty import TooLittle
from engine.loyalty.histories import Histories, Shopping, histories_of
from engine.silence import STATES, Silence, check_silence, silence_of
from engine.silence.rhythm import own_limits, usual_limits
from tests.engine.loyalty.make import CALIBRATION_END, cdnow, simulated


def histories(*rows: tuple[int, int, int]) -> Histories:
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    x, recency, age = columns
    return Histories(x, recency, age, np.ones(len(rows)))


def known(shopping: Shopping, origin: int, days: int) -> tuple[Histories, np.ndarray]:
    """Return what was known at the end of a day, and who came in the days after."""
    then = shopping.of(shopping.first <= origin)
    later = (then.day > origin) & (then.day <= origin + days)
    came = np.zeros(len(then.days), dtype=bool)
    came[then.customer[later]] = True
    return histories_of(then.until(origin), origin), came


def of_crowd(*rows: tuple[int, int, int]) -> Silence:
    """Judge these customers among two thousand others."""
    crowd = histories_of(simulated(2000, 60), 10_000 + 60 * 7)
    mine = histories(*rows)
    both = Histories(
        *(
            np.concatenate([getattr(mine, name), getattr(crowd, name)])
            for name in ("repeats", "recency", "age", "count")
        )
    )
    return silence_of(both, 26.0)


def test_limits_are_quantiles_of_the_lomax_distribution() -> None:
    shape, scale = np.array([0.6, 3.0, 40.5]), np.array([6.0, 20.0, 52.0])
    for row, share in enumerate((0.5, 0.8, 0.95)):
        weeks = lomax.ppf(share, shape, scale=scale)
        assert own_limits(shape, scale)[row] == pytest.approx(
            np.minimum(weeks * 7, 36_525), rel=1e-9
        )


def test_who_came_once_is_compared_with_those_who_came_back() -> None:
    found = usual_limits(
        histories((0, 0, 90), *((2, 2 * gap, 400) for gap in range(1, 101)))
    )
    assert found.tolist() == [50.0, 80.0, 95.0]


def test_the_same_silence_means_more_to_a_frequent_customer() -> None:
    weekly, quarterly = (50, 350, 400), (4, 350, 400)
    found = of_crowd(weekly, quarterly)
    assert STATES[found.state[0]] == "silent"
    assert STATES[found.state[1]] == "in-rhythm"
    assert found.loss[0] > found.loss[1]
    assert found.rate[0] > 5 * found.rate[1]
    assert (np.diff(found.limits, axis=0) >= 0).all()


def test_a_longer_silence_is_never_better() -> None:
    found = of_crowd(*((10, 200, 200 + silent) for silent in range(0, 220, 5)))
    mine = slice(0, 44)
    assert (np.diff(found.loss[mine]) > 0).all()
    assert (np.diff(found.state[mine]) >= 0).all()
    assert found.state[0] == 0
    assert found.state[43] == 3


def test_who_bought_once_and_went_silent_is_not_certainly_there() -> None:
    found = of_crowd((0, 0, 400), (0, 0, 3))
    assert found.alive[0] < found.alive[1] < 1.0
    assert STATES[found.state[0]] == "silent"
    assert found.state[1] == 0


def test_loss_is_what_the_true_model_says() -> None:
    """Simulate from the model itself; what was forecast comes true."""
    shopping = simulated(6000, 120, seed=4)
    origin = 10_000 + 80 * 7
    check = check_silence(*known(shopping, origin, 26 * 7), 26.0)
    assert check.silent.low - 0.01 < check.expected < check.silent.high + 0.01
    assert check.brier < 0.9 * check.brier_of_all
    assert check.ranked > check.ranked_by_days
    for one in check.states:
        assert one.silent.low - 0.03 < one.expected < one.silent.high + 0.03
    assert sum(one.silent.of for one in check.states) == check.customers


def test_where_all_or_none_came_back_nobody_ranks_above_another() -> None:
    then, came = known(simulated(500, 60), 10_000 + 40 * 7, 70)
    for everyone in (np.ones_like(came), np.zeros_like(came)):
        assert check_silence(then, everyone, 10.0).ranked == 0.5


def test_too_little_is_refused() -> None:
    with pytest.raises(TooLittle):
        silence_of(histories((0, 0, 9), (1, 3, 9)), 52.0)


def test_on_cdnow_it_foretells_silence_better_than_days_alone_or_the_share_of_all() -> (
    None
):
    check = check_silence(*known(cdnow(), CALIBRATION_END, 13 * 7), 13.0)
    assert check.customers == 2357
    assert check.brier < 0.80 * check.brier_of_all
    assert check.ranked == pytest.approx(0.79, abs=0.01)
    assert check.expected == pytest.approx(check.silent.count / 2357, abs=0.03)
