"""Draws spread as Sobol points do, and quantile tables are the quantiles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, ndtr

from engine.draws import FARTHEST, beta_quantiles, normal_scores, pert_quantiles
from engine.queueing import late_shares, serve, waiting_after


@given(st.floats(0.5, 5_000.0), st.floats(0.5, 5_000.0), st.floats(-FARTHEST, FARTHEST))
@settings(max_examples=200, deadline=None)
def test_a_table_of_quantiles_is_as_good_as_the_function(
    alpha: float, beta: float, at: float
) -> None:
    found = beta_quantiles(alpha, beta, np.array([at]))[0]
    told = betaincinv(alpha, beta, ndtr(at))
    assert found == pytest.approx(told, abs=2e-6)


def test_a_pert_estimate_has_its_textbook_mean() -> None:
    scores = normal_scores(1, 4096, 1)[0]
    assert pert_quantiles(0.3, scores).mean() == pytest.approx(2.2 / 6, abs=1e-4)


def test_replicates_are_nets_and_differ() -> None:
    uniform = ndtr(normal_scores(3, 512, 5)).reshape(3, 8, 64)
    for replicate in range(8):
        cells = np.floor(uniform[:, replicate] * 64)
        assert all(np.unique(row).size == 64 for row in cells)
    assert not np.allclose(uniform[:, 0], uniform[:, 1])
    assert normal_scores(0, 64, 1).shape == (0, 64)


def test_a_backlog_is_served_before_anything_else() -> None:
    arrivals, capacity = np.full((3, 1), 5.0), np.full((3, 1), 8.0)
    waiting, leftover = serve(arrivals, capacity, 7.0)
    assert waiting[:, 0].tolist() == [4.0, 1.0, 0.0]
    assert leftover[:, 0].tolist() == [0.0, 0.0, 2.0]
    assert (waiting_after(arrivals, capacity, 7.0) == waiting).all()
    assert late_shares(waiting, arrivals, [0])[0][:, 0].tolist() == [0.8, 0.2, 0.0]
    assert late_shares(waiting, arrivals, [1])[0][:, 0].tolist() == [0.0, 0.0]
