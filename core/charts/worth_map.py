"""What one more unit is worth, by row and week: where it is worth anything at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.heat_map import COLUMN, HEAD, ROW
from core.charts.scale import Tick, every

LEVELS = (0.0, 0.25, 0.5, 0.75)


@dataclass(frozen=True, kw_only=True)
class WorthRow:
    """A row's worth in every week, and how each is said."""

    label: str
    values: tuple[float, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class WorthCell:
    x: float
    level: int
    week: str
    said: str


@dataclass(frozen=True)
class WorthLine:
    label: str
    y: int
    cells: tuple[WorthCell, ...]


@dataclass(frozen=True, kw_only=True)
class WorthMap:
    title: str
    note: str
    summary: str
    rows: tuple[WorthLine, ...]
    weeks: tuple[Tick, ...]
    column: float
    row_height: int
    height: int
    least_width: int
    key: tuple[tuple[int, str], ...]
    head: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]


def level(value: float, most: float) -> int:
    """Return the tone: 0 is worth nothing, 1 to 4 a quarter more of the most each."""
    if value <= 0.0 or most <= 0.0:
        return 0
    return sum(value > most * share for share in LEVELS)


def worth_map(
    found: Sequence[WorthRow],
    *,
    weeks: Sequence[str],
    title: str,
    note: str = "",
    head: tuple[str, str, str],
    most_said: str,
) -> WorthMap:
    """Lay out one row of cells each; ``most_said`` is the greatest worth in words."""
    count = max(len(weeks), 1)
    column = 100 / count
    most = max((value for row in found for value in row.values), default=0.0)
    lines = []
    for index, row in enumerate(found):
        cells = tuple(
            WorthCell(round(place * column, 3), level(value, most), week, said)
            for place, (value, week, said) in enumerate(
                zip(row.values, weeks, row.said, strict=True)
            )
        )
        lines.append(WorthLine(row.label, HEAD + ROW * index, cells))
    return WorthMap(
        title=title,
        note=note,
        summary="; ".join(f"{row.label}: {_scarce(row)}" for row in found),
        rows=tuple(lines),
        weeks=tuple(
            Tick(round(place * column, 3), weeks[place])
            for place in range(0, len(weeks), every(len(weeks), at_most=8))
        ),
        column=round(column, 3),
        row_height=ROW,
        height=HEAD + ROW * len(found),
        least_width=COLUMN * len(weeks),
        key=(
            (0, "nothing"),
            (1, "up to a quarter of the most"),
            (2, "up to a half"),
            (3, "up to three quarters"),
            (4, f"up to the most: {most_said}"),
        ),
        head=head,
        numbers=tuple(
            (row.label, week, said)
            for row in found
            for week, value, said in zip(weeks, row.values, row.said, strict=True)
            if value > 0.0
        ),
    )


def _scarce(row: WorthRow) -> str:
    return f"scarce in {sum(value > 0.0 for value in row.values)} weeks"
