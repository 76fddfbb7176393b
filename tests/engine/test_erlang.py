"""Erlang C agrees with exact fractions, and with figures known from the textbooks."""

from fractions import Fraction
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.erlang import answered_within, probability_of_waiting


def exact(servers: int, load: Fraction) -> Fraction:
    """Erlang C by its recursion, without rounding."""
    loss = Fraction(1)
    for count in range(1, servers + 1):
        loss = load * loss / (count + load * loss)
    return servers * loss / (servers - load * (1 - loss))


@given(st.integers(1, 200), st.integers(1, 999))
def test_the_probability_of_waiting_is_exact(servers: int, thousandths: int) -> None:
    load = Fraction(servers * thousandths, 1000)
    found = float(probability_of_waiting(servers, float(load)))
    assert found == pytest.approx(float(exact(servers, load)), abs=1e-12)


def test_known_figures() -> None:
    """100 calls in half an hour of 3 minutes each, 14 people, 20 seconds."""
    assert float(probability_of_waiting(14, 10.0)) == pytest.approx(0.17413, abs=1e-5)
    assert float(answered_within(14, 10.0, 1 / 3, 3.0)) == pytest.approx(
        1 - 0.1741319 * exp(-4 / 9), abs=1e-6
    )


def test_arrays_broadcast_and_corners_hold() -> None:
    servers = np.array([[1.0], [2.5], [0.0]])
    load = np.array([0.0, 1.0, 2.5, 1000.0])
    waiting = probability_of_waiting(servers, load)
    assert waiting.shape == (3, 4)
    assert waiting[:, 3].tolist() == [1.0, 1.0, 1.0]
    assert waiting[:2, 0].tolist() == [0.0, 0.0]
    assert answered_within(servers, load, 1.0, 1.0)[2].tolist() == [0.0] * 4
    between = probability_of_waiting(np.array([2.0, 2.5, 3.0]), 1.5)
    assert between[0] > between[1] > between[2]


def test_many_questions_at_once_are_exact_too() -> None:
    random = np.random.default_rng(5)
    servers = random.integers(1, 201, (40, 50))
    load = np.round(servers * random.uniform(0.0, 1.2, servers.shape), 3)
    load[0, :2] = 0.0
    found = probability_of_waiting(servers, load)
    for place in [(0, 0), (0, 1), *zip(*np.nonzero(load < servers), strict=True)][:80]:
        told = exact(int(servers[place]), Fraction(float(load[place])))
        assert found[place] == pytest.approx(float(told), abs=1e-12)
    assert (found[load >= servers] == 1.0).all()
