"""The share kept at every standard, with the coming month's range around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Scale, Tick, nice_ceiling, percent

TOP, BOTTOM, HEIGHT = 14.0, 214.0, 240.0
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A share kept within so many units of time, and the range it may take."""

    within: float
    kept: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A standard to be marked: ``kind`` is average, cautious or asked."""

    within: float
    kind: str
    label: str


@dataclass(frozen=True)
class Upright:
    at: float
    kind: str
    label: str


@dataclass(frozen=True, kw_only=True)
class FrontierChart:
    title: str
    note: str
    summary: str
    height: float
    baseline: float
    line: str
    band: str
    band_label: str
    target: Tick
    uprights: tuple[Upright, ...]
    shares: tuple[Tick, ...]
    withins: tuple[Tick, ...]
    unit: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def frontier_chart(
    standards: Sequence[Standard],
    *,
    marks: Sequence[Mark],
    target: float,
    unit: str,
    title: str,
    band_label: str,
    note: str = "",
) -> FrontierChart:
    """Draw the curve and its band; ``standards`` begin at 0 and grow, two at least."""
    end, step = nice_ceiling(standards[-1].within)
    x, y = Scale(0.0, end), Scale(0.0, 1.0, BOTTOM, TOP)
    last = standards[-1]
    drawn = [
        *standards,
        Standard(within=end, kept=last.kept, low=last.low, high=last.high),
    ]
    upper = [(x(s.within), y(s.high)) for s in drawn]
    lower = [(x(s.within), y(s.low)) for s in reversed(drawn)]
    return FrontierChart(
        title=title,
        note=note,
        summary=_summary(standards, marks, unit),
        height=HEIGHT,
        baseline=BOTTOM,
        line=_path([(x(s.within), y(s.kept)) for s in drawn]),
        band=_path([*upper, *lower]) + "Z",
        band_label=band_label,
        target=Tick(y(target), percent(target)),
        uprights=tuple(
            Upright(x(mark.within), mark.kind, mark.label)
            for mark in marks
            if mark.within <= end
        ),
        shares=tuple(Tick(y(share), percent(share)) for share in SHARES),
        withins=tuple(
            Tick(x(step * number), f"{step * number:g}")
            for number in range(round(end / step) + 1)
        ),
        unit=unit,
        head=(f"Within, {unit}", "Kept", "Low", "High"),
        rows=tuple(
            (
                f"{s.within:g}",
                *(f"{v * 100:.1f}\N{NO-BREAK SPACE}%" for v in (s.kept, s.low, s.high)),
            )
            for s in standards
        ),
    )


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{across} {down}" for across, down in places)


def _summary(standards: Sequence[Standard], marks: Sequence[Mark], unit: str) -> str:
    last = standards[-1]
    said = [f"{percent(last.kept)} kept within {last.within:g} {unit}"]
    said += [mark.label for mark in marks]
    return f"Share kept at every standard: {'; '.join(said)}"
