"""The same share in several columns, one thin bar under the other, against one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Scale

STEP, TOP = 18, 9  # pixels from bar to bar, and to the first


@dataclass(frozen=True, kw_only=True)
class ColumnShare:
    """One column's share; ``said`` is what the table says of it."""

    name: str
    share: float | None
    said: str
    tone: str = "accent"


@dataclass(frozen=True, kw_only=True)
class ColumnGroup:
    label: str
    shares: tuple[ColumnShare, ...]
    target: float | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ColumnBar:
    name: str
    at: int
    length: float | None
    said: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class ColumnRow:
    label: str
    url: str
    height: int
    bars: tuple[ColumnBar, ...]
    line: float | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Columns:
    title: str
    note: str
    rows: tuple[ColumnRow, ...]
    names: tuple[str, ...]


def columns(groups: Sequence[ColumnGroup], *, title: str, note: str = "") -> Columns:
    """Draw the groups, each on an axis from nothing to all; None leaves a gap."""
    names = tuple(share.name for share in groups[0].shares) if groups else ()
    return Columns(title=title, note=note, rows=tuple(map(_row, groups)), names=names)


def _row(group: ColumnGroup) -> ColumnRow:
    x = Scale(0.0, 1.0)
    return ColumnRow(
        label=group.label,
        url=group.url,
        height=2 * TOP + STEP * (len(group.shares) - 1),
        bars=tuple(
            ColumnBar(
                name=one.name,
                at=TOP + STEP * number,
                length=None if one.share is None else x(one.share),
                said=one.said,
                tone=one.tone,
            )
            for number, one in enumerate(group.shares)
        ),
        line=None if group.target is None else x(group.target),
        words="; ".join(f"{one.name}: {one.said}" for one in group.shares),
    )
