"""Likelihoods and expectations, against integrals over every customer's own rates."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln, hyp2f1, roots_genlaguerre, roots_jacobi
from scipy.stats import beta as beta_law

from engine.loyalty.dropout import BG_NBD, MODIFIED, beta_nodes, counts_given
from engine.loyalty.fitting import Model
from engine.loyalty.histories import Array, Histories
from engine.loyalty.pareto import PARETO
from tests.engine.loyalty.make import row, some_rows

DROPOUT = np.array([0.6, 5.0, 0.8, 2.5])
LIFETIME = np.array([0.6, 10.0, 0.7, 12.0])
MODELS: list[tuple[Model, Array]] = [
    (BG_NBD, DROPOUT),
    (MODIFIED, DROPOUT),
    (PARETO, LIFETIME),
]


def over_customers(function, parameters):
    """Integrate over purchase rates and leaving probabilities, by scipy's nodes."""
    r, alpha, a, b = parameters
    rate, rate_weight = roots_genlaguerre(150, r - 1)
    y, leaving_weight = roots_jacobi(60, b - 1, a - 1)
    values = function(rate[:, None] / alpha, (y[None, :] + 1) / 2)
    total = rate_weight @ values @ leaving_weight
    return total / rate_weight.sum() / leaving_weight.sum()


@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0, 70), (2, 35, 70), (1, 7, 28)])
@pytest.mark.parametrize("model", [BG_NBD, MODIFIED])
def test_a_dropout_model_is_the_mean_over_customers(model, x, recency, age):
    since, last = age / 7, recency / 7
    chances = x + model.first_may_be_last

    def alive(rate, p):
        return rate**x * (1 - p) ** chances * np.exp(-rate * since)

    def likelihood(rate, p):
        gone = rate**x * p * (1 - p) ** (chances - 1) * np.exp(-rate * last)
        return alive(rate, p) + (gone if chances else 0.0)

    def coming(rate, p):
        return alive(rate, p) * -np.expm1(-rate * p * 8.0) / p

    whole = over_customers(likelihood, DROPOUT)
    one = row(x, recency, age)
    found = model.log_likelihood(DROPOUT, one)[0][0]
    assert found == pytest.approx(np.log(whole), abs=1e-5)
    probability = model.alive(DROPOUT, one)[0]
    assert probability == pytest.approx(
        over_customers(alive, DROPOUT) / whole, abs=1e-5
    )
    expected = probability * model.purchases_if_alive(DROPOUT, one, 8.0)[0][0]
    assert expected == pytest.approx(over_customers(coming, DROPOUT) / whole, rel=1e-4)


def by_hypergeometric(parameters, histories):
    """Fader and Hardie's closed form, good for few purchases."""
    r, alpha, s, beta = parameters
    x, (last, now) = histories.repeats, histories.weeks
    low, first = max(alpha, beta), (s + 1 if alpha >= beta else r + x)

    def part(time):
        ratio = abs(alpha - beta) / (low + time)
        form = hyp2f1(r + s + x, first, r + s + x + 1, ratio)
        return form / (low + time) ** (r + s + x)

    inner = 1 / ((alpha + now) ** (r + x) * (beta + now) ** s) + s / (r + s + x) * (
        part(last) - part(now)
    )
    front = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return front + np.log(inner)


@pytest.mark.parametrize(
    "parameters",
    [
        LIFETIME,
        (0.553, 10.578, 0.606, 11.669),
        (2.0, 30.0, 0.3, 1.5),
        (0.3, 1.0, 4.0, 60.0),
    ],
)
def test_pareto_is_the_closed_form(parameters):
    parameters = np.array(parameters)
    found = PARETO.log_likelihood(parameters, some_rows())[0]
    assert found == pytest.approx(by_hypergeometric(parameters, some_rows()), abs=2e-7)


@pytest.mark.parametrize("x", [0, 1, 30, 400])
@pytest.mark.parametrize(
    "parameters", [LIFETIME, (0.05, 0.01, 0.02, 0.01), (40, 9, 3, 500)]
)
def test_pareto_is_the_integral_for_the_best_customers_too(parameters, x):
    r, alpha, s, beta = parameters = np.array(parameters, dtype=float)
    last, now = (0.0 if x == 0 else 60.0), 100.0
    one = row(x, int(last * 7), int(now * 7))
    base = (r + x) * np.log(alpha + last)
    inside, _ = quad(
        lambda u: np.exp(base - (r + x) * np.log(alpha + np.exp(u) - beta) - s * u),
        np.log(beta + last),
        np.log(beta + now),
        epsabs=0,
        epsrel=1e-11,
        limit=500,
    )
    still = np.exp(base - (r + x) * np.log(alpha + now) - s * np.log(beta + now))
    front = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    truth = front - base + np.log(still + s * inside)
    assert PARETO.log_likelihood(parameters, one)[0][0] == pytest.approx(
        truth, abs=1e-5
    )
    alive = PARETO.alive(parameters, one)[0]
    assert alive == pytest.approx(still / (still + s * inside), abs=1e-5)


