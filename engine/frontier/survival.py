"""Kaplan–Meier curves of recent occasions: the share done within so many days.

Source: Kaplan and Meier, "Nonparametric estimation from incomplete observations",
Journal of the American Statistical Association 53 (1958); the variance is Greenwood's
(1926), in the form for weighted occasions. An occasion of age a weighs 2^(−a / h): in a
curve this weighs each day of waiting by how long ago it was, whenever it began, because
the factor of one duration is the same in what was done and in what was still open.
"""

from dataclasses import dataclass

import numpy as np

from engine.frontier.spans import Array, Indices, Spans

FINEST = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The share done within each of ``days``, increasing; all arrays are (k,).

    ``variance`` is that of the share, from sampling alone; ``behind`` the number of
    occasions of equal weight that are worth as much as those still followed.
    """

    days: Array
    share: Array
    variance: Array
    behind: Array


def recency(age: Array, half_life: float) -> Array:
    """Return weights that halve with every ``half_life`` days of age (inf: all 1).

    The youngest weighs 1, so that an old record does not vanish.
    """
    youngest = age.min(initial=np.inf)
    weights: Array = np.exp2((min(youngest, 1e6) - age) / half_life)
    return weights


def steps(took: Array, most: int = FINEST) -> Array:
    """Return the durations at which a curve is to step, at most about ``most``.

    All that occur; of more, quantiles, with the longest. Durations in between count as
    the next longer step, so that a share is never overstated.
    """
    found = np.unique(took[np.isfinite(took)])
    if len(found) <= most:
        return found
    chosen = np.linspace(0, len(found) - 1, most).round().astype(int)
    return np.asarray(found[chosen], dtype=float)


def curve_of(
    spans: Spans, half_life: float = np.inf, days: Array | None = None
) -> Curve:
    """Return the weighted Kaplan–Meier curve of ``spans``.

    ``days`` are the steps (those that occur where not given). Shares are
    1 − ∏(1 − done[k] / followed[k]) over steps k; an occasion counts as followed at a
    step if it was seen at least so long.
    """
    days = steps(spans.took) if days is None else days
    size = len(days)
    weights = recency(spans.age, half_life) * spans.count
    # An occasion is followed at the steps before this place.
    place = np.where(
        spans.finished,
        np.searchsorted(days, spans.took, side="left") + 1,
        np.searchsorted(days, spans.observed, side="right"),
    )
    ends = np.minimum(place, size)
    done = counted(ends[spans.finished] - 1, weights[spans.finished], size)
    followed = _followed(ends, weights, size)
    squares = _followed(ends, weights**2 / np.maximum(spans.count, 1.0), size)
    hazard = np.divide(done, followed, out=np.zeros(size), where=followed > 0)
    hazard = np.clip(hazard, 0.0, 1.0)
    behind = np.divide(followed**2, squares, out=np.zeros(size), where=squares > 0)
    share = 1.0 - np.cumprod(1.0 - hazard)
    return Curve(
        days=days,
        share=share,
        variance=_greenwood(share, hazard, behind),
        behind=behind,
    )


def counted(places: Indices, weights: Array, size: int) -> Array:
    """Return the sum of the weights at each place (size,)."""
    found: Array = np.bincount(places, weights, size).astype(float)
    return found


def _followed(ends: Indices, weights: Array, size: int) -> Array:
    """Return the weight of all whose end lies beyond each step."""
    at_end = counted(ends, weights, size + 1)
    total: Array = np.cumsum(at_end[::-1])[::-1][1:]
    return total


def _greenwood(share: Array, hazard: Array, behind: Array) -> Array:
    """Return (1 − F)² Σ q / ((1 − q) n): Greenwood's formula with effective numbers."""
    room = (1.0 - hazard) * behind
    terms = np.divide(hazard, room, out=np.zeros(len(hazard)), where=room > 1e-12)
    variance: Array = (1.0 - share) ** 2 * np.cumsum(terms)
    return variance
