"""Who is still a customer, what they will buy, and how far forecasts missed before.

A forecast is of the customers known at a day, not of those still to come. Its interval
holds three things: chance (the models' own variance of each customer's purchases), the
uncertainty of the parameters (by the delta method), and the error of the model, which is
what past forecasts missed by beyond the first two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, nbdtrik, pdtrik

from engine.loyalty.fitting import (
    CURVATURE_SAMPLE,
    Fit,
    Model,
    fit_model,
    total_log_likelihood,
)
from engine.loyalty.histories import (
    DAYS_A_WEEK,
    Array,
    Histories,
    Shopping,
    histories_of,
    kinds_of,
)
from engine.loyalty.refusal import TooLittle

LOW, HIGH = 0.1, 0.9
STEP = 1e-4
# Past forecasts begin so far back, as shares of the time looked back.
ORIGINS = (1.0, 0.75, 0.5)
LONGEST_SHARE = 2.0 / 3.0
PAST_WINDOWS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What kinds of customers will do in the next ``weeks``; all arrays are (n,).

    ``alive`` is the probability of being still a customer, ``expected`` the mean number
    of purchases and ``variance`` its variance, ``low`` and ``high`` the 10 % and 90 %
    quantiles of the number.
    """

    weeks: float
    alive: Array
    expected: Array
    variance: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True)
class Total:
    """Purchases of all customers together, with an 80 % interval.

    ``chance``, ``uncertainty`` and ``model_error`` are the standard deviations that it
    is made of.
    """

    weeks: float
    mean: float
    p10: float
    p90: float
    chance: float
    uncertainty: float
    model_error: float


@dataclass(frozen=True, slots=True)
class Check:
    """A forecast from the past beside what happened, for the customers known then.

    ``held_out`` is the log-likelihood of what they bought in those weeks, by the model
    fitted to what came before.
    """

    origin: int
    weeks: float
    customers: int
    expected: Total
    happened: int
    held_out: float

    @property
    def inside(self) -> bool:
        """Return whether what happened lies in the interval."""
        return self.expected.p10 <= self.happened <= self.expected.p90


def outlook_of(fit: Fit, histories: Histories, weeks: float) -> Outlook:
    """Return the outlook of every row."""
    model, parameters = fit.model, fit.parameters
    alive = model.alive(parameters, histories)
    one, two = model.purchases_if_alive(parameters, histories, weeks)
    expected = alive * one
    variance = alive * (two + one) - expected**2
    low, high = (_quantile(share, alive, one, two) for share in (LOW, HIGH))
    return Outlook(weeks, alive, expected, np.maximum(variance, 0.0), low, high)


def _quantile(share: float, alive: Array, one: Array, two: Array) -> Array:
    """Return a quantile: none of those who left, negative binomial of the others."""
    rest = (share - (1.0 - alive)) / np.maximum(alive, 1e-300)
    inside = (rest > 0.0) & (one > 1e-9)
    found = np.zeros(len(alive))
    rest, mean = np.clip(rest[inside], 1e-12, 1.0 - 1e-12), one[inside]
    more = two[inside] - mean**2
    size = mean**2 / np.maximum(more, mean**2 * 1e-4)
    spread = nbdtrik(rest, size, size / (size + mean))
    steady = pdtrik(rest, mean)
    at = np.where(more > mean**2 * 1e-4, spread, steady)
    found[inside] = np.maximum(np.ceil(np.nan_to_num(at) - 1e-9), 0.0)
    return found


def total_of(
    fit: Fit, histories: Histories, weeks: float, model_error: float = 0.0
) -> Total:
    """Return the forecast for all together.

    ``model_error`` is the standard deviation of the logarithm of what happens, as
    ``model_error_of`` finds it.
    """
    found = outlook_moments(fit, histories, weeks)
    mean = float(found[0] @ histories.count)
    chance = float(np.sqrt(found[1] @ histories.count))
    uncertainty = mean * _relative_uncertainty(fit, histories, weeks)
    error = mean * float(np.sqrt(np.expm1(model_error**2)))
    deviation = float(np.hypot(np.hypot(chance, uncertainty), error))
    p10, p90 = gamma_interval(mean, deviation)
    return Total(weeks, mean, p10, p90, chance, uncertainty, error)


