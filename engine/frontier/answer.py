"""What could be promised: the whole answer for one promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.frontier.outlook import Outlook, outlook_of
from engine.frontier.segments import SegmentOutlook, segment_outlooks
from engine.frontier.spans import Array, Indices, Spans
from engine.frontier.standards import (
    LEAST_FINISHED,
    TOO_FEW,
    Standards,
    standards,
    standards_to_show,
)

NOTHING_PROMISED = "nothing-promised"
NOTHING_FINISHED = "nothing-finished"
STALE_AFTER = 91.0
SHORT_HISTORY = 3.0
MOSTLY_OPEN = 0.5
MOST_KNOTS = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One standard: the share expected within so many days, and the coming month's range."""

    days: float
    kept: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What a standard would mean: ``chance`` is that of the target in the coming month."""

    days: float
    kept: float
    low: float
    high: float
    chance: float
    beyond: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment: whether it differs, and its standards where it does."""

    name: str
    occasions: int
    finished: int
    verdict: str
    p_value: float | None
    kept: float | None
    recommended: Standards | None


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """What could be promised, as it was known at ``as_of`` (days since 1970).

    ``outlook`` is None where nothing has been finished. ``reason`` then says why.
    """

    target: float
    confidence: float
    as_of: float
    occasions: int
    finished: int
    outlook: Outlook | None
    recommended: Standards
    rows: tuple[Row, ...]
    segments: tuple[Segment, ...]
    warnings: tuple[str, ...]
    reason: str = ""

    @property
    def censored(self) -> int:
        """Return how many occasions were not done yet."""
        return self.occasions - self.finished

    def asked(self, days: float) -> Asked | None:
        """Return what a standard of so many days would mean; None if nothing is known.

        ``beyond`` says that nothing has been followed so long.
        """
        if self.outlook is None:
            return None
        row = _rows(self.outlook, np.array([days]), self.confidence)[0]
        chance = float(self.outlook.chance(np.array([days]), self.target)[0])
        beyond = days > float(self.outlook.days[-1])
        return Asked(row.days, row.kept, row.low, row.high, chance, beyond)


def frontier_of(
    spans: Spans,
    *,
    target: float,
    confidence: float = 0.9,
    segment: Indices | None = None,
    segments: Sequence[str] = (),
) -> Frontier:
    """Return what could be promised, from the durations in ``spans``.

    ``target`` is a share in (0, 1], ``confidence`` in [0.5, 1); ``segment`` is (n,)
    indices into ``segments``. Raises ``ValueError`` for others.
    """
    if not 0.0 < target <= 1.0:
        raise ValueError("target must be more than 0 and at most 1, such as 0.9")
    if not 0.5 <= confidence < 1.0:
        raise ValueError("confidence must be from 0.5 to below 1, such as 0.9")
    occasions = round(float(spans.count.sum()))
    finished = round(float(spans.count[spans.finished].sum()))
    if not finished:
        reason = NOTHING_FINISHED if occasions else NOTHING_PROMISED
        none = Standards(None, None, reason, reason)
        return Frontier(
            target,
            confidence,
            spans.as_of,
            occasions,
            0,
            None,
            none,
            (),
            (),
            (),
            reason,
        )
    outlook = outlook_of(spans)
    found = standards(outlook, finished=finished, target=target, confidence=confidence)
    shown = standards_to_show(outlook, found.cautious or found.average or 0.0)
    return Frontier(
        target=target,
        confidence=confidence,
        as_of=spans.as_of,
        occasions=occasions,
        finished=finished,
        outlook=outlook,
        recommended=found,
        rows=_rows(outlook, shown, confidence),
        segments=_segments(
            spans, segment, segments, outlook, found, target, confidence
        ),
        warnings=_warnings(spans, outlook, finished),
        reason=TOO_FEW if finished < LEAST_FINISHED else "",
    )


