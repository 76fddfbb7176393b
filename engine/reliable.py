"""How reliable a promise is: drawn where it adds up, integrated where it decides.

Whether a promise reaches its target depends on what is on time and, beside that, on its own
reliability alone. So a draw says how likely the target is reached, given what is on time in
it, instead of whether it is: the mean over the draws is the same, its error much smaller.
Source: conditional Monte Carlo, S. Asmussen and P. W. Glynn, "Stochastic Simulation"
(2007), chapter V.4.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from engine.draws import FARTHEST, beta_quantiles

Array = NDArray[np.float64]

# A keep rate this close to its target has reached it: rounding decides no promise.
TOLERANCE: Final = 1e-9
# Between so many even normal scores a quantile is a straight line to 1e-5.
SCORES: Final = np.linspace(-FARTHEST, FARTHEST, 1_041)


class Reliable(Protocol):
    """The reliability of one promise, before assumptions."""

    def rates(self, scores: Array) -> Array:
        """Return its quantiles at normal scores, same shape."""

    def chance(self, least: Array) -> Array:
        """Return the probability that it is at least so high, same shape."""


@dataclass(frozen=True, slots=True)
class Known:
    """A reliability that is given, or taken for granted."""

    value: float

    def rates(self, scores: Array) -> Array:
        """Return the value, whatever is drawn."""
        return np.full_like(scores, self.value)

    def chance(self, least: Array) -> Array:
        """Return 1 where it is high enough, else 0."""
        return np.asarray(self.value >= least, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Posterior:
    """A share of occasions kept that follows Beta(kept, broken)."""

    kept: float
    broken: float

    def rates(self, scores: Array) -> Array:
        """Return its quantiles at normal scores, same shape."""
        return beta_quantiles(self.kept, self.broken, scores)

    def chance(self, least: Array) -> Array:
        """Return the probability that it is at least so high, same shape."""
        return above(least, posterior_table(self.kept, self.broken), SCORES)


@lru_cache(maxsize=1_024)
def posterior_table(kept: float, broken: float) -> Array:
    """Return quantiles of Beta(kept, broken) at even normal scores."""
    return beta_quantiles(kept, broken, SCORES)


def above(least: Array, quantiles: Array, scores: Array) -> Array:
    """Return the probability of at least so much, from quantiles at normal scores."""
    found = np.interp(least, quantiles, scores, left=-np.inf, right=np.inf)
    return np.asarray(ndtr(np.negative(found, out=found)))


def reaching(reliable: Reliable, target: float, on_time: Array, factor: Array) -> Array:
    """Return (draws,) the probability that a promise reaches its target.

    ``on_time`` is the share of its occasions that are on time, ``factor`` what the false
    assumptions multiply its reliability by, which never exceeds 1; both (draws,) or (1,).
    """
    needed = target - TOLERANCE
    most = on_time * factor
    enough = np.broadcast_to(on_time >= needed, most.shape)
    chance = np.zeros(most.shape)
    with np.errstate(divide="ignore"):
        chance[enough] = reliable.chance(needed / most[enough])
    return chance
