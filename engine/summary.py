"""From draws to figures: probabilities with standard errors, means and quantiles."""

import numpy as np
from numpy.typing import NDArray

from engine.draws import REPLICATES
from engine.result import Probability, Spread

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A keep rate this close to its target has reached it: rounding decides no promise.
TOLERANCE = 1e-9


def reached(rates: Array, targets: Array) -> Flags:
    """Tell in which draws a keep rate reaches its target."""
    return np.asarray(rates >= targets - TOLERANCE)


def probability(happens: Flags) -> Probability:
    """Estimate a probability; the replicates give its standard error.

    ``happens`` is (draws,), replicate after replicate, each a scrambled Sobol net: their
    means are independent and unbiased, so the error is their deviation ÷ √replicates.
    """
    means = happens.reshape(REPLICATES, -1).mean(axis=1)
    error = means.std(ddof=1) / np.sqrt(REPLICATES)
    return Probability(float(means.mean()), float(error))


def quantiles(values: Array, share: float) -> Array:
    """Return a quantile over the last axis, interpolated between order statistics."""
    position = share * (values.shape[-1] - 1)
    below = int(position)
    above = min(below + 1, values.shape[-1] - 1)
    ordered = np.partition(values, (below, above), axis=-1)
    low, high = ordered[..., below], ordered[..., above]
    return np.asarray(low + (position - below) * (high - low))


def spread(values: Array) -> Spread:
    """Return mean, 10 % and 90 % quantile of (draws,) values."""
    return Spread(
        float(values.mean()),
        float(quantiles(values, 0.1)),
        float(quantiles(values, 0.9)),
    )
