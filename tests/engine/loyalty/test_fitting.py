"""What is fitted, against what made it, and on odd data."""

import numpy as np
import pytest

from engine.loyalty.answer import MODELS
from engine.loyalty.dropout import BG_NBD, MODIFIED
from engine.loyalty.fitting import _newton, fit_model, total_log_likelihood
from engine.loyalty.histories import Histories, compressed, histories_of, kinds_of
from engine.loyalty.pareto import PARETO
from engine.loyalty.refusal import TooLittle
from tests.engine.loyalty.make import CALIBRATION_END, cdnow, simulated

END = 10_000 + 52 * 7


def kinds(x, recency, age):
    return kinds_of(
        Histories(np.array(x), np.array(recency), np.array(age), np.ones(len(x)))
    )


def test_cdnow_is_as_published():
    histories = kinds_of(histories_of(cdnow().until(CALIBRATION_END), CALIBRATION_END))
    found = fit_model(BG_NBD, histories)
    assert found.parameters.round(3) == pytest.approx([0.243, 4.414, 0.793, 2.426])
    assert found.log_likelihood == pytest.approx(-9582.429, abs=5e-4)
    assert (found.customers, found.settled, found.at_edge) == (2357, True, ())
    found = fit_model(PARETO, histories)
    assert found.parameters.round(3) == pytest.approx([0.553, 10.578, 0.606, 11.669])
    assert found.log_likelihood == pytest.approx(-9594.98, abs=5e-3)
    assert found.named()["beta"] == found.parameters[3]


@pytest.mark.parametrize(("model", "once"), [(MODIFIED, True), (BG_NBD, False)])
def test_the_truth_is_found_again_within_its_uncertainty(model, once):
    shopping = simulated(20_000, 52.0, first_may_be_last=once)
    found = fit_model(model, kinds_of(histories_of(shopping, END)))
    error = np.log(found.parameters) - np.log([0.6, 6.0, 0.9, 2.0])
    deviation = np.sqrt(np.diag(found.covariance))
    assert found.settled
    assert (np.abs(error) < 4 * deviation + 0.03).all()
    assert (deviation < 0.2).all()


def test_no_other_parameters_are_likelier():
    histories = kinds_of(histories_of(simulated(5_000, 52.0), END))
    for model in MODELS:
        found = fit_model(model, histories)
        slope = model.log_likelihood(found.parameters, histories)[1] @ histories.count
        assert np.abs(slope * found.parameters).max() < 1e-2
        assert total_log_likelihood(found, histories) == pytest.approx(
            found.log_likelihood, rel=1e-12
        )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize(
    ("x", "recency", "age"),
    [
        ([1] * 40, [30] * 40, [300] * 40),  # all alike
        ([50] * 40, [299] * 40, [300] * 40),  # all always there
        ([0] * 1000 + [1] * 10, [0] * 1000 + [1] * 10, [300] * 1010),
        (
            [1500] * 5 + [2] * 60 + [0] * 60,
            [3000] * 5 + [40] * 60 + [0] * 60,
            [3000] * 125,
        ),
        ([1] * 30 + [0] * 10, [1] * 30 + [0] * 10, [1] * 40),  # a day old
        (list(range(60)), [200] * 60, [20_000] * 60),
    ],
)
def test_odd_data_are_fitted_with_finite_figures(model, x, recency, age):
    recency = np.where(np.array(x) == 0, 0, recency)
    found = fit_model(model, kinds(x, recency, age))
    histories = kinds(x, recency, age)
    assert np.isfinite(found.parameters).all()
    assert np.isfinite(found.covariance).all()
    assert (np.diag(found.covariance) <= 9.0 + 1e-6).all()
    alive = model.alive(found.parameters, histories)
    expected, pairs = model.purchases_if_alive(found.parameters, histories, 26.0)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert np.isfinite(expected).all()
    assert np.isfinite(pairs).all()
    assert (expected >= 0).all()


def test_too_little_is_refused():
    with pytest.raises(TooLittle, match=r"^29 customers: at least 30 are needed"):
        fit_model(BG_NBD, kinds([1] * 29, [1] * 29, [9] * 29))
    with pytest.raises(TooLittle, match=r"^9 customers bought on a second day"):
        fit_model(BG_NBD, kinds([0] * 91 + [1] * 9, [0] * 91 + [1] * 9, [9] * 100))


def test_compression_is_exact():
    each = histories_of(simulated(3_000, 30.0), 10_000 + 210)
    rows, place = compressed(each)
    quick = kinds_of(each)
    for name in ("repeats", "recency", "age"):
        assert (getattr(rows, name)[place] == getattr(each, name)).all()
        assert (getattr(rows, name) == getattr(quick, name)).all()
    assert (rows.count == quick.count).all()
    assert rows.count.sum() == 3_000
    assert len(rows.count) < 2_700
    parameters = np.array([0.6, 6.0, 0.9, 2.0])
    whole = MODIFIED.log_likelihood(parameters, each)[0].sum()
    part = MODIFIED.log_likelihood(parameters, rows)[0] @ rows.count
    assert part == pytest.approx(whole, rel=1e-12)
    nobody = kinds_of(histories_of(simulated(30, 9.0).until(0), 0))
    assert len(nobody.count) == 0


def test_a_search_that_cannot_go_down_or_on_says_so():
    def lying(logs):
        return float((logs**2).sum()), np.array([1.0])

    assert _newton(lying, lying, np.zeros(1))[2] is False

    def restless(logs):
        return 1.0, np.sign(logs)

    def bowl(logs):
        return 0.0, logs

    assert _newton(restless, bowl, np.array([0.5]))[2] is False

    def falling(logs):
        return float(-logs[0]), np.array([-1.0])

    found, _, settled = _newton(falling, bowl, np.zeros(1))
    assert (found[0], settled) == (pytest.approx(np.log(1e5)), True)
