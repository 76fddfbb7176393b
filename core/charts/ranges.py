"""Expected amounts with their intervals, and what happened where that is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Bar, Scale, nice_ceiling


@dataclass(frozen=True, kw_only=True)
class Range:
    """An amount with its interval; the texts are what the table says of it."""

    label: str
    mean: float
    low: float
    high: float
    expected: str
    between: str
    happened: float | None = None
    said: str = ""
    tone: str = "accent"


@dataclass(frozen=True, kw_only=True)
class RangeRow:
    label: str
    bar: Bar
    dot: float
    tick: float | None
    expected: str
    between: str
    said: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Ranges:
    title: str
    note: str
    first: str
    outcome: str
    most: float
    rows: tuple[RangeRow, ...]


def ranges(
    found: Sequence[Range],
    *,
    title: str,
    first: str,
    note: str = "Dot: expected. Bar: 8 of 10 cases.",
    outcome: str = "",
) -> Ranges:
    """Draw all on one axis from 0; ``outcome`` heads the column of what happened."""
    values = [value for one in found for value in (one.high, one.happened or 0.0)]
    most, _ = nice_ceiling(max(values, default=1.0))
    x = Scale(0.0, most)
    return Ranges(
        title=title,
        note=note,
        first=first,
        outcome=outcome,
        most=most,
        rows=tuple(
            RangeRow(
                label=one.label,
                bar=Bar(x(one.low), round(x(one.high) - x(one.low), 2)),
                dot=x(one.mean),
                tick=None if one.happened is None else x(one.happened),
                expected=one.expected,
                between=one.between,
                said=one.said,
                tone=one.tone,
            )
            for one in found
        ),
    )
