"""From draws to figures: probabilities with standard errors, means and quantiles."""

import numpy as np
from numpy.typing import NDArray

from engine.draws import REPLICATES
from engine.result import Probability, Spread

Array = NDArray[np.float64]


def probability(chances: Array) -> Probability:
    """Estimate a probability; the replicates give its standard error.

    ``chances`` is (draws,), how likely it is in each draw, replicate after replicate, each a
    scrambled Sobol net: their means are independent and unbiased, so the error is their
    deviation ÷ √replicates.
    """
    means = chances.reshape(REPLICATES, -1).mean(axis=1)
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