@pytest.mark.parametrize(("model", "parameters"), MODELS)
def test_gradients_are_those_of_the_likelihood(model, parameters):
    _, gradient = model.log_likelihood(parameters, some_rows())
    for place, shift in enumerate(np.eye(4) * 1e-6):
        above = model.log_likelihood(parameters + shift, some_rows())[0]
        below = model.log_likelihood(parameters - shift, some_rows())[0]
        assert gradient[place] == pytest.approx((above - below) / 2e-6, abs=2e-6)


def test_who_bought_once_and_fell_silent_is_not_certainly_alive():
    once = Histories(
        np.zeros(3, int), np.zeros(3, int), np.array([0, 70, 700]), np.ones(3)
    )
    assert BG_NBD.alive(DROPOUT, once) == pytest.approx(1.0)
    for model, parameters in MODELS[1:]:
        alive = model.alive(parameters, once)
        assert (np.diff(alive) < 0).all()
        assert alive[-1] < 0.4


@pytest.mark.parametrize("a", [0.05, 0.5, 1.0, 1.7, 30.0])
@pytest.mark.parametrize("weeks", [0.01, 4.0, 80.0])
def test_counts_of_dropout_models_are_integrals(a, weeks):
    one = row(3, 100, 140)
    parameters = np.array([0.6, 5.0, a, 2.5])
    first, second = MODIFIED.purchases_if_alive(parameters, one, weeks)
    reach = weeks / (5.0 + 20.0)

    y, weight = roots_jacobi(100, 2.5 + 4 - 1, a - 1)
    p = np.maximum((y + 1) / 2, 1e-12)
    never = (1 + p * reach) ** -3.6
    one_each = (1 - never) / p
    slope = 3.6 * reach * (1 + p * reach) ** -4.6
    pairs = 2 * (1 - p) / p * (one_each - slope)
    # Near p = 0 the difference loses its digits: there, its limit.
    pairs = np.where(p * reach < 1e-4, (1 - p) * 3.6 * 4.6 * reach**2, pairs)

    def mean(place):
        values = (one_each, pairs)[place]
        return float(values @ weight / weight.sum())

    assert first[0] == pytest.approx(mean(0), rel=1e-5)
    assert second[0] == pytest.approx(mean(1), rel=1e-3)


def test_counts_given_a_leaving_probability_are_those_of_a_simulation():
    source = np.random.default_rng(3)
    p, shape, reach, many = 0.3, 4.0, 0.7, 200_000
    time = source.gamma(shape, reach, many)
    number = np.minimum(source.poisson(time), source.geometric(p, many))
    first, second = counts_given(np.array(p), np.array(shape), np.array(reach))
    assert number.mean() == pytest.approx(float(first), rel=0.01)
    assert (number * (number - 1)).mean() == pytest.approx(float(second), rel=0.03)


@pytest.mark.parametrize("s", [0.02, 0.7, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("weeks", [0.001, 5.0, 300.0])
def test_counts_of_pareto_are_integrals(s, weeks):
    parameters = np.array([0.6, 10.0, s, 12.0])
    first, second = PARETO.purchases_if_alive(parameters, row(3, 100, 140), weeks)
    rate, known = 3.6 / 30.0, 12.0 + 20.0

    def stay(time):
        return (known / (known + time)) ** s

    mean, _ = quad(stay, 0, weeks, epsrel=1e-11)
    pairs, _ = quad(lambda u: u * stay(u), 0, weeks, epsrel=1e-11)
    assert first[0] == pytest.approx(rate * mean, rel=1e-9)
    assert second[0] == pytest.approx(2 * 3.6 * 4.6 / 900.0 * pairs, rel=1e-7)


def test_nodes_give_every_moment_of_a_beta():
    b = np.array([0.3, 2.5, 400.0])
    for a in (0.05, 1.0, 6.0):
        nodes, weights = beta_nodes(a, b)
        for power in (0, 1, 2, 5):
            truth = [beta_law(a, one).moment(power) if power else 1.0 for one in b]
            found = (nodes**power * weights).sum(axis=1)
            assert found == pytest.approx(truth, rel=1e-9, abs=1e-9)
