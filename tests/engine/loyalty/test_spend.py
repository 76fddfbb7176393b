"""What customers spend and are worth."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma as gamma_law

from engine import loyalty
from engine.loyalty.dropout import MODIFIED
from engine.loyalty.fitting import fit_model
from engine.loyalty.histories import histories_of, kinds_of
from engine.loyalty.refusal import TooLittle
from engine.loyalty.spend import (
    Spend,
    correlation_of,
    discounted_purchases,
    fit_spend,
    repeat_spend,
    spend_likelihood,
)
from tests.engine.loyalty.make import CALIBRATION_END, cdnow, simulated


def test_cdnow_is_as_published():
    found = fit_spend(*repeat_spend(cdnow().until(CALIBRATION_END)))
    assert (found.p, found.q, found.gamma) == pytest.approx(
        (6.25, 3.74, 15.44), abs=6e-3
    )
    assert found.customers == 946
    assert found.mean == pytest.approx(35.17, abs=0.05)
    assert found.correlation == pytest.approx(0.11, abs=5e-3)
    assert not found.related


@pytest.mark.parametrize(("x", "z"), [(1, 20.0), (4, 35.0), (30, 12.0)])
def test_the_likelihood_is_the_mean_over_customers(x, z):
    p, q, scale = parameters = np.array([6.0, 4.0, 15.0])
    rates = gamma_law(q, scale=1 / scale)
    truth, _ = quad(
        lambda nu: gamma_law(p * x, scale=1 / (nu * x)).pdf(z) * rates.pdf(nu),
        0,
        5,
        points=[p / z],
        epsrel=1e-10,
    )
    value, gradient = spend_likelihood(parameters, np.array([float(x)]), np.array([z]))
    assert value[0] == pytest.approx(np.log(truth), abs=1e-7)
    for place, shift in enumerate(np.eye(3) * 1e-6):
        above, below = (
            spend_likelihood(
                parameters + sign * shift, np.array([float(x)]), np.array([z])
            )[0]
            for sign in (1, -1)
        )
        assert gradient[place] == pytest.approx((above - below) / 2e-6, abs=1e-5)


def test_a_customer_is_expected_between_the_own_mean_and_everyones():
    found = Spend(6.0, 4.0, 15.0, 0.0, 100, 0.0, 0.0, settled=True)
    expected = found.expected(np.array([0.0, 1.0, 500.0]), np.array([0.0, 90.0, 90.0]))
    assert expected[0] == found.mean == 30.0
    assert 30.0 < expected[1] < 90.0
    assert expected[2] == pytest.approx(90.0, rel=0.01)
    assert Spend(6.0, 0.9, 15.0, 0.0, 9, 0.0, 0.0, settled=True).mean == np.inf


def test_spend_that_goes_with_frequency_is_told():
    source = np.random.default_rng(2)
    x = source.integers(1, 30, 300)
    assert not fit_spend(x, source.gamma(4.0, 5.0, 300)).related
    assert fit_spend(x, source.gamma(4.0, 5.0, 300) * x**0.5).related
    assert correlation_of(np.ones(3), np.arange(3.0)) == 0.0
    assert correlation_of(np.arange(3.0), np.ones(3)) == 0.0


def test_days_without_payment_and_the_first_are_left_out():
    shopping = loyalty.shopping_of(
        np.array([0, 0, 0, 0, 1]),
        np.array([1, 2, 3, 4, 1]),
        np.array([100.0, 10.0, 0.0, 30.0, 7.0]),
    )
    number, mean = repeat_spend(shopping)
    assert number.tolist() == [2, 0]
    assert mean.tolist() == [20.0, 0.0]


def test_too_little_is_refused():
    with pytest.raises(TooLittle, match="9 customers paid on a second day"):
        fit_spend(np.ones(9, int), np.arange(1.0, 10.0))
    with pytest.raises(TooLittle, match="all customers spend the same"):
        fit_spend(np.ones(20, int), np.full(20, 3.0))


def test_discounted_purchases_are_fewer_and_without_discount_all():
    shopping = simulated(1_000, 39.0)
    kinds = kinds_of(histories_of(shopping, 10_000 + 273))
    fit = fit_model(MODIFIED, kinds)
    alive = MODIFIED.alive(fit.parameters, kinds)
    plain = alive * MODIFIED.purchases_if_alive(fit.parameters, kinds, 52.0)[0]
    assert discounted_purchases(fit, kinds, 52.0, 0.0) == pytest.approx(plain, rel=1e-9)
    coarse = discounted_purchases(fit, kinds, 52.0, 0.1)
    fine = discounted_purchases(fit, kinds, 52.0, 0.1, steps=104)
    assert coarse.sum() == pytest.approx(fine.sum(), rel=1e-4)
    assert 0.93 * plain.sum() < coarse.sum() < 0.98 * plain.sum()


def test_a_value_needs_a_mean_of_spend():
    shopping = simulated(500, 39.0)
    future = loyalty.future_of(shopping, 10_273, 10_273, 13.0)
    spend = loyalty.spend_of(shopping)
    value = loyalty.value_of(future, spend, shopping, 52.0, 0.1)
    assert len(value.worth) == 500
    assert value.worth == pytest.approx(
        value.spend
        * discounted_purchases(future.best.fit, future.kinds, 52.0, 0.1)[future.kind]
    )
    wild = Spend(6.0, 0.9, 15.0, 0.0, 9, 0.0, 0.0, settled=True)
    with pytest.raises(TooLittle, match="too much to have a mean"):
        loyalty.value_of(future, wild, shopping, 52.0, 0.1)
