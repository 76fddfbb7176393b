"""Maximum likelihood of the models, in the logarithms of their parameters.

A sample of some thousand customers gives a good start; from there Newton's method leads
to the optimum of all. Its slopes are exact and of all customers; its curvatures, which
only shorten the way and say how uncertain the parameters are, are differences of the
slopes of at most 20,000 customers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import minimize

from engine.loyalty.histories import Array, Histories
from engine.loyalty.refusal import TooLittle

LOWEST, HIGHEST = np.log(1e-4), np.log(1e5)
FEWEST_CUSTOMERS = 30
FEWEST_REPEATERS = 10
SAMPLE, CURVATURE_SAMPLE = 4_000, 20_000
STEP = 1e-5
MOST_STEPS = 60
SETTLED, NEARLY = 1e-14, 1e-9
NOISE = 1e-13
# What is believed of a log-parameter before any data, for its uncertainty only.
PRIOR_DEVIATION = 3.0

Objective = Callable[[Array], tuple[float, Array]]


class Model(Protocol):
    """What a model of buying and leaving must offer."""

    @property
    def name(self) -> str:
        """Return the name used in answers."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the parameters."""

    def starts(self, rate: float) -> tuple[tuple[float, ...], ...]:
        """Return parameters to start from, given the repeats a week of all."""

    def log_likelihood(
        self, parameters: Array, histories: Histories
    ) -> tuple[Array, Array]:
        """Return each row's log-likelihood (n,) and its gradient (p, n)."""

    def alive(self, parameters: Array, histories: Histories) -> Array:
        """Return the probability of being still a customer (n,)."""

    def purchases_if_alive(
        self, parameters: Array, histories: Histories, weeks: float
    ) -> tuple[Array, Array]:
        """Return E[N] and E[N(N − 1)] of the next weeks, of those alive (n,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model.

    ``covariance`` (p, p) is that of the logarithms of ``parameters`` (p,); ``at_edge``
    names those that ran to the bounds 0.0001 or 100,000, where the model is another,
    simpler one; ``settled`` is false where the search did not end at an optimum.
    """

    model: Model
    parameters: Array
    covariance: Array
    log_likelihood: float
    customers: int
    at_edge: tuple[str, ...]
    settled: bool

    def named(self) -> dict[str, float]:
        """Return the parameters by name."""
        pairs = zip(self.model.parameters, self.parameters, strict=True)
        return {name: float(value) for name, value in pairs}


def fit_model(model: Model, histories: Histories) -> Fit:
    """Return the parameters under which ``histories`` are likeliest.

    Raises ``TooLittle`` for fewer than 30 customers, fewer than 10 who came back, or
    none with any time since the first purchase.
    """
    check_enough(histories)
    rate = _rate(histories)
    search = _objective(model, histories.thinned(SAMPLE))
    bounds = [(LOWEST, HIGHEST)] * len(model.parameters)
    found = min(
        (
            minimize(search, start, jac=True, method="L-BFGS-B", bounds=bounds)
            for start in np.clip(np.log(model.starts(rate)), LOWEST, HIGHEST)
        ),
        key=lambda one: float(one.fun),
    )
    whole = _objective(model, histories)
    curved = _objective(model, histories.thinned(CURVATURE_SAMPLE))
    start = np.asarray(found.x, dtype=float)
    logs, hessian, settled = _newton(whole, curved, start)
    total = histories.count.sum()
    precision = hessian * total + np.eye(len(logs)) / PRIOR_DEVIATION**2
    edge = (logs <= LOWEST) | (logs >= HIGHEST)
    return Fit(
        model,
        np.exp(logs),
        _inverse(precision, least=PRIOR_DEVIATION**-2),
        -whole(logs)[0] * float(total),
        int(total),
        tuple(np.array(model.parameters)[edge].tolist()),
        settled,
    )


def check_enough(histories: Histories) -> None:
    """Refuse what no model of repeat buying can be fitted to."""
    total = int(histories.count.sum())
    if total < FEWEST_CUSTOMERS:
        raise TooLittle(
            f"{total} customers: at least {FEWEST_CUSTOMERS} are needed for a forecast."
        )
    came_back = int(histories.count[histories.repeats > 0].sum())
    if came_back < FEWEST_REPEATERS:
        raise TooLittle(
            f"{came_back} customers bought on a second day: at least "
            f"{FEWEST_REPEATERS} are needed for a forecast."
        )


def total_log_likelihood(fit: Fit, histories: Histories) -> float:
    """Return the log-likelihood of all customers of ``histories``."""
    value, _ = fit.model.log_likelihood(fit.parameters, histories)
    return float(value @ histories.count)


def _rate(histories: Histories) -> float:
    """Return the repeats a week of all customers together."""
    weeks = histories.weeks[1] @ histories.count
    return float(histories.repeats @ histories.count / weeks)


def _objective(model: Model, histories: Histories) -> Objective:
    """Return minus the mean log-likelihood and its gradient, of log-parameters."""
    share = histories.count / histories.count.sum()

    def objective(logs: Array) -> tuple[float, Array]:
        parameters = np.exp(logs)
        value, gradient = model.log_likelihood(parameters, histories)
        return -float(value @ share), -(gradient @ share) * parameters

    return objective


def _newton(
    objective: Objective, curved: Objective, logs: Array
) -> tuple[Array, Array, bool]:
    """Return the optimum, the second derivatives there, and whether it is one.

    Curvatures are those of ``curved``, nearly the same as those of ``objective``.
    """
    value, slope = objective(logs)
    hessian, before = _hessian(curved, logs), np.inf
    for _ in range(MOST_STEPS):
        free = ~(
            ((logs <= LOWEST) & (slope >= 0.0)) | ((logs >= HIGHEST) & (slope <= 0.0))
        )
        step = np.zeros(len(logs))
        step[free] = -_inverse(hessian[np.ix_(free, free)]) @ slope[free]
        promised = -float(slope @ step)
        # Below ``NEARLY`` a step that gains no more than the last follows noise.
        if promised < SETTLED or before / 2.0 < promised < NEARLY:
            return logs, hessian, True
        before = promised
        better = _down(objective, logs, value, step)
        if better is None:
            return logs, hessian, promised < NEARLY
        logs, value, slope = better
        hessian = _hessian(curved, logs)
    return logs, hessian, False


def _down(
    objective: Objective, logs: Array, value: float, step: Array
) -> tuple[Array, float, Array] | None:
    """Go along ``step`` as far as it leads down; None if it does not."""
    step = step / max(1.0, np.abs(step).max() / 2.0)
    for _ in range(30):
        there = np.clip(logs + step, LOWEST, HIGHEST)
        found, slope = objective(there)
        if found < value + NOISE * abs(value):
            return there, found, slope
        step = step / 2.0
    return None


def _hessian(objective: Objective, logs: Array) -> Array:
    """Return central differences of the gradient, symmetric."""
    columns = []
    for shift in np.eye(len(logs)) * STEP:
        above, below = objective(logs + shift)[1], objective(logs - shift)[1]
        columns.append((above - below) / (2.0 * STEP))
    matrix = np.array(columns)
    return (matrix + matrix.T) / 2.0


def _inverse(matrix: Array, least: float = 1e-7) -> Array:
    """Return the inverse, its curvatures taken as positive and at least ``least``."""
    values, vectors = np.linalg.eigh(matrix)
    found: Array = (vectors / np.maximum(np.abs(values), least)) @ vectors.T
    return found