def _rows(outlook: Outlook, days: Array, confidence: float) -> tuple[Row, ...]:
    """Return the rows of a curve; the mean lies within its interval.

    The interval of a curve of more than eighty rows is interpolated between some.
    """
    kept = outlook.expected_at(days)
    knots = np.unique(np.linspace(0, len(days) - 1, MOST_KNOTS).round().astype(int))
    ends = outlook.interval(days[knots], confidence)
    low, high = (np.interp(days, days[knots], end) for end in ends)
    low, high = np.minimum(low, kept), np.maximum(high, kept)
    low, high = np.maximum.accumulate(low), np.maximum.accumulate(high)
    return tuple(
        Row(*(float(value) for value in row))
        for row in zip(days, kept, low, high, strict=True)
    )


def _segments(
    spans: Spans,
    segment: Indices | None,
    names: Sequence[str],
    whole: Outlook,
    found: Standards,
    target: float,
    confidence: float,
) -> tuple[Segment, ...]:
    if segment is None or len(names) < 2:
        return ()
    compared = segment_outlooks(spans, segment, tuple(names), whole)
    return tuple(_segment(one, found, target, confidence) for one in compared)


def _segment(
    one: SegmentOutlook, found: Standards, target: float, confidence: float
) -> Segment:
    recommended, kept = None, None
    if one.outlook is not None:
        recommended = standards(
            one.outlook, finished=one.finished, target=target, confidence=confidence
        )
        if found.average is not None:
            kept = float(one.outlook.expected_at(np.array([found.average]))[0])
    return Segment(
        name=one.name,
        occasions=one.occasions,
        finished=one.finished,
        verdict=one.verdict,
        p_value=one.p_value,
        kept=kept,
        recommended=recommended,
    )


def _warnings(spans: Spans, outlook: Outlook, finished: int) -> tuple[str, ...]:
    """Say what makes the answer weaker than it looks."""
    recent = spans.age <= STALE_AFTER
    fresh = spans.count[recent].sum()
    still_open = spans.count[recent & ~spans.finished].sum()
    found = []
    if finished < LEAST_FINISHED:
        found.append("too-few")
    if not fresh:
        found.append("stale")
    elif still_open > MOSTLY_OPEN * fresh:
        found.append("mostly-open")
    if outlook.drift.months < SHORT_HISTORY:
        found.append("drift-assumed")
    return tuple(found)


def frontier_document(frontier: Frontier) -> dict[str, Any]:
    """Return the answer as JSON values, its figures rounded to what they mean."""
    outlook = frontier.outlook
    return {
        "target": frontier.target,
        "confidence": frontier.confidence,
        "occasions": frontier.occasions,
        "finished": frontier.finished,
        "censored": frontier.censored,
        "reason": frontier.reason or None,
        "recommended": _standards_document(frontier.recommended),
        "curve": [
            {
                "days": round(row.days, 6),
                "kept": round(row.kept, 4),
                "low": round(row.low, 4),
                "high": round(row.high, 4),
            }
            for row in frontier.rows
        ],
        "segments": [_segment_document(one) for one in frontier.segments],
        "model": None
        if outlook is None
        else {
            "half_life_days": _finite(outlook.drift.half_life),
            "months_of_errors": round(outlook.drift.months, 1),
            "occasions_a_month": outlook.occasions,
        },
        "warnings": list(frontier.warnings),
    }


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _standards_document(found: Standards) -> dict[str, Any]:
    return {
        "average": found.average,
        "cautious": found.cautious,
        "no_average": found.no_average or None,
        "no_cautious": found.no_cautious or None,
    }


def _segment_document(one: Segment) -> dict[str, Any]:
    return {
        "segment": one.name,
        "occasions": one.occasions,
        "finished": one.finished,
        "differs": one.verdict == "differs",
        "verdict": one.verdict,
        "p_value": None if one.p_value is None else float(f"{one.p_value:.3g}"),
        "kept_at_average": None if one.kept is None else round(one.kept, 4),
        "recommended": None
        if one.recommended is None
        else _standards_document(one.recommended),
    }
