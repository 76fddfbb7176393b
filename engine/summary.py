"""From draws to figures: probabilities with standard errors, means and quantiles."""

from itertools import chain

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


def quantiles(values: Array, *shares: float) -> tuple[Array, ...]:
    """Return quantiles over the last axis, interpolated between order statistics."""
    last = values.shape[-1] - 1
    places = [(int(share * last), min(int(share * last) + 1, last)) for share in shares]
    ordered = np.partition(values, list(chain.from_iterable(places)), axis=-1)
    return tuple(
        np.asarray(
            ordered[..., low]
            + (share * last - low) * (ordered[..., high] - ordered[..., low])
        )
        for share, (low, high) in zip(shares, places, strict=True)
    )


def spread(values: Array) -> Spread:
    """Return mean, 10 % and 90 % quantile of (draws,) values."""
    low, high = quantiles(values, 0.1, 0.9)
    return Spread(float(values.mean()), float(low), float(high))
