"""Pareto/NBD: customers buy at random, and leave at a random time.

Purchases come with rate λ, Gamma(r, α) over customers, until the customer leaves, with
rate μ, Gamma(s, β): also between purchases, and after the first. The likelihood is

    L = Γ(r+x)/Γ(r) α^r β^s · [(α+T)^−(r+x) (β+T)^−s
        + s ∫ (α+t)^−(r+x) (β+t)^−(s+1) dt over t_x < t < T].

The integral is usually written with Gauss' hypergeometric function, which is slow and
loses digits for good customers; over the logarithm of time it is smooth, and
Gauss–Legendre quadrature gives it and all derivatives at once. Sources: D. C. Schmittlein, D. G. Morrison
and R. Colombo, "Counting your customers", Management Science 33 (1987); P. S. Fader and
B. G. S. Hardie, "A note on deriving the Pareto/NBD model" (2005). Times are in weeks.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import boxcox1p, gammaln, psi

from engine.loyalty.histories import Array, Histories

PANELS, NODES = 2, 12
ROWS_AT_ONCE = 2_000
NEGLIGIBLE = 45.0


def _nodes() -> tuple[Array, Array]:
    """Return nodes and weights on (0, 1), in panels that grow."""
    at, weight = np.polynomial.legendre.leggauss(NODES)
    edges = np.array([0.0, 0.25, 1.0])
    width = np.diff(edges)[:, None]
    nodes = edges[:-1, None] + width * (at + 1.0) / 2.0
    return nodes.ravel(), (width * weight / 2.0).ravel()


PLACES, WEIGHTS = _nodes()


@dataclass(frozen=True, slots=True)
class Pareto:
    """The Pareto/NBD."""

    name: str = "pareto_nbd"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the parameters, in order."""
        return ("r", "alpha", "s", "beta")

    def starts(self, rate: float) -> tuple[tuple[float, ...], ...]:
        """Return parameters to start from, given the repeats a week of all."""
        return tuple(
            (r, r / rate * stretch, s, beta / rate)
            for r, stretch, s, beta in (
                (0.5, 0.5, 0.5, 0.5),
                (1.0, 0.5, 1.0, 2.0),
                (0.5, 0.8, 0.2, 0.1),
            )
        )

    def log_likelihood(
        self, parameters: Array, histories: Histories
    ) -> tuple[Array, Array]:
        """Return each row's log-likelihood (n,) and its gradient (4, n)."""
        r, alpha, s, beta = parameters
        x, place = histories.levels
        level = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        rise = psi(r + x) - psi(r) + np.log(alpha)
        value, gradient = level[place], np.empty((4, len(place)))
        for start in range(0, len(place), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            log_sum, slopes, _ = _survived_or_lost(parameters, histories, rows)
            value[rows] += log_sum
            gradient[:, rows] = slopes
        gradient[0] += rise[place]
        gradient[1] += r / alpha
        gradient[2] += np.log(beta)
        gradient[3] += s / beta
        return value, gradient

    def alive(self, parameters: Array, histories: Histories) -> Array:
        """Return the probability that customers of each row have not left (n,)."""
        found = np.empty(len(histories.age))
        for start in range(0, len(found), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            found[rows] = _survived_or_lost(parameters, histories, rows)[2]
        return found

    def purchases_if_alive(
        self, parameters: Array, histories: Histories, weeks: float
    ) -> tuple[Array, Array]:
        """Return E[N] and E[N(N − 1)] of the next ``weeks``, of those alive (n,).

        λ is Gamma(r+x, α+T) and μ Gamma(s, β+T), independent; E[N] = E[λ]·∫E[e^(−μu)]du
        and E[N(N−1)] = 2·E[λ²]·∫u·E[e^(−μu)]du over 0 < u < ``weeks``.
        """
        r, alpha, s, beta = parameters
        age = histories.weeks[1]
        exponent, known = r + histories.repeats, beta + age
        rate = exponent / (alpha + age)
        reach = weeks / known
        one = boxcox1p(reach, 1.0 - s)
        # Over short times the difference below loses its digits.
        exact = boxcox1p(reach, 2.0 - s) - one
        series = reach**2 * (0.5 - s * reach / 3.0 + s * (s + 1.0) * reach**2 / 8.0)
        two = np.where(reach * (1.0 + s) < 1e-3, series, exact)
        square = exponent * (exponent + 1.0) / (alpha + age) ** 2
        return rate * known * one, 2.0 * square * known**2 * two


def _survived_or_lost(
    parameters: Array, histories: Histories, rows: slice
) -> tuple[Array, Array, Array]:
    """Return the log of the bracket, its gradient (4, n), and the part still alive."""
    r, alpha, s, beta = parameters
    recency, age = (time[rows] for time in histories.weeks)
    exponent = r + histories.repeats[rows]
    to_buy, to_leave = np.log(alpha + age), np.log(beta + age)
    still = exponent * to_buy + s * to_leave
    base = exponent * np.log(alpha + recency) + s * np.log(beta + recency)
    # Over ln(m + t), m the smaller of both, no factor falls faster than it began.
    least = min(alpha, beta)
    begin = np.log(least + recency)
    steep = (
        exponent * (least + recency) / (alpha + recency)
        + (s + 1.0) * (least + recency) / (beta + recency)
        - 1.0
    )
    # Beyond e^-45 of the first value nothing counts: the nodes stand before it.
    width = np.minimum(
        np.log(least + age) - begin, NEGLIGIBLE / np.maximum(steep, 1e-9)
    )
    time = np.exp(begin[:, None] + width[:, None] * PLACES)
    bought, left = time + (alpha - least), time + (beta - least)
    log_bought, log_left = np.log(bought), np.log(left)
    height = np.exp(base[:, None] - exponent[:, None] * log_bought - s * log_left)
    lost = height * (time / left) * (s * width[:, None] * WEIGHTS)
    alive = np.exp(base - still)
    loss = lost.sum(axis=1)
    total = alive + loss
    behind = exponent * np.einsum("ij,ij->i", lost, 1.0 / bought)
    slopes = np.stack(
        [
            alive * to_buy + np.einsum("ij,ij->i", lost, log_bought),
            alive * exponent / (alpha + age) + behind,
            alive * to_leave + np.einsum("ij,ij->i", lost, log_left) - loss / s,
            alive * s / (beta + age)
            + (s + 1.0) * np.einsum("ij,ij->i", lost, 1.0 / left),
        ]
    )
    return np.log(total) - base, -slopes / total, alive / total


PARETO = Pareto()
