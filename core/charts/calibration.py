"""What was forecast, against what happened: a diagram, and a range for each forecast."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Bar, Scale, percent, tens_around

HEIGHT = 300
TOP, BOTTOM = 30, 268
SMALLEST, LARGEST = 4.0, 11.0


@dataclass(frozen=True, kw_only=True)
class Level:
    """Forecasts of about one probability: how many, how often they came true."""

    count: int
    forecast: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A level in the diagram: across in percent, down in pixels."""

    x: float
    y: float
    radius: float
    top: float
    bottom: float
    label_at: float
    count: int
    text: str


@dataclass(frozen=True)
class Line:
    """A line of the grid and what it stands for."""

    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Reliability:
    title: str
    note: str
    height: int
    bottom: int
    top: int
    down: tuple[Line, ...]
    across: tuple[Line, ...]
    marks: tuple[Mark, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


HEAD = (
    "Forecast, mean",
    "Predictions",
    "Came true",
    "If right, 9 of 10 times between",
)


def reliability(levels: Sequence[Level], *, title: str, note: str = "") -> Reliability:
    """Draw observed shares over forecast ones; right forecasts lie on the diagonal."""
    across, down = Scale(0, 1, 2, 98), Scale(0, 1, BOTTOM, TOP)
    most = max((level.count for level in levels), default=1)
    quarters = (0.0, 0.25, 0.5, 0.75, 1.0)
    return Reliability(
        title=title,
        note=note,
        height=HEIGHT,
        bottom=BOTTOM,
        top=TOP,
        down=tuple(Line(down(share), percent(share)) for share in quarters),
        across=tuple(Line(across(share), percent(share)) for share in quarters),
        marks=tuple(_mark(level, across, down, most) for level in levels),
        head=HEAD,
        rows=tuple(_numbers(level) for level in levels),
    )


def _mark(level: Level, across: Scale, down: Scale, most: int) -> Mark:
    radius = round(SMALLEST + (LARGEST - SMALLEST) * (level.count / most) ** 0.5, 1)
    return Mark(
        x=across(level.forecast),
        y=down(level.observed),
        radius=radius,
        label_at=round(down(level.observed) - radius - 5, 1),
        top=down(level.high),
        bottom=down(level.low),
        count=level.count,
        text=f"forecast {percent(level.forecast)}, came true {percent(level.observed)}"
        f" of {level.count}",
    )


def _numbers(level: Level) -> tuple[str, ...]:
    return (
        percent(level.forecast),
        str(level.count),
        percent(level.observed),
        f"{percent(level.low)} and {percent(level.high)}",
    )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One range that was forecast, and where the outcome fell."""

    low: float
    high: float
    observed: float
    target: float


@dataclass(frozen=True, kw_only=True)
class OutcomeMark:
    bar: Bar
    dot: float
    tick: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """Marks on one axis, in the order of the outcomes."""

    low: str
    high: str
    marks: tuple[OutcomeMark, ...]


def outcomes(found: Sequence[Outcome]) -> Outcomes:
    """Draw all outcomes on one axis of shares."""
    values = [v for o in found for v in (o.low, o.high, o.observed, o.target)]
    low, high = tens_around([*values, 1.0])
    x = Scale(low, high)
    return Outcomes(
        low=percent(low), high=percent(high), marks=tuple(_outcome(o, x) for o in found)
    )


def _outcome(outcome: Outcome, x: Scale) -> OutcomeMark:
    start = x(outcome.low)
    return OutcomeMark(
        bar=Bar(start, round(x(outcome.high) - start, 2)),
        dot=x(outcome.observed),
        tick=x(outcome.target),
        text=f"Forecast between {percent(outcome.low)} and {percent(outcome.high)}, "
        f"kept {percent(outcome.observed)}",
    )
