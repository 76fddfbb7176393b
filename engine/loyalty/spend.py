"""Gamma-Gamma: what a customer spends at a time, and a customer's value.

What customer i spends in one purchase is Gamma(p, ν), and ν is Gamma(q, γ) over customers;
the mean of x purchases then tells of the next as p(γ + x·z̄)/(px + q − 1), between the
customer's own mean and everyone's. Spend must not depend on how often a customer buys:
``Spend.relation`` checks that. Sources: R. Colombo and W. Jiang, "A stochastic RFM model",
Journal of Interactive Marketing 13 (1999); P. S. Fader and B. G. S. Hardie, "The
gamma-gamma model of monetary value" (2013).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, psi
from scipy.stats import rankdata

from engine.loyalty.fitting import FEWEST_REPEATERS, Fit
from engine.loyalty.forecast import outlook_moments
from engine.loyalty.histories import Array, Histories, Shopping, Whole
from engine.loyalty.refusal import TooLittle

BOUNDS = (np.log(1e-3), np.log(1e6))
WEEKS_A_YEAR = 365.25 / 7.0
# From here on a relation of frequency and spend is told.
NOTED_RELATION = 0.3
SURE = 2.58


@dataclass(frozen=True, slots=True)
class Spend:
    """The fitted model of what is spent at a time.

    ``gamma`` is in the currency's unit; ``mean`` the expected spend of a customer not
    seen yet, infinite for q ≤ 1; ``correlation`` Pearson's and ``relation`` Spearman's
    rank correlation of the number of purchases and their mean.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    customers: int
    correlation: float
    relation: float
    settled: bool

    @property
    def mean(self) -> float:
        """Return the mean spend at a time over all customers."""
        return self.p * self.gamma / (self.q - 1.0) if self.q > 1.0 else float("inf")

    @property
    def related(self) -> bool:
        """Return whether frequency and spend depend on each other more than by chance."""
        sure = SURE / np.sqrt(max(self.customers - 1, 1))
        found = max(abs(self.relation), abs(self.correlation))
        return bool(found > max(NOTED_RELATION, sure))

    def expected(self, purchases: Array, mean: Array) -> Array:
        """Return the expected spend at a time, given ``mean`` of so many ``purchases``.

        Both are (n,); without purchases it is everyone's mean.
        """
        found: Array = (
            self.p
            * (self.gamma + purchases * mean)
            / np.maximum(self.p * purchases + self.q - 1.0, 1e-9)
        )
        return found


def repeat_spend(shopping: Shopping) -> tuple[Whole, Array]:
    """Return how many paid repeats each customer made, and their mean spend.

    The first day with a purchase is left out, as the source does, and so are days on
    which nothing was paid; (customers,), 0 where there is none.
    """
    first = np.zeros(len(shopping.day), dtype=bool)
    first[shopping.begins] = True
    counted = ~first & (shopping.amount > 0.0)
    size = len(shopping.begins)
    number = np.bincount(shopping.customer[counted], minlength=size)
    total = np.bincount(shopping.customer[counted], shopping.amount[counted], size)
    return number.astype(np.int64), total / np.maximum(number, 1)


def fit_spend(purchases: Whole, mean: Array) -> Spend:
    """Fit to customers' numbers of purchases and their means, both (n,).

    Customers without purchases are left out; raises ``TooLittle`` for fewer than 10
    others, or if all spend the same.
    """
    some = purchases > 0
    x, z = purchases[some].astype(float), mean[some]
    if len(x) < FEWEST_REPEATERS:
        raise TooLittle(
            f"{len(x)} customers paid on a second day: at least {FEWEST_REPEATERS} are "
            "needed to say what customers spend."
        )
    if np.ptp(z) <= 1e-9 * z.max():
        raise TooLittle("all customers spend the same: there is nothing to fit.")
    scale = float(np.exp(np.mean(np.log(z))))

    def objective(logs: Array) -> tuple[float, Array]:
        value, gradient = spend_likelihood(np.exp(logs), x, z / scale)
        return -float(value.mean()), -gradient.mean(axis=1) * np.exp(logs)

    found = min(
        (
            minimize(
                objective,
                np.log(start),
                jac=True,
                method="L-BFGS-B",
                bounds=[BOUNDS] * 3,
                options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 500},
            )
            for start in ((2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1.0, 10.0, 9.0))
        ),
        key=lambda one: float(one.fun),
    )
    p, q, gamma = np.exp(found.x).tolist()
    value, _ = spend_likelihood(np.array([p, q, gamma * scale]), x, z)
    return Spend(
        p,
        q,
        gamma * scale,
        float(value.sum()),
        len(x),
        correlation_of(x, z),
        correlation_of(rankdata(x), rankdata(z)),
        bool(np.abs(found.jac).max() < 1e-4),
    )


def spend_likelihood(parameters: Array, x: Array, z: Array) -> tuple[Array, Array]:
    """Return each customer's log-likelihood (n,) and its gradient by p, q, γ (3, n)."""
    p, q, gamma = parameters
    px, total = p * x, np.log(gamma + x * z)
    value = (
        gammaln(px + q)
        - gammaln(px)
        - gammaln(q)
        + q * np.log(gamma)
        + (px - 1.0) * np.log(z)
        + px * np.log(x)
        - (px + q) * total
    )
    both = psi(px + q)
    gradient = np.stack(
        [
            x * (both - psi(px) + np.log(z) + np.log(x) - total),
            both - psi(q) + np.log(gamma) - total,
            q / gamma - (px + q) / (gamma + x * z),
        ]
    )
    return value, gradient


def correlation_of(x: Array, z: Array) -> float:
    """Return Pearson's correlation; 0 where one of them never changes."""
    if np.ptp(x) == 0.0 or np.ptp(z) == 0.0:
        return 0.0
    return float(np.corrcoef(x, z)[0, 1])


def discounted_purchases(
    fit: Fit, histories: Histories, weeks: float, yearly: float, steps: int = 13
) -> Array:
    """Return the expected purchases of the next ``weeks``, discounted to today (n,).

    Purchases of each of ``steps`` equal parts count in its middle, at ``yearly``
    discount: a purchase in t weeks counts (1 + yearly)^(−t / 52.18).
    """
    edges = np.linspace(0.0, weeks, steps + 1)
    before: Array = np.zeros(len(histories.age))
    total: Array = np.zeros(len(histories.age))
    for start, end in pairwise(edges.tolist()):
        expected, _ = outlook_moments(fit, histories, end)
        factor = (1.0 + yearly) ** (-(start + end) / 2.0 / WEEKS_A_YEAR)
        total += factor * (expected - before)
        before = expected
    return total