def outlook_moments(
    fit: Fit, histories: Histories, weeks: float
) -> tuple[Array, Array]:
    """Return mean and variance of the number of purchases of each row."""
    alive = fit.model.alive(fit.parameters, histories)
    one, two = fit.model.purchases_if_alive(fit.parameters, histories, weeks)
    mean = alive * one
    return mean, np.maximum(alive * (two + one) - mean**2, 0.0)


def gamma_interval(mean: float, deviation: float) -> tuple[float, float]:
    """Return the 10 % and 90 % quantiles of a gamma distribution.

    >>> [round(value, 1) for value in gamma_interval(100.0, 10.0)]
    [87.4, 113.0]
    """
    if mean <= 0.0 or deviation <= 0.0:
        return mean, mean
    shape = (mean / deviation) ** 2
    low, high = (float(gammaincinv(shape, q)) * mean / shape for q in (LOW, HIGH))
    return low, high


def _relative_uncertainty(fit: Fit, histories: Histories, weeks: float) -> float:
    """Return the standard deviation of the logarithm of the mean, by the parameters.

    Some thousand customers tell it as well as all do.
    """
    logs, histories = np.log(fit.parameters), histories.thinned(CURVATURE_SAMPLE)

    def log_mean(there: Array) -> float:
        parameters = np.exp(there)
        alive = fit.model.alive(parameters, histories)
        one, _ = fit.model.purchases_if_alive(parameters, histories, weeks)
        return float(np.log(max(float((alive * one) @ histories.count), 1e-300)))

    slope = np.array(
        [
            (log_mean(logs + shift) - log_mean(logs - shift)) / (2.0 * STEP)
            for shift in np.eye(len(logs)) * STEP
        ]
    )
    return float(np.sqrt(slope @ fit.covariance @ slope))


def check_at(model: Model, shopping: Shopping, origin: int, weeks: float) -> Check:
    """Fit at the end of day ``origin``, and compare the next ``weeks`` with what came.

    ``shopping`` must be known for those weeks. Raises ``TooLittle`` if nothing can be
    fitted.
    """
    known = shopping.of(shopping.first <= origin)
    before = kinds_of(histories_of(known.until(origin), origin))
    return compare(fit_model(model, before), known, origin, weeks)


def compare(
    fit: Fit, known: Shopping, origin: int, weeks: float, model_error: float = 0.0
) -> Check:
    """Compare a forecast at ``origin`` for ``known`` customers with what came."""
    end = origin + round(weeks * DAYS_A_WEEK)
    before = kinds_of(histories_of(known.until(origin), origin))
    after = kinds_of(histories_of(known.until(end), end))
    happened = (known.day > origin) & (known.day <= end)
    return Check(
        origin,
        weeks,
        fit.customers,
        total_of(fit, before, weeks, model_error),
        int(np.count_nonzero(happened)),
        total_log_likelihood(fit, after) - total_log_likelihood(fit, before),
    )


def past_checks(
    model: Model, shopping: Shopping, as_of: int, weeks: float
) -> tuple[Check, ...]:
    """Forecast as one would have in the past, three times, the longest ago first.

    Forecasts are as long as the one wanted where the history allows, and begin at most
    two thirds of the history ago; those that nothing can be fitted for are left out.
    """
    if not len(shopping.day):
        return ()
    history = as_of - int(shopping.day.min())
    longest = min(history * LONGEST_SHARE, PAST_WINDOWS * weeks * DAYS_A_WEEK)
    found = []
    for share in ORIGINS:
        back = round(longest * share)
        length = min(float(back), round(weeks * DAYS_A_WEEK)) / DAYS_A_WEEK
        try:
            found.append(check_at(model, shopping, as_of - back, length))
        except TooLittle:
            continue
    return tuple(found)


def model_error_of(checks: Sequence[Check]) -> float:
    """Return the root mean square of the log ratios of happened to expected.

    Chance and parameters are not taken out of it: three forecasts are too few to tell
    the causes of their misses apart, so the interval is rather too wide.
    """
    misses = [
        np.log(max(one.happened, 0.5) / max(one.expected.mean, 0.5)) for one in checks
    ]
    return float(np.sqrt(np.mean(np.square(misses)))) if misses else 0.0
