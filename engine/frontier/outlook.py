"""What the coming month may bring: the predictive share at every duration.

What is ever done and, of it, what is done in time have log-odds as in the recent curve,
with Student's t around them: sampling of the curve, and the drift. A bad month is bad for
both. A longer standard helps against slowness, and not against what is never done. What
is counted in the month is binomial on top: of ten occasions, nobody can promise 91 %.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, stdtrit

from engine.frontier.cohorts import MONTH, hindsight, log_odds
from engine.frontier.drift import BURSTS, USUAL_DRIFT, Drift, learnt
from engine.frontier.spans import Array, Spans
from engine.frontier.survival import Curve, curve_of

QUARTER = 91.0
NODES = 101
# The drift is taken larger than measured out of caution, which does not move the mean.
MOST_COUNTED = 5_000
SMALLEST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The coming month at every step of duration ``days`` (k,).

    ``odds`` (k,) are the log-odds of the recent curve. The month's share is what is ever
    done (log-odds ``ever`` ± ``ever_spread``) times what of it is done in time (log-odds
    ``in_time`` (k,) ± ``spread`` (k,)); ``expected`` (k,) is its mean. ``occasions`` is
    how many are likely to be promised.
    """

    days: Array
    drift: Drift
    odds: Array
    ever: float
    ever_spread: float
    in_time: Array
    spread: Array
    expected: Array
    occasions: int

    def shares(self, days: Array) -> Array:
        """Return equally likely shares of the month (d, nodes) at durations (d,)."""
        place = np.searchsorted(self.days, days, side="right") - 1
        odds = np.where(place < 0, -np.inf, self.in_time[place])
        quantiles = _quantiles(self.drift)
        ever = _share(self.ever + self.ever_spread * quantiles)
        return ever * _share(odds[:, None] + self.spread[place][:, None] * quantiles)

    def expected_at(self, days: Array) -> Array:
        """Return the mean share at any durations."""
        place = np.searchsorted(self.days, days, side="right")
        found: Array = np.concatenate(([0.0], self.expected))[place]
        return found

    def chance(self, days: Array, target: float) -> Array:
        """Return the probability that the month's share reaches ``target`` (d,)."""
        needed = np.ceil(target * self.occasions - 1e-9)
        return self._at_least(self.shares(days), np.full(len(days), needed))

    def _at_least(self, shares: Array, count: Array) -> Array:
        """Return P(at least ``count`` of the month's occasions) for each row (d,)."""
        wanted = np.maximum(count, 1.0)[:, None]
        spare = np.maximum(self.occasions - wanted + 1.0, 0.5)
        found = betainc(wanted, spare, shares).mean(axis=1)
        found = np.where(count <= 0, 1.0, found)
        return np.where(count > self.occasions, 0.0, found)

    def interval(self, days: Array, confidence: float) -> tuple[Array, Array]:
        """Return the shares that the month reaches with ``confidence``, and passes without.

        With 0.9 they are the 10 % and 90 % quantiles: an 80 % interval.
        """
        shares = self.shares(days)
        low = self._largest(shares, confidence)
        high = self._largest(shares, 1.0 - confidence)
        return low / self.occasions, np.maximum(high, low) / self.occasions

    def _largest(self, shares: Array, probability: float) -> Array:
        """Return the largest count with P(at least so many) ≥ ``probability``."""
        low = np.zeros(len(shares))
        high = np.full(len(shares), float(self.occasions))
        for _ in range(self.occasions.bit_length() + 1):
            middle = np.ceil((low + high) / 2)
            enough = self._at_least(shares, middle) >= probability
            low = np.where(enough, middle, low)
            high = np.where(enough, high, np.maximum(middle - 1, low))
        return low


def _quantiles(drift: Drift) -> Array:
    """Return equally likely values of Student's t (nodes,)."""
    found: Array = stdtrit(drift.freedom, (np.arange(NODES) + 0.5) / NODES)
    return found


def _share(odds: Array) -> Array:
    found: Array = 1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0)))
    return found


def outlook_of(spans: Spans) -> Outlook:
    """Return the outlook of occasions of which at least one is finished."""
    drift = learnt(hindsight(spans))
    curve = curve_of(spans, drift.half_life)
    odds, noise = curve_odds(curve)
    return outlook_on(curve.days, odds, noise, drift, monthly(spans))


def curve_odds(curve: Curve) -> tuple[Array, Array]:
    """Return a curve's log-odds at its steps, and their sampling variance."""
    return log_odds(curve.share, curve.variance, np.full(1, curve.behind.max()))


def outlook_on(
    days: Array, odds: Array, noise: Array, drift: Drift, occasions: int
) -> Outlook:
    """Return the outlook from log-odds at the steps ``days``, and their variance."""
    ever = float(odds[-1])
    part = np.minimum(_share(odds) / _share(odds[-1:]), 1.0 - SMALLEST)
    in_time = np.log(part / (1.0 - part)) + drift.lean
    spread = np.sqrt(noise + drift.variance_at(days))
    ever_spread = float(np.sqrt(noise[-1] + USUAL_DRIFT**2))
    quantiles = _quantiles(drift) / np.sqrt(BURSTS)
    done = _share(in_time[:, None] + spread[:, None] * quantiles)
    expected = (_share(ever + ever_spread * quantiles) * done).mean(axis=1)
    return Outlook(
        days=days,
        drift=drift,
        odds=odds,
        ever=ever,
        ever_spread=ever_spread,
        in_time=in_time,
        spread=spread,
        expected=np.maximum.accumulate(expected),
        occasions=occasions,
    )


def monthly(spans: Spans) -> int:
    """Return how many occasions a month brings, from the last quarter or from all."""
    age = spans.age
    recent = age <= QUARTER
    chosen = recent if recent.any() else np.ones(len(age), dtype=bool)
    days = max(min(QUARTER, float(age.max())) if recent.any() else np.ptp(age), 1.0)
    days = max(float(days), MONTH)
    many = round(float(spans.count[chosen].sum()) / days * MONTH)
    return int(min(max(many, 1), MOST_COUNTED))
