"""Tell where the latest weeks have broken away from what went before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from engine.record.following import Beliefs, Counts, Level
from engine.record.forecasting import forecast, observed_rates

Array = NDArray[np.float64]

LATEST_WEEKS: Final = 4
SPANS: Final = (LATEST_WEEKS, 8, 13)
# A history of fewer weeks than this has no habits yet.
FEWEST_BEFORE: Final = 8
# One steady record in fifty is called drifting, and no more.
UNLIKELY: Final = 0.01
LEVELS: Final = (np.arange(25) + 0.5) / 25


@dataclass(frozen=True, slots=True)
class Break:
    """The latest ``weeks`` against what the weeks before them made expect."""

    weeks: int
    occasions: float
    rate: float
    expected: float
    expected_low: float
    expected_high: float


def breaks(
    history: Sequence[Beliefs], due: Counts, kept: Counts, level: Level | None = None
) -> list[Break | None]:
    """Return, promise by promise, the span of weeks that surprises most, if any does.

    ``history`` holds what ``follow`` yields for ``due`` and ``kept``, (promises, weeks).
    Surprising: outside all but 1 % on either side of what was then to be expected.
    """
    found: list[Break | None] = [None] * due.shape[0]
    least = np.full(due.shape[0], UNLIKELY)
    for span in SPANS:
        known = (due[:, :-span] > 0).sum(axis=1) >= FEWEST_BEFORE
        occasions = due[:, -span:].sum(axis=1).astype(np.float64)
        held = kept[:, -span:].sum(axis=1).astype(np.float64)
        if not (known & (occasions > 0)).any():
            continue
        mixture = forecast(history[-1 - span], weeks=span, level=level)
        tail = tails(mixture.quantiles(LEVELS), occasions, held)
        for index in np.flatnonzero(known & (occasions > 0) & (tail < least)).tolist():
            least[index] = tail[index]
            sample = observed_rates(mixture.of(index), occasions[index : index + 1])
            found[index] = Break(
                weeks=span,
                occasions=float(occasions[index]),
                rate=float(held[index] / occasions[index]),
                expected=float(sample.mean()),
                expected_low=float(np.quantile(sample, 0.1)),
                expected_high=float(np.quantile(sample, 0.9)),
            )
    return found


def tails(rates: Array, occasions: Array, held: Array) -> Array:
    """Return how likely so few, or so many, were kept: the smaller of the two."""
    at_most = binomial(held, occasions, rates).mean(axis=0)
    below = binomial(held - 1.0, occasions, rates).mean(axis=0)
    return np.asarray(np.minimum(at_most, 1.0 - below))


def binomial(held: Array, occasions: Array, rates: Array) -> Array:
    """Return the probability that at most ``held`` of the occasions are kept."""
    chances = betainc(
        np.maximum(occasions - held, 1.0), np.maximum(held, 0.0) + 1.0, 1.0 - rates
    )
    return np.where(held < 0.0, 0.0, np.where(held >= occasions, 1.0, chances))
