"""What is believed and not tested: how far each belief moves the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Bar, Scale, percent, points, tens_around


@dataclass(frozen=True, kw_only=True)
class Swing:
    """The keep probability if an assumption fails and if it holds."""

    label: str
    if_fails: float
    if_holds: float
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    label: str
    detail: str
    url: str
    fails: Bar
    holds: Bar
    if_fails: str
    if_holds: str
    swing: str


@dataclass(frozen=True, kw_only=True)
class Tornado:
    title: str
    note: str
    low: str
    high: str
    baseline: float
    baseline_label: str
    rows: tuple[Row, ...]


def tornado(
    swings: Sequence[Swing], *, baseline: float, title: str, note: str = ""
) -> Tornado:
    """Draw each swing around the baseline, the widest first."""
    low, high = tens_around(
        [baseline, *(value for swing in swings for value in _ends(swing))]
    )
    x = Scale(low, high)
    ranked = sorted(swings, key=lambda swing: -abs(swing.if_holds - swing.if_fails))
    return Tornado(
        title=title,
        note=note,
        low=percent(low),
        high=percent(high),
        baseline=x(baseline),
        baseline_label=percent(baseline),
        rows=tuple(_row(swing, x, x(baseline)) for swing in ranked),
    )


def _ends(swing: Swing) -> tuple[float, float]:
    return swing.if_fails, swing.if_holds


def _row(swing: Swing, x: Scale, middle: float) -> Row:
    return Row(
        label=swing.label,
        detail=swing.detail,
        url=swing.url,
        fails=_between(x(swing.if_fails), middle),
        holds=_between(x(swing.if_holds), middle),
        if_fails=percent(swing.if_fails),
        if_holds=percent(swing.if_holds),
        swing=points(swing.if_holds - swing.if_fails),
    )


def _between(one: float, other: float) -> Bar:
    return Bar(min(one, other), round(abs(one - other), 2))
