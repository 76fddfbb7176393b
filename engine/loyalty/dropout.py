"""BG/NBD and its modification: customers buy at random until a purchase is their last.

While a customer is alive, purchases come as a Poisson process with rate λ; after each,
the customer leaves with probability p. λ is Gamma(r, α) and p Beta(a, b) over customers.
In the BG/NBD the first purchase is never the last, so that whoever bought once is alive
for certain; in the modified model it may be. With k = x there and k = x + 1 here,

    L = Γ(r+x)/Γ(r) α^r · B(a, b+k)/B(a, b)
        · [(α+T)^−(r+x) + [k > 0] · a/(b+k−1) · (α+t_x)^−(r+x)].

Sources: Fader, Hardie and Lee, Marketing Science 24 (2005); E. P. Batislam, M. Denizel
and A. Filiztekin, "Empirical validation and comparison of models for customer base
analysis", International Journal of Research in Marketing 24 (2007); D. Hoppe and
U. Wagner, "Customer base analysis: the case for a central variant of the betageometric/NBD
model", Marketing JRM 3 (2007). Times are in weeks.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, expit, gammaln, psi

from engine.loyalty.histories import Array, Histories, Whole

NODES = 32
ROWS_AT_ONCE = 2_000
SMALL = 1e-4


@dataclass(frozen=True, slots=True)
class Dropout:
    """The BG/NBD (``first_may_be_last`` false) or the modified BG/NBD."""

    name: str
    first_may_be_last: bool

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the parameters, in order."""
        return ("r", "alpha", "a", "b")

    def starts(self, rate: float) -> tuple[tuple[float, ...], ...]:
        """Return parameters to start from, given the repeats a week of all."""
        return tuple(
            (r, r / rate * stretch, a, b)
            for r, stretch, a, b in (
                (0.5, 0.7, 0.5, 2.0),
                (0.25, 0.3, 0.8, 2.5),
                (2.0, 0.9, 0.2, 4.0),
            )
        )

    def log_likelihood(
        self, parameters: Array, histories: Histories
    ) -> tuple[Array, Array]:
        """Return each row's log-likelihood (n,) and its gradient (4, n)."""
        r, alpha, a, b = parameters
        x, place = histories.levels
        k = x + self.first_may_be_last
        level = (
            gammaln(r + x)
            - gammaln(r)
            + r * np.log(alpha)
            + betaln(a, b + k)
            - betaln(a, b)
        )
        both, later = psi(a + b), psi(a + b + k)
        rises = (psi(r + x) - psi(r) + np.log(alpha), both - later)
        share = psi(b + k) - later - psi(b) + both
        exponent = r + histories.repeats
        # Days occur over and over: functions of them are looked up.
        times = alpha + histories.calendar
        logs, shares = np.log(times), 1.0 / times
        to_now = logs[histories.age]
        gap = to_now - logs[histories.recency]
        odds = self._log_odds_of_loss(parameters, histories, exponent * gap)
        small = np.exp(-np.abs(odds))
        lost = np.where(odds > 0.0, 1.0, small) / (1.0 + small)
        value = level[place] - exponent * to_now
        value += np.maximum(odds, 0.0) + np.log1p(small)
        behind = shares[histories.age]
        gradient = np.empty((4, len(value)))
        gradient[0] = rises[0][place] - to_now + lost * gap
        gradient[1] = r / alpha - exponent * (
            behind + lost * (shares[histories.recency] - behind)
        )
        gradient[2] = rises[1][place] + lost / a
        gradient[3] = share[place] - lost * self._share_lost(b, k)[place]
        return value, gradient

    def alive(self, parameters: Array, histories: Histories) -> Array:
        """Return the probability that customers of each row will buy again (n,)."""
        r, alpha, _, _ = parameters
        recency, age = histories.weeks
        gap = np.log(alpha + age) - np.log(alpha + recency)
        odds = self._log_odds_of_loss(
            parameters, histories, (r + histories.repeats) * gap
        )
        return np.asarray(expit(-odds))

    def _share_lost(self, b: float, k: Whole) -> Array:
        """Return 1 / (b + k − 1), 0 where nobody can have left."""
        found: Array = (k > 0) / np.where(k > 0, b + k - 1.0, 1.0)
        return found

    def _log_odds_of_loss(
        self, parameters: Array, histories: Histories, silence: Array
    ) -> Array:
        _, _, a, b = parameters
        k = histories.levels[0] + self.first_may_be_last
        with np.errstate(divide="ignore"):
            odds = np.log(a * self._share_lost(b, k))
        found: Array = odds[histories.levels[1]] + silence
        return found

    def purchases_if_alive(
        self, parameters: Array, histories: Histories, weeks: float
    ) -> tuple[Array, Array]:
        """Return E[N] and E[N(N − 1)] of the next ``weeks``, of those alive (n,).

        Given p, E[N] = E[(1 − e^(−λpt))/p] and E[N(N−1)] = 2(1−p)/p² ·
        E[1 − e^(−λpt)(1 + λpt)], with λ Gamma(r+x, α+T); over p, Beta(a, b+k), by
        Gauss–Jacobi quadrature: also where a ≤ 1, and without a series.
        """
        r, alpha, a, b = parameters
        levels, place = histories.levels
        nodes, weights = beta_nodes(a, b + levels + self.first_may_be_last)
        exponent = r + histories.repeats
        reach = weeks / (alpha + histories.weeks[1])
        first, second = np.empty(len(place)), np.empty(len(place))
        for start in range(0, len(place), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            p, weight = nodes[place[rows]], weights[place[rows]]
            one, two = counts_given(p, exponent[rows, None], reach[rows, None])
            first[rows] = np.einsum("ij,ij->i", one, weight)
            second[rows] = np.einsum("ij,ij->i", two, weight)
        return first, second


def counts_given(p: Array, exponent: Array, reach: Array) -> tuple[Array, Array]:
    """Return E[N] and E[N(N − 1)] at leaving probabilities ``p``.

    λt is Gamma(exponent, 1 / reach); arguments broadcast.
    """
    left = np.log1p(p * reach)
    stay = np.exp(-exponent * left)
    first = -np.expm1(-exponent * left) / p
    slope = exponent * reach / (1.0 + p * reach)
    size = exponent * p * reach
    exact = 2.0 * (1.0 - p) / p * (first - slope * stay)
    series = (1.0 - p) * exponent * (exponent + 1.0) * reach**2
    return first, np.where(size < SMALL, series, np.maximum(exact, 0.0))


def beta_nodes(a: float, b: Array) -> tuple[Array, Array]:
    """Return nodes and weights (n, 32) for means over Beta(a, b), b being (n,).

    Source: G. H. Golub and J. H. Welsch, "Calculation of Gauss quadrature rules",
    Mathematics of Computation 23 (1969).

    >>> nodes, weights = beta_nodes(0.5, np.array([1.5]))
    >>> round(float(np.sum(nodes * weights)), 12)
    0.25
    """
    high, low = (b - 1.0)[:, None], a - 1.0
    n = np.arange(NODES)
    total = 2.0 * n + high + low
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (low**2 - high**2) / (total * (total + 2.0))
        side = (
            4.0
            * n
            * (n + high)
            * (n + low)
            * (n + high + low)
            / (total**2 * (total + 1.0) * (total - 1.0))
        )
    middle[:, 0] = (low - high[:, 0]) / (high[:, 0] + low + 2.0)
    # n = 1, where 0/0 may stand above.
    side[:, 1] = (
        4.0
        * (1.0 + high[:, 0])
        * (1.0 + low)
        / ((2.0 + high[:, 0] + low) ** 2 * (3.0 + high[:, 0] + low))
    )
    matrix = np.zeros((len(b), NODES, NODES))
    matrix[:, n, n] = middle
    matrix[:, n[1:], n[:-1]] = np.sqrt(side[:, 1:])
    values, vectors = np.linalg.eigh(matrix)
    nodes = np.clip((values + 1.0) / 2.0, 1e-300, 1.0)
    return nodes, vectors[:, 0, :] ** 2


BG_NBD = Dropout("bg_nbd", first_may_be_last=False)
MODIFIED = Dropout("mbg_nbd", first_may_be_last=True)
