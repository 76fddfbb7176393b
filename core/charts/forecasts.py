"""Forecasts with their 80 % intervals against what happened then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.charts.scale import Scale, Tick, every, percent, share_floor, share_ticks

TOP, BOTTOM, HEIGHT = 18.0, 198.0, 222.0
MONTHS_FROM = 26


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A forecast made on a Monday, and the share that was kept then."""

    monday: date
    low: float
    high: float
    kept: float
    occasions: int

    @property
    def held(self) -> bool:
        return self.low - 1e-9 <= self.kept <= self.high + 1e-9


@dataclass(frozen=True)
class Mark:
    """One forecast's band, and the dot of what happened."""

    x: float
    left: float
    width: float
    y: float
    height: float
    dot: float
    held: bool


@dataclass(frozen=True)
class DateTick:
    at: float
    week: date


@dataclass(frozen=True, kw_only=True)
class Forecasts:
    title: str
    note: str
    summary: str
    height: float
    baseline: float
    marks: tuple[Mark, ...]
    target: Tick | None
    ticks: tuple[Tick, ...]
    weeks: tuple[DateTick, ...]
    week_format: str
    head: tuple[str, ...]
    rows: tuple[tuple[date | str | int, ...], ...]


def forecasts(
    expected: Sequence[Expected],
    *,
    title: str,
    note: str = "",
    target: float | None = None,
) -> Forecasts:
    """Draw a band for every forecast and a dot for what happened."""
    shares = [share for e in expected for share in (e.low, e.kept)]
    low, step = share_floor([*shares, *([] if target is None else [target])])
    y = Scale(low, 1.0, BOTTOM, TOP)
    count = len(expected)
    width = 100 / count
    marks = tuple(
        Mark(
            x=round((index + 0.5) * width, 3),
            left=round((index + 0.15) * width, 3),
            width=round(width * 0.7, 3),
            y=y(entry.high),
            height=round(max(y(entry.low) - y(entry.high), 1.0), 2),
            dot=y(entry.kept),
            held=entry.held,
        )
        for index, entry in enumerate(expected)
    )
    stride = every(count, at_most=5 if count <= MONTHS_FROM else 4)
    held = sum(entry.held for entry in expected)
    return Forecasts(
        title=title,
        note=note,
        summary=f"{held} of {count} bands held what happened",
        height=HEIGHT,
        baseline=BOTTOM,
        marks=marks,
        target=None if target is None else Tick(y(target), percent(target)),
        ticks=tuple(Tick(y(share), percent(share)) for share in share_ticks(low, step)),
        weeks=tuple(
            DateTick(marks[index].x, expected[index].monday)
            for index in range(0, count, stride)
        ),
        week_format="j M" if count <= MONTHS_FROM else "M Y",
        head=("Forecast on", "Occasions then", "8 of 10 between", "Kept", "Held"),
        rows=tuple(
            (
                entry.monday,
                entry.occasions,
                f"{_exact(entry.low)} – {_exact(entry.high)}",
                _exact(entry.kept),
                "yes" if entry.held else "no",
            )
            for entry in reversed(expected)
        ),
    )


def _exact(share: float) -> str:
    return f"{share * 100:.1f}\N{NO-BREAK SPACE}%"
