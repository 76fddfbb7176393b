"""Shares that fall with time, one line per group, each in its band."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Scale, Tick, percent
from core.charts.weeks import spread

TOP, BOTTOM, HEIGHT, APART = 14.0, 214.0, 254.0, 15.0
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
STRIDES = (4, 13, 26, 52, 104)
MOST_TICKS = 7


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """The share at some time, its band, and how many it stands on."""

    at: float
    share: float
    low: float
    high: float
    followed: int


@dataclass(frozen=True)
class Curve:
    label: str
    points: Sequence[CurvePoint]


@dataclass(frozen=True, kw_only=True)
class CurveLine:
    """A line and its band in a box of 100 across; ``end`` is its label's place."""

    label: str
    number: int
    path: str
    band: str
    end: Tick


@dataclass(frozen=True, kw_only=True)
class Curves:
    title: str
    note: str
    summary: str
    across: str
    height: float
    baseline: float
    lines: tuple[CurveLine, ...]
    ticks: tuple[Tick, ...]
    times: tuple[Tick, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def curves(
    groups: Sequence[Curve],
    *,
    title: str,
    across: str,
    note: str = "",
    begins: float = 1.0,
) -> Curves:
    """Draw all groups that have points; every line begins at time 0 with ``begins``."""
    drawn = [group for group in groups if group.points]
    longest = max((point.at for group in drawn for point in group.points), default=1.0)
    x, y = Scale(0.0, longest), Scale(0.0, 1.0, BOTTOM, TOP)
    ends = spread(
        [y(group.points[-1].share) for group in drawn],
        apart=APART,
        low=TOP,
        high=BOTTOM,
    )
    return Curves(
        title=title,
        note=note,
        summary=_summary(drawn, across),
        across=across,
        height=HEIGHT,
        baseline=BOTTOM,
        lines=tuple(
            CurveLine(
                label=group.label,
                number=number + 1,
                path=_path(group, x, y, begins),
                band=_band(group, x, y, begins),
                end=Tick(ends[number], percent(group.points[-1].share)),
            )
            for number, group in enumerate(drawn)
        ),
        ticks=tuple(Tick(y(share), percent(share)) for share in SHARES),
        times=tuple(Tick(x(at), str(at)) for at in _times(longest)),
        head=("Group", across, "Share", "Band", "Followed so far"),
        rows=tuple(_row(group, point) for group in drawn for point in group.points),
    )


def _times(longest: float) -> list[int]:
    stride = next((one for one in STRIDES if longest / one <= MOST_TICKS), STRIDES[-1])
    return list(range(0, int(longest) + 1, stride))


def _path(group: Curve, x: Scale, y: Scale, begins: float) -> str:
    begin = f"M{x(0.0)} {y(begins)}"
    return begin + "".join(f"L{x(one.at)} {y(one.share)}" for one in group.points)


def _band(group: Curve, x: Scale, y: Scale, begins: float) -> str:
    """Go along the upper edge and back along the lower one."""
    above = "".join(f"L{x(one.at)} {y(one.high)}" for one in group.points)
    below = "".join(f"L{x(one.at)} {y(one.low)}" for one in reversed(group.points))
    return f"M{x(0.0)} {y(begins)}{above}{below}Z"


def _row(group: Curve, point: CurvePoint) -> tuple[str | int, ...]:
    return (
        group.label,
        f"{point.at:g}",
        _exact(point.share),
        f"{_exact(point.low)} – {_exact(point.high)}",
        point.followed,
    )


def _exact(share: float) -> str:
    return f"{share * 100:.1f}\N{NO-BREAK SPACE}%"


def _summary(groups: Sequence[Curve], across: str) -> str:
    said = [
        f"{group.label} {percent(group.points[-1].share)} at {group.points[-1].at:g}"
        for group in groups
    ]
    return f"Share by {across.lower()}: {'; '.join(said)}"
