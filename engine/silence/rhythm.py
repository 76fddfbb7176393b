"""How long a customer may be silent before it means something.

A sign of life is a day with a purchase, a contact on either side or an answer. While a
customer is one, signs come at random at an own rate λ, Gamma(r, α) over customers; after
each the customer may leave (the modified BG/NBD of ``engine.loyalty``, fitted to signs).
What one customer did shrinks towards what all do: after x returns in t_x weeks the rate is
Gamma(r + x, α + t_x), and a silence of s weeks would be outlasted by the next one with

    P(gap > s) = ((α + t_x) / (α + t_x + s))^(r + x)          (Lomax),

whose quantiles are the customer's own limits. Who gave one sign only has no rhythm: the
limits are then those between which the usual gaps of half, 80 % and 95 % of all returning
customers lie. Loss is that no sign comes in the next W weeks at all,

    1 − P(alive) · (1 − ((α + T) / (α + T + W))^(r + x)),

which can be held against what then happens, unlike having left for ever. Sources: P. S.
Fader, B. G. S. Hardie and K. L. Lee, Marketing Science 24 (2005); E. P. Batislam,
M. Denizel and A. Filiztekin, International Journal of Research in Marketing 24 (2007);
K. S. Lomax, JASA 49 (1954).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.loyalty.dropout import MODIFIED
from engine.loyalty.fitting import Fit, fit_model
from engine.loyalty.histories import DAYS_A_WEEK, Array, Histories, compressed

Whole = NDArray[np.int64]

STATES: Final = ("in-rhythm", "due", "late", "silent")
# Of a customer's silences, so many end before the limit of due, late and silent.
LIMITS: Final = (0.5, 0.8, 0.95)
LONGEST_LIMIT: Final = 36_525.0


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """What each customer's silence means; arrays are (n,) but ``limits`` (3, n).

    ``state`` indexes ``STATES``; ``limits`` are the days of silence from which a customer
    is due, late and silent; ``rate`` is signs a week of who is still a customer, for whom
    the silence too is part of the rhythm; ``loss`` the probability that no sign comes in the next ``weeks``; ``alive`` that of being still a
    customer.
    """

    weeks: float
    fit: Fit
    state: Whole
    limits: Array
    rate: Array
    alive: Array
    loss: Array


def silence_of(each: Histories, weeks: float) -> Silence:
    """Return what the silence of every row means.

    ``each`` has one row for each customer: days with a sign of life after the first,
    days from the first to the last, and days from the first to today. Raises
    ``engine.loyalty.TooLittle`` for fewer than 30 customers or 10 who came back.
    """
    kinds, place = compressed(each)
    fit = fit_model(MODIFIED, kinds)
    r, alpha, _, _ = fit.parameters
    recency, age = kinds.weeks
    shape, scale = r + kinds.repeats, alpha + recency
    limits = own_limits(shape, scale)
    once = kinds.repeats == 0
    limits[:, once] = usual_limits(kinds)[:, None]
    silent = kinds.age - kinds.recency
    state = (silent >= limits).sum(axis=0)
    alive = MODIFIED.alive(fit.parameters, kinds)
    heard = 1.0 - ((alpha + age) / (alpha + age + weeks)) ** shape
    loss = 1.0 - alive * heard
    return Silence(
        weeks,
        fit,
        state[place],
        limits[:, place],
        (shape / (alpha + age))[place],
        alive[place],
        loss[place],
    )


def own_limits(shape: Array, scale: Array) -> Array:
    """Return the quantiles ``LIMITS`` of the next gap, in days (3, n).

    >>> own_limits(np.array([1.0]), np.array([2.0])).round(1).tolist()
    [[14.0], [56.0], [266.0]]
    """
    tails = 1.0 - np.array(LIMITS)
    weeks = scale * np.expm1(-np.log(tails)[:, None] / shape)
    found: Array = np.minimum(weeks * DAYS_A_WEEK, LONGEST_LIMIT)
    return found


def usual_limits(kinds: Histories) -> Array:
    """Return the mean gaps, in days, that those shares of returning customers keep to."""
    came_back = kinds.repeats > 0
    gaps = kinds.recency[came_back] / kinds.repeats[came_back]
    order = np.argsort(gaps)
    share = np.cumsum(kinds.count[came_back][order]) / kinds.count[came_back].sum()
    found: Array = gaps[order][np.searchsorted(share, np.array(LIMITS))]
    return found
