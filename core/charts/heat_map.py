"""Capability by week: where the plan asks for more than there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.load import Load, heads, numbers
from core.charts.scale import Tick, amount, every, percent

ROW, HEAD, FOOT, COLUMN = 26, 22, 20, 24
LEVELS = (
    (0.5, "under 50\N{NO-BREAK SPACE}%"),
    (0.7, "50–70\N{NO-BREAK SPACE}%"),
    (0.85, "70–85\N{NO-BREAK SPACE}%"),
    (1.0, "85–100\N{NO-BREAK SPACE}%"),
    (1.12, "over, in\N{NO-BREAK SPACE}%"),
    (float("inf"), "over 112\N{NO-BREAK SPACE}%"),
)


@dataclass(frozen=True)
class Cell:
    x: float
    middle: float
    level: int
    label: str
    week: str
    load: float
    capacity: float
    share: str


@dataclass(frozen=True)
class Row:
    label: str
    url: str
    unit: str
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Level:
    number: int
    label: str


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    title: str
    note: str
    summary: str
    rows: tuple[Row, ...]
    weeks: tuple[Tick, ...]
    column: float
    row_height: int
    height: int
    least_width: int
    marker: Tick | None
    marker_end: int
    marker_at_end: bool
    key: tuple[Level, ...]
    head: tuple[str, ...]
    numbers: tuple[tuple[str | float, ...], ...]


def level(share: float) -> int:
    """Return the tone of a share: 0 (idle) to 3 (full), 4 and 5 above capacity."""
    if share < LEVELS[0][0]:
        return 0
    if share < LEVELS[1][0]:
        return 1
    if share < LEVELS[2][0]:
        return 2
    return 3 if share <= 1.0 else 4 if share <= LEVELS[4][0] else 5


def overflow(share: float) -> str:
    """Say how far over capacity, in percent; from twice the capacity, how often."""
    if share <= 1:
        return ""
    if share == float("inf"):
        return "∞"
    if share >= 2:
        return f"{share:.0f}×"
    return f"+{max(round((share - 1) * 100), 1)}"


def heat_map(
    loads: Sequence[Load],
    *,
    weeks: Sequence[str],
    title: str,
    note: str = "",
    starts: int | None = None,
    starts_label: str = "campaign starts",
) -> HeatMap:
    """Lay out one row per capability and one column per week.

    ``starts`` is the number of the week before which the dotted line stands.
    """
    count = len(weeks)
    column = 100 / count if count else 100.0
    stride = every(count, at_most=8)
    body = HEAD + ROW * len(loads)
    marked = starts is not None and 0 <= starts < count
    position = round((starts or 0) * column, 3)
    return HeatMap(
        title=title,
        note=note,
        summary=_summary(loads, weeks),
        rows=tuple(
            _row(load, weeks, HEAD + ROW * index, column)
            for index, load in enumerate(loads)
        ),
        weeks=tuple(
            Tick(round(index * column, 3), weeks[index])
            for index in range(0, count, stride)
        ),
        column=round(column, 3),
        row_height=ROW,
        height=body + (FOOT if marked else 0),
        least_width=COLUMN * count,
        marker=Tick(position, starts_label) if marked else None,
        marker_end=body,
        marker_at_end=position > 60,
        key=tuple(Level(number, text) for number, (_, text) in enumerate(LEVELS)),
        head=("Capability", "Week", *(heads(loads[0]) if loads else ()), "Load"),
        numbers=tuple(
            (load.label, *row, _say(share))
            for load in loads
            for row, share in zip(numbers(load, weeks), load.shares, strict=True)
        ),
    )


def _row(load: Load, weeks: Sequence[str], y: int, column: float) -> Row:
    cells = tuple(
        Cell(
            x=round(index * column, 3),
            middle=round((index + 0.5) * column, 3),
            level=level(share),
            label=overflow(share),
            week=weeks[index],
            load=amount(load.total[index]),
            capacity=amount(load.capacity[index]),
            share=_say(share),
        )
        for index, share in enumerate(load.shares)
    )
    return Row(load.label, load.url, load.unit, y, cells)


def _say(share: float) -> str:
    return "no capacity" if share == float("inf") else percent(share)


def _summary(loads: Sequence[Load], weeks: Sequence[str]) -> str:
    counted = (
        f"Load as a share of capacity, {len(loads)} capabilities by {len(weeks)} weeks"
    )
    worst = max(
        (
            (share, load.label, week)
            for load in loads
            for share, week in zip(load.shares, weeks, strict=True)
        ),
        default=None,
    )
    if worst is None:
        return counted
    share, label, week = worst
    return f"{counted}. Highest: {label}, {week}, {_say(share)}"
