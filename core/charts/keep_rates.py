"""What would be kept: one range per promise, against what is promised."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Bar, Scale, percent, tens_around


@dataclass(frozen=True, kw_only=True)
class KeepRate:
    """A promise's expected keep rate and the chance that it reaches its target."""

    label: str
    target: float
    mean: float
    p10: float
    p90: float
    probability: float
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    label: str
    detail: str
    url: str
    tone: str
    bar: Bar
    dot: float
    tick: float
    target: str
    mean: str
    p10: str
    p90: str
    probability: str


@dataclass(frozen=True, kw_only=True)
class KeepRates:
    title: str
    note: str
    low: str
    high: str
    rows: tuple[Row, ...]


def keep_rates(
    rates: Sequence[KeepRate],
    *,
    title: str,
    note: str = "Dot: expected share kept. Bar: 8 of 10 outcomes. Tick: what is promised.",
    keepable: float = 0.9,
    at_risk: float = 0.6,
) -> KeepRates:
    """Draw all ranges on one axis; the policy's thresholds give the tones."""
    values = [
        value
        for rate in rates
        for value in (rate.target, rate.p10, rate.p90, rate.mean)
    ]
    low, high = tens_around([*values, 1.0])
    x = Scale(low, high)
    return KeepRates(
        title=title,
        note=note,
        low=percent(low),
        high=percent(high),
        rows=tuple(_row(rate, x, keepable, at_risk) for rate in rates),
    )


def tone(probability: float, keepable: float, at_risk: float) -> str:
    if probability >= keepable:
        return "kept"
    return "at-risk" if probability >= at_risk else "not-kept"


def _row(rate: KeepRate, x: Scale, keepable: float, at_risk: float) -> Row:
    start = x(rate.p10)
    return Row(
        label=rate.label,
        detail=rate.detail,
        url=rate.url,
        tone=tone(rate.probability, keepable, at_risk),
        bar=Bar(start, round(x(rate.p90) - start, 2)),
        dot=x(rate.mean),
        tick=x(rate.target),
        target=percent(rate.target),
        mean=percent(rate.mean),
        p10=percent(rate.p10),
        p90=percent(rate.p90),
        probability=percent(rate.probability),
    )
