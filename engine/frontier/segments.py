"""Where segments differ: a test that drift cannot fool, and curves drawn together.

Source: the log-rank test of Mantel (1966), stratified by month of beginning, so that a
segment is compared with the others of the same time only. Its variance is the larger of
the usual one and that between months, since one bad month is not a difference; p-values
are corrected by Holm's method (1979). Curves are drawn towards the promise's own in
log-odds, by as much as the differences could be chance (DerSimonian and Laird, 1986).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtr

from engine.frontier.cohorts import MONTH
from engine.frontier.outlook import (
    MOST_COUNTED,
    Outlook,
    curve_odds,
    monthly,
    outlook_on,
)
from engine.frontier.spans import Array, Indices, Spans
from engine.frontier.standards import LEAST_FINISHED
from engine.frontier.survival import Curve, counted, curve_of, steps

MOST_TESTED = 50
MONTHS_BACK = 24
STEPS = 60
SIGNIFICANT = 0.05

DIFFERS, ALIKE, FEW = "differs", "no-difference", "too-few"


@dataclass(frozen=True, slots=True, eq=False)
class SegmentOutlook:
    """One segment: ``verdict`` is ``differs``, ``no-difference`` or ``too-few``.

    ``p_value`` is corrected for the number of segments, None where it was not tested;
    ``outlook`` is the segment's own, drawn towards the promise's, where it differs.
    """

    name: str
    occasions: int
    finished: int
    verdict: str
    p_value: float | None
    outlook: Outlook | None


def segment_outlooks(
    spans: Spans, segment: Indices, names: tuple[str, ...], whole: Outlook
) -> list[SegmentOutlook]:
    """Compare the segments of a promise; ``segment`` is (n,) indices into ``names``."""
    places = np.asarray(segment, dtype=np.int64)
    many = counted(places, spans.count, len(names))
    done = counted(places, spans.count * spans.finished, len(names))
    order = np.argsort(-done, kind="stable")
    tested = [int(s) for s in order if done[s] >= LEAST_FINISHED][:MOST_TESTED]
    if len(tested) < 2:
        tested = []
    p_values = dict(
        zip(tested, corrected(log_rank(spans, places, tested)), strict=True)
    )
    curves = {
        s: curve_of(spans.among(places == s), whole.drift.half_life, whole.days)
        for s in tested
    }
    between = variance_between(list(curves.values()), whole)
    return [
        SegmentOutlook(
            name=names[s],
            occasions=round(many[s]),
            finished=round(done[s]),
            verdict=_verdict(p_values.get(s)),
            p_value=p_values.get(s),
            outlook=(
                drawn(curves[s], between, whole, monthly(spans.among(places == s)))
                if _verdict(p_values.get(s)) == DIFFERS
                else None
            ),
        )
        for s in np.argsort(-many, kind="stable").tolist()
        if many[s]
    ]


def _verdict(p_value: float | None) -> str:
    if p_value is None:
        return FEW
    return DIFFERS if p_value < SIGNIFICANT else ALIKE


def log_rank(spans: Spans, segment: Indices, tested: list[int]) -> Array:
    """Return the two-sided p-value of each tested segment against all others (s,)."""
    months = np.floor(spans.age / MONTH).astype(np.int64)
    recent = months < MONTHS_BACK
    ladder = steps(spans.took[recent], STEPS)
    if not tested or not len(ladder):
        return np.ones(len(tested))
    chosen = spans.among(recent)
    own = np.full(int(segment.max()) + 1, len(tested))
    own[tested] = np.arange(len(tested))
    done, followed = _tables(chosen, own[segment[recent]], months[recent], ladder)
    difference, variance = _observed_less_expected(done, followed)
    score = difference.sum(axis=0)
    usual = variance.sum(axis=0)
    informative = np.maximum((variance > 0).sum(axis=0), 1)
    mean = score / informative
    apart = np.where(variance > 0, difference - mean, 0.0)
    freedom = np.maximum(informative - 1.0, 1.0)
    by_month = (apart**2).sum(axis=0) * informative / freedom
    robust = by_month > usual
    z = -np.abs(score) / np.sqrt(np.maximum(np.maximum(usual, by_month), 1e-300))
    p_values: Array = 2.0 * np.where(robust, stdtr(freedom, z), ndtr(z))
    return np.where(usual > 0, p_values, 1.0)[: len(tested)]


def _tables(
    spans: Spans, segment: Indices, month: Indices, ladder: Array
) -> tuple[Array, Array]:
    """Count what was done and followed by month, segment and step (m, s, k)."""
    size = len(ladder) + 1
    shape = (int(month.max()) + 1, int(segment.max()) + 1, size)
    took = np.searchsorted(ladder, spans.took, side="left")
    # An open occasion is followed up to the last step that it has lasted.
    lasted = np.searchsorted(ladder, spans.observed, side="right")
    end = np.where(spans.finished, took + 1, lasted)
    cell = (month * shape[1] + segment) * size
    total = int(np.prod(shape))
    done = counted((cell + took)[spans.finished], spans.count[spans.finished], total)
    ends = counted(cell + np.minimum(end, size - 1), spans.count, total)
    beyond = np.cumsum(ends.reshape(shape)[..., ::-1], axis=2)[..., ::-1]
    return done.reshape(shape)[..., :-1], beyond[..., 1:]


def _observed_less_expected(done: Array, followed: Array) -> tuple[Array, Array]:
    """Return Σ (observed − expected) and its variance by month and segment (m, s)."""
    all_done = done.sum(axis=1, keepdims=True)
    all_followed = followed.sum(axis=1, keepdims=True)
    share = np.divide(
        followed, all_followed, out=np.zeros_like(followed), where=all_followed > 0
    )
    difference = done - all_done * share
    thinning = np.divide(
        all_followed - all_done,
        all_followed - 1.0,
        out=np.zeros_like(all_done),
        where=all_followed > 1,
    )
    variance = all_done * share * (1.0 - share) * thinning
    return difference.sum(axis=2), variance.sum(axis=2)


def corrected(p_values: Array) -> list[float]:
    """Correct p-values by Holm's method.

    >>> corrected(np.array([0.01, 0.04, 0.03]))
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values)
    many = len(p_values)
    raised = np.maximum.accumulate(p_values[order] * (many - np.arange(many)))
    found = np.empty(many)
    found[order] = np.minimum(raised, 1.0)
    return [float(p) for p in found]


def variance_between(curves: list[Curve], whole: Outlook) -> Array:
    """Return the variance of segments' log-odds around the promise's, at each step."""
    if len(curves) < 2:
        return np.zeros(len(whole.days))
    pairs = [curve_odds(curve) for curve in curves]
    apart = np.array([odds for odds, _ in pairs]) - whole.odds
    weight = 1.0 / np.array([noise for _, noise in pairs])
    total = weight.sum(axis=0)
    mean = (apart * weight).sum(axis=0) / total
    excess = (weight * (apart - mean) ** 2).sum(axis=0) - (len(curves) - 1)
    scale = total - (weight**2).sum(axis=0) / total
    found: Array = np.maximum(excess / scale, 0.0)
    return found


def drawn(curve: Curve, between: Array, whole: Outlook, occasions: int) -> Outlook:
    """Return a segment's outlook, its log-odds drawn towards the promise's."""
    odds, noise = curve_odds(curve)
    centre = whole.odds
    trust = between / (between + noise)
    return outlook_on(
        whole.days,
        np.maximum.accumulate(centre + trust * (odds - centre)),
        np.maximum(trust, 1e-6) * noise,
        whole.drift,
        min(occasions, MOST_COUNTED),
    )
