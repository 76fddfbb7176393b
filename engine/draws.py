"""Random draws: scrambled Sobol points, and the quantiles that turn them into levels.

Sources: Sobol' points with Owen's scrambling, A. B. Owen, "Scrambling Sobol' and
Niederreiter-Xing points", Journal of Complexity 14 (1998); PERT, Malcolm et al.,
"Application of a technique for research and development program evaluation" (1959);
Jeffreys' prior Beta(½, ½), Jeffreys (1946).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, ndtr, ndtri, xlog1py, xlogy
from scipy.stats import qmc

from engine import checks
from engine.refusal import InvalidCase

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint32]

REPLICATES = 8
FEWEST_DRAWS = 64
MOST_DRAWS = 65_536
MOST_SEED = 2**53 - 1

# The table of quantiles is even in the normal score: 6.5 covers Sobol's finest point.
FARTHEST = 6.5
NODES = 131
STEP = 2.0 * FARTHEST / (NODES - 1)

# Normal scores of a small case are kept: at most eight times four megabytes.
MOST_KEPT = 500_000


def check_request(seed: object, draws: object) -> None:
    """Refuse a seed or a number of draws that cannot be used."""
    checks.whole(seed, "seed", most=MOST_SEED)
    count = checks.whole(draws, "draws", least=FEWEST_DRAWS, most=MOST_DRAWS)
    if count.bit_count() != 1:
        raise InvalidCase("draws", "must be a power of two")


def normal_scores(
    dimensions: int, draws: int, seed: int, *, shuffled: bool = False
) -> Array:
    """Return (dimensions, draws) normal scores of scrambled Sobol points.

    The draws are 8 independent scrambles of draws / 8 points each, one after the other.
    ``shuffled`` ones are others, in random order: fit to stand beside those that are not.
    Not to be written to: small ones are kept while one draft after the other is scored.
    """
    if dimensions * draws <= MOST_KEPT:
        return kept_scores(dimensions, draws, seed, shuffled)
    return new_scores(dimensions, draws, seed, shuffled=shuffled)


@lru_cache(maxsize=8)
def kept_scores(dimensions: int, draws: int, seed: int, shuffled: bool) -> Array:  # noqa: FBT001
    """Return normal scores that are kept for the next time."""
    scores = new_scores(dimensions, draws, seed, shuffled=shuffled)
    scores.setflags(write=False)
    return scores


def new_scores(dimensions: int, draws: int, seed: int, *, shuffled: bool) -> Array:
    """Draw normal scores."""
    scores = np.empty((dimensions, draws))
    if not dimensions:
        return scores
    size = draws // REPLICATES
    directions = sobol_directions(dimensions, size.bit_length() - 1)
    for replicate in range(REPLICATES):
        stream = [seed, replicate, 1] if shuffled else [seed, replicate]
        generator = np.random.default_rng(stream)
        points = scrambled_points(directions, generator)
        if shuffled:
            points = points[:, generator.permutation(size)]
        scores[:, replicate * size : (replicate + 1) * size] = points
    ndtri(scores, out=scores)
    return np.clip(scores, -FARTHEST, FARTHEST, out=scores)


def first_of_each(draws: int, used: int) -> Flags:
    """Tell which draws are the first of every replicate, ``used`` of them in all.

    They are the draws of a smaller sample with the same seed.
    """
    chosen = np.zeros((REPLICATES, draws // REPLICATES), dtype=bool)
    chosen[:, : used // REPLICATES] = True
    return chosen.ravel()


@lru_cache(maxsize=64)
def sobol_directions(dimensions: int, digits: int) -> Words:
    """Return (dimensions, digits) direction numbers as 32-bit fractions.

    Sobol' points come in the order of the Gray code, in which point 2^(j+1) − 1 is the
    direction number j.
    """
    sobol = qmc.Sobol(dimensions, scramble=False)
    points = sobol.random(2**digits)[2 ** np.arange(1, digits + 1) - 1]
    return np.ascontiguousarray((points.T * 2.0**32).astype(np.uint32))


def scrambled_points(directions: Words, generator: np.random.Generator) -> Array:
    """Return (dimensions, 2^digits) Sobol points in (0, 1) under a random scramble.

    A random lower triangular matrix of bits with a unit diagonal turns each dimension's
    digits, and a random shift moves them. Source: J. Matoušek, "On the L2-discrepancy for
    anchored boxes", Journal of Complexity 14 (1998).
    """
    dimensions, digits = directions.shape
    place = np.arange(31, -1, -1, dtype=np.uint32)
    own = np.uint32(1) << place
    above = np.uint32(0xFFFFFFFF) - (own * np.uint32(2) - np.uint32(1))
    random = generator.integers(2**32, size=(dimensions, 33), dtype=np.uint32)
    rows = (random[:, 1:] & above) | own
    turned = np.zeros_like(directions)
    for bit, shift in enumerate(place):
        parity = np.bitwise_count(directions & rows[:, bit, None]) & np.uint8(1)
        turned |= parity.astype(np.uint32) << shift
    points = np.empty((dimensions, 2**digits), dtype=np.uint32)
    points[:, :1] = random[:, :1]
    for digit in range(digits):
        known = 2**digit
        points[:, known : 2 * known] = points[:, :known] ^ turned[:, digit, None]
    return (points + 0.5) * 2.0**-32


@lru_cache(maxsize=4_096)
def quantile_table(alpha: float, beta: float) -> Array:
    """Return (4, NODES − 1) cubics between even normal scores: quantiles of Beta(alpha, beta).

    Rows are the coefficients of 1, x, x² and x³, with x from 0 to 1 inside each cell: Hermite
    interpolation with exact slopes.
    """
    nodes = np.linspace(-FARTHEST, FARTHEST, NODES)
    values = betaincinv(alpha, beta, ndtr(nodes))
    log_normal = -0.5 * nodes * nodes - 0.5 * np.log(2.0 * np.pi)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        log_density = (
            xlogy(alpha - 1.0, values)
            + xlog1py(beta - 1.0, -values)
            - betaln(alpha, beta)
        )
        slopes = np.exp(log_normal - log_density)
    # At a bound the density vanishes and rounding decides: the table is flat there.
    flat = ~np.isfinite(slopes) | (values <= 0.0) | (values >= 1.0)
    rises = np.where(flat, 0.0, slopes) * STEP
    left, right, rise = rises[:-1], rises[1:], np.diff(values)
    curve = 3.0 * rise - 2.0 * left - right
    bend = left + right - 2.0 * rise
    return np.stack((values[:-1], left, curve, bend))


def beta_quantiles(alpha: float, beta: float, scores: Array) -> Array:
    """Return the quantiles of Beta(alpha, beta) at normal scores, same shape.

    Cubic Hermite interpolation in a table with exact slopes; the error is below 1e-6 of
    the range, far under the sampling error, at a hundredth of ``betaincinv``'s time.
    """
    start, slope, curve, bend = quantile_table(alpha, beta)
    x = scores + FARTHEST
    x /= STEP
    cell = np.minimum(x.astype(np.intp), NODES - 2)
    x -= cell
    result = bend.take(cell)
    for coefficient in (curve, slope, start):
        result *= x
        result += coefficient.take(cell)
    return np.asarray(np.clip(result, 0.0, 1.0, out=result))


def pert_quantiles(mode: float, scores: Array) -> Array:
    """Return quantiles of PERT on [0, 1] with ``mode`` in [0, 1]."""
    return beta_quantiles(1.0 + 4.0 * mode, 5.0 - 4.0 * mode, scores)
