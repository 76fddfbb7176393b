"""What would have been forecast in the past, and what came.

Every week of the last year and a half is taken as an origin: from what was known then, the share of the
next month's occasions done within certain durations is forecast with several half-lives,
and compared with what the same month's occasions did, as far as they have been followed
since. The counts are kept by day of beginning, so that an origin costs two small products
of arrays however long the ledger is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.frontier.spans import Array, Spans
from engine.frontier.survival import counted, steps

Chosen = NDArray[np.bool_]

MONTH = 30.4375
HALF_LIVES = np.array([15.0, 30.0, 60.0, 120.0, 240.0, np.inf])
LEVELS = np.array([0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975])
WEEK = 7.0
PAST = 1096.0
SHORTEST_HISTORY = 28.0
LEAST = 20
STEPS = 120
MOST_ORIGINS = 78
TELLING = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Cohorts:
    """Occasions by day of beginning (c,) and step of duration (k,).

    ``done`` (c, k) counts those that took up to each step and more than the last,
    ``open`` (c, k) those not done before it. An occasion is followed at a step if the
    whole of its day began long enough ago.
    """

    days: Array
    steps: Array
    done: Array
    open: Array

    def curves(
        self, chosen: Chosen, now: float, half_lives: Array
    ) -> tuple[Array, Array, Array]:
        """Return Kaplan–Meier shares (h, k), their variances, and effective numbers (h,).

        For the chosen days, from what was known at ``now``, once for each half-life.
        """
        days = self.days[chosen]
        seen = self.steps <= (now - 1.0 - days)[:, None]
        weights = np.exp2((days - days[-1]) / half_lives[:, None])
        followed = weights @ (self.open[chosen] * seen)
        hazard = _ratio(weights @ (self.done[chosen] * seen), followed)
        hazard = np.clip(hazard, 0.0, 1.0)
        behind = _ratio(followed**2, weights**2 @ (self.open[chosen] * seen))
        share = 1.0 - np.cumprod(1.0 - hazard, axis=1)
        terms = _ratio(hazard, (1.0 - hazard) * behind)
        variance = (1.0 - share) ** 2 * np.cumsum(terms, axis=1)
        return share, variance, behind[:, 0]


def _ratio(over: Array, under: Array) -> Array:
    """Divide, 0 where there is nothing to divide by."""
    found: Array = np.divide(over, under, out=np.zeros_like(under), where=under > 1e-12)
    return found


def looked_back(spans: Spans) -> float:
    """Return the days that are looked back: three years, and as long as things take."""
    took = spans.took[spans.finished]
    return PAST + float(np.quantile(took, LEVELS[-1], method="inverted_cdf"))


def cohorts_of(spans: Spans) -> Cohorts:
    """Count the occasions of the last years."""
    recent = spans.among(spans.age <= looked_back(spans))
    ladder = steps(recent.took, STEPS)
    size = len(ladder) + 1
    days, place = np.unique(np.floor(recent.started), return_inverse=True)
    took = np.searchsorted(ladder, recent.took, side="left")
    cells = counted(place * size + took, recent.count, len(days) * size)
    table = cells.reshape(len(days), size)
    still_open = np.cumsum(table[:, ::-1], axis=1)[:, ::-1]
    return Cohorts(days, ladder, table[:, :-1], still_open[:, :-1])


@dataclass(frozen=True, slots=True, eq=False)
class Hindsight:
    """Errors of past forecasts: o origins, h half-lives, l durations.

    ``durations`` (l,) are those looked at; ``origins`` (o,) in days since 1970;
    ``error`` (o, h, l) is the log-odds that came less those forecast, ``noise`` its
    variance from sampling, ``loss`` the squared error of the share; NaN where the month
    has not been followed so long.
    """

    durations: Array
    origins: Array
    error: Array
    noise: Array
    loss: Array


def hindsight(spans: Spans) -> Hindsight:
    """Return what the forecasts of past weeks would have missed by."""
    cohorts = cohorts_of(spans)
    rows = []
    durations = np.zeros(0)
    if len(cohorts.steps):
        took = spans.took[spans.finished & (spans.age <= looked_back(spans))]
        durations = np.quantile(took, LEVELS, method="inverted_cdf")
        for origin in _origins(cohorts, spans.as_of, durations[0]):
            row = _look_back(cohorts, origin, spans.as_of, durations)
            rows += [] if row is None else [(origin, *row)]
    shape = (-1, len(HALF_LIVES), len(LEVELS))
    error, noise, loss = (
        np.array([row[place] for row in rows]).reshape(shape) for place in (1, 2, 3)
    )
    return Hindsight(durations, np.array([row[0] for row in rows]), error, noise, loss)


def _origins(cohorts: Cohorts, now: float, shortest: float) -> Array:
    """Return the weekly origins, oldest first, of whose month half is known."""
    latest = np.floor(now) - np.ceil(MONTH / 2 + shortest)
    earliest = cohorts.days[0] + SHORTEST_HISTORY
    many = min(max(int((latest - earliest) // WEEK) + 1, 0), MOST_ORIGINS)
    found: Array = latest - WEEK * np.arange(many)[::-1]
    return found


def _look_back(
    cohorts: Cohorts, origin: float, now: float, durations: Array
) -> tuple[Array, Array, Array] | None:
    """Compare one origin's forecasts with what came; None if there were too few."""
    days = cohorts.days
    before, after = days < origin, (days >= origin) & (days < origin + MONTH)
    last_month = before & (days >= origin - MONTH)
    many = min(cohorts.open[last_month, 0].sum(), cohorts.open[after, 0].sum())
    if many < LEAST:
        return None
    at = np.searchsorted(cohorts.steps, durations, side="left")
    told, told_noise, behind = cohorts.curves(before, origin, HALF_LIVES)
    came, came_noise, all_behind = cohorts.curves(after, now, np.array([np.inf]))
    # Half of the month followed so long by now, and a month of others by then.
    followed = durations <= min(now - origin - MONTH / 2, origin - days[0] - MONTH)
    told_odds, told_noise = log_odds(told[:, at], told_noise[:, at], behind[:, None])
    came_odds, came_noise = log_odds(
        came[:, at], came_noise[:, at], all_behind[:, None]
    )
    # Of a month with hardly one occasion on one side, log-odds say nothing.
    least = all_behind * np.minimum(told[:, at], 1.0 - told[:, at])
    error = np.where(followed & (least >= TELLING), came_odds - told_odds, np.nan)
    loss = np.where(followed, (came[:, at] - told[:, at]) ** 2, np.nan)
    return error, told_noise + came_noise, loss


def log_odds(share: Array, variance: Array, behind: Array) -> tuple[Array, Array]:
    """Return the log-odds of shares and their sampling variance.

    None and all of n are taken as half an occasion more and less, and the variance as at
    least the binomial one: a small sample is never certain.
    """
    edge = 0.5 / (behind + 1.0)
    inside = np.clip(share, edge, 1.0 - edge)
    spread = inside * (1.0 - inside)
    least = spread / np.maximum(behind, 1.0)
    odds: Array = np.log(inside / (1.0 - inside))
    return odds, np.maximum(variance, least) / spread**2
