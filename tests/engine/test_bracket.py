"""The search for the last number within a limit ends there, whatever the loss looks like."""

from collections.abc import Callable

import pytest

from engine.bracket import Bracket

MOST = 10_000


def found(
    loss: Callable[[int], float], limit: float, close: float = 0.0
) -> tuple[int, int]:
    """The number found, and how often it was looked."""
    bracket = Bracket(limit=limit, close=close, most=MOST)
    bracket.note(1_000, loss(1_000))
    looks = 0
    while (number := bracket.next()) is not None:
        assert bracket.low < number < bracket.high
        bracket.note(number, loss(number))
        looks += 1
    return bracket.low, looks


@pytest.mark.parametrize("last", [1, 37, 999, 1_000, 1_001, 4_321, 9_999, 10_000])
def test_a_step_is_found_to_the_last_number(last: int) -> None:
    number, looks = found(lambda steps: 0.0 if steps <= last else 50.0, 5.0)
    assert number == last
    assert looks <= 45


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0, 3.0])
def test_an_even_loss_is_found_in_a_few_looks(power: float) -> None:
    number, looks = found(
        lambda steps: max(0.0, steps - 700) ** power, 2_500.0**power, close=0.0
    )
    assert number == 3_200
    assert looks <= 20


def test_it_ends_where_the_limit_is_close() -> None:
    number, looks = found(lambda steps: (steps / 1_000) ** 2, 9.0, close=0.5)
    assert 8.5 <= (number / 1_000) ** 2 <= 9.0
    assert looks <= 5


def test_nothing_is_found_where_everything_is_too_much() -> None:
    assert found(lambda steps: 9.0, 1.0)[0] == 0


def test_a_first_number_is_looked_at_first() -> None:
    bracket = Bracket(limit=1.0, close=0.0, most=MOST)
    bracket.note(1_000, 0.0)
    bracket.start = 4_000
    assert bracket.next() == 4_000
