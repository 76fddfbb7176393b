"""Were standards recommended this way kept? Month by month, from what was known then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.frontier.outlook import Outlook, outlook_of
from engine.frontier.spans import Spans, day_of
from engine.frontier.standards import LEAST_FINISHED, standards

MOST_MONTHS = 36
LEAST_IN_MONTH = 5


@dataclass(frozen=True, slots=True)
class MonthCheck:
    """One month: both standards as recommended at its beginning, and how they were kept.

    ``average`` and ``cautious`` are in days, None where none was recommended; the shares
    are those of the month's occasions done within them.
    """

    month: str
    occasions: int
    average: float | None
    cautious: float | None
    average_kept: float | None
    cautious_kept: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """How standards recommended in the past were kept."""

    target: float
    confidence: float
    months: tuple[MonthCheck, ...]

    @property
    def average_kept(self) -> float | None:
        """Return the mean of the months' shares within their average standard."""
        found = [m.average_kept for m in self.months if m.average_kept is not None]
        return sum(found) / len(found) if found else None

    @property
    def cautious_months(self) -> int:
        """Return in how many months a cautious standard could be checked."""
        return sum(m.cautious_kept is not None for m in self.months)

    @property
    def cautious_reached(self) -> int:
        """Return in how many of them it reached the target."""
        return sum(
            m.cautious_kept is not None and m.cautious_kept >= self.target - 1e-12
            for m in self.months
        )


@dataclass(frozen=True, slots=True, eq=False)
class PastMonth:
    """What was known at the beginning of a month, and what the month brought."""

    month: str
    outlook: Outlook
    finished: int
    brought: Spans


def past_months(spans: Spans, most: int = MOST_MONTHS) -> tuple[PastMonth, ...]:
    """Return the latest months in which something can be checked, oldest first.

    At least twenty occasions were finished before, and five promised in it.
    """
    found = []
    for first, end in _months(spans, most):
        known = spans.known_at(day_of(first) - 1.0 / 86_400)
        brought = spans.begun_between(day_of(first), day_of(end))
        finished = round(float(known.count[known.finished].sum()))
        if brought.count.sum() < LEAST_IN_MONTH or finished < LEAST_FINISHED:
            continue
        month = str(first.astype("datetime64[M]"))
        found.append(PastMonth(month, outlook_of(known), finished, brought))
    return tuple(found)


def check_frontier(spans: Spans, *, target: float, confidence: float = 0.9) -> Check:
    """Recommend at the beginning of each past month, and look at what it brought.

    For a standard a month counts if all of its occasions have been done, or have been
    open for longer than it.
    """
    return check_months(past_months(spans), target=target, confidence=confidence)


def check_months(
    past: Sequence[PastMonth], *, target: float, confidence: float = 0.9
) -> Check:
    """Check standards for a target in months that were looked up."""
    found = []
    for one in past:
        told = standards(
            one.outlook, finished=one.finished, target=target, confidence=confidence
        )
        found.append(
            MonthCheck(
                month=one.month,
                occasions=round(float(one.brought.count.sum())),
                average=told.average,
                cautious=told.cautious,
                average_kept=_kept(one.brought, told.average),
                cautious_kept=_kept(one.brought, told.cautious),
            )
        )
    return Check(target, confidence, tuple(found))


def _months(spans: Spans, most: int) -> list[tuple[np.datetime64, np.datetime64]]:
    """Return the latest whole months of the record, oldest first."""
    if not len(spans.started):
        return []
    first = np.datetime64(int(spans.started.min()), "D").astype("datetime64[M]") + 1
    last = np.datetime64(int(np.floor(spans.as_of)), "D").astype("datetime64[M]")
    begun = np.arange(max(first, last - most), last)
    return [
        (month.astype("datetime64[s]"), (month + 1).astype("datetime64[s]"))
        for month in begun
    ]


def _kept(brought: Spans, days: float | None) -> float | None:
    """Return the share done within ``days``; None while one of them may still be."""
    if days is None or np.any(~brought.finished & (brought.age < days)):
        return None
    kept = brought.count[brought.took <= days + 1e-9].sum()
    return float(kept / brought.count.sum())


def check_document(check: Check) -> dict[str, Any]:
    """Return the check as JSON values."""
    months = check.cautious_months
    return {
        "target": check.target,
        "confidence": check.confidence,
        "average_kept": _rounded(check.average_kept),
        "cautious_months": months,
        "cautious_reached": check.cautious_reached,
        "cautious_share": _rounded(check.cautious_reached / months if months else None),
        "months": [
            {
                "month": m.month,
                "occasions": m.occasions,
                "average_days": m.average,
                "average_kept": _rounded(m.average_kept),
                "cautious_days": m.cautious,
                "cautious_kept": _rounded(m.cautious_kept),
            }
            for m in check.months
        ],
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
