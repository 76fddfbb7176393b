"""Existing customers: what is kept without the plan, with it, and unprotected."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Bar, Scale, percent, points, tens_around


@dataclass(frozen=True, kw_only=True)
class ExistingPromise:
    """The keep rate of a promise already made, in three worlds."""

    label: str
    without: float
    protected: float
    unprotected: float
    target: float | None = None
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    label: str
    detail: str
    url: str
    line: Bar
    without_at: float
    protected_at: float
    unprotected_at: float
    target_at: float | None
    without: str
    protected: str
    unprotected: str
    change: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Dumbbell:
    title: str
    note: str
    low: str
    high: str
    has_targets: bool
    rows: tuple[Row, ...]


def dumbbell(
    promises: Sequence[ExistingPromise], *, title: str, note: str = ""
) -> Dumbbell:
    """Draw the three keep rates of each promise on one axis."""
    values = [value for promise in promises for value in _values(promise)]
    low, high = tens_around([*values, 1.0])
    x = Scale(low, high)
    return Dumbbell(
        title=title,
        note=note,
        low=percent(low),
        high=percent(high),
        has_targets=any(promise.target is not None for promise in promises),
        rows=tuple(_row(promise, x) for promise in promises),
    )


def _values(promise: ExistingPromise) -> list[float]:
    known = [promise.without, promise.protected, promise.unprotected]
    return known if promise.target is None else [*known, promise.target]


def _row(promise: ExistingPromise, x: Scale) -> Row:
    marks = [x(promise.without), x(promise.protected), x(promise.unprotected)]
    change = promise.unprotected - promise.without
    below = promise.target is not None and promise.unprotected < promise.target
    return Row(
        label=promise.label,
        detail=promise.detail,
        url=promise.url,
        line=Bar(min(marks), round(max(marks) - min(marks), 2)),
        without_at=marks[0],
        protected_at=marks[1],
        unprotected_at=marks[2],
        target_at=None if promise.target is None else x(promise.target),
        without=percent(promise.without),
        protected=percent(promise.protected),
        unprotected=percent(promise.unprotected),
        change=points(change),
        tone="not-kept" if below else "at-risk" if change < -0.005 else "kept",
    )
