"""How much of an outcome was foreseen, how much was not known, and how much was luck.

A good decision can turn out badly: what it is judged by is what could be known when it
was taken (J. Baron and J. C. Hershey, "Outcome bias in decision evaluation", Journal of
Personality and Social Psychology 54, 1988). So the distance between what was expected
and what happened is split at a point between them: what would have been expected, had
one known then what is known now.
"""

import math
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

# The normal score of the 90 % quantile.
NINE_OF_TEN = float(ndtri(0.9))
# A keep rate this close to an end of a prediction lies on it.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Split:
    """Two steps from what was expected to what happened, in shares: they add up.

    ``knowledge`` is what knowing more would have changed, ``luck`` the rest.
    """

    knowledge: float
    luck: float


def split(expected: float, informed: float, happened: float) -> Split:
    """Split the way from what was expected to what happened.

    All three are shares from 0 to 1, or probabilities and whether it came true;
    ``informed`` is what would have been expected with today's knowledge.

    >>> found = split(0.9, 0.75, 1.0)
    >>> round(found.knowledge, 9), round(found.luck, 9)
    (-0.15, 0.25)
    """
    return Split(knowledge=informed - expected, luck=happened - informed)


def place(rate: float, count: int, low: float, high: float) -> float:
    """Return which share of a prediction's outcomes lies at or below a keep rate.

    The prediction is known by its 10 % and 90 % quantiles ``low`` and ``high`` (shares);
    between and beyond them it is taken for normal in log-odds, so that the two quantiles
    are met exactly. ``count`` occasions stand behind ``rate``: a rate of 0 or 1 counts as
    half an occasion away from it. Raises ``ValueError`` for a range that is upside down.

    >>> round(place(0.95, 1_000, 0.92, 0.97), 2)
    0.49
    >>> round(place(0.92, 1_000, 0.92, 0.97), 2), round(place(0.97, 1_000, 0.92, 0.97), 2)
    (0.1, 0.9)
    """
    if low > high:
        msg = "A range goes up: low, high."
        raise ValueError(msg)
    if high - low <= TOLERANCE:
        return 0.5 if abs(rate - low) <= TOLERANCE else float(rate > low)
    least = 0.5 / max(count, 1)
    bottom, top, here = (_log_odds(share, least) for share in (low, high, rate))
    if top <= bottom:  # both ends are nearer to 0 or 1 than half an occasion
        return 0.5
    middle, spread = (bottom + top) / 2, (top - bottom) / (2 * NINE_OF_TEN)
    return float(ndtr((here - middle) / spread))


def _log_odds(share: float, least: float) -> float:
    held = min(max(share, least), 1 - least)
    return math.log(held / (1 - held))
