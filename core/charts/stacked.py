"""Amounts by period, in two parts that add up."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Amount, Scale, every, nice_ceiling, percent

TOP, BOTTOM, HEIGHT = 22.0, 190.0, 214.0
MOST_LABELS = 8


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One period: its lower part, its whole, and how its lower part is said."""

    label: str
    part: float
    whole: float


@dataclass(frozen=True, kw_only=True)
class StackBar:
    x: float
    middle: float
    width: float
    part_y: float
    part_height: float
    rest_y: float
    rest_height: float
    label: str
    share: str
    labelled: bool


@dataclass(frozen=True, kw_only=True)
class Stacked:
    title: str
    note: str
    summary: str
    part: str
    rest: str
    height: float
    baseline: float
    bars: tuple[StackBar, ...]
    amounts: tuple[Amount, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


def stacked(
    stacks: Sequence[Stack], *, part: str, rest: str, title: str, note: str = ""
) -> Stacked:
    """Draw every period as a bar whose lower piece is ``part`` of the whole."""
    most, step = nice_ceiling(max((one.whole for one in stacks), default=0.0))
    y = Scale(0.0, most, BOTTOM, TOP)
    width = 100 / max(len(stacks), 1)
    stride = every(len(stacks), at_most=MOST_LABELS)
    return Stacked(
        title=title,
        note=note,
        summary="; ".join(f"{one.label} {_share(one)}" for one in stacks),
        part=part,
        rest=rest,
        height=HEIGHT,
        baseline=BOTTOM,
        bars=tuple(
            StackBar(
                x=round((index + 0.14) * width, 3),
                middle=round((index + 0.5) * width, 3),
                width=round(width * 0.72, 3),
                part_y=y(one.part),
                part_height=round(BOTTOM - y(one.part), 2),
                rest_y=y(one.whole),
                rest_height=round(y(one.part) - y(one.whole), 2),
                label=one.label,
                share=_share(one),
                labelled=(len(stacks) - 1 - index) % stride == 0,
            )
            for index, one in enumerate(stacks)
        ),
        amounts=tuple(
            Amount(y(value), value)
            for value in (step * n for n in range(round(most / step) + 1))
        ),
        head=("Period", part, rest, "Together", f"Share of {part.lower()}"),
        rows=tuple(
            (
                one.label,
                round(one.part),
                round(one.whole - one.part),
                round(one.whole),
                _share(one),
            )
            for one in stacks
        ),
    )


def _share(one: Stack) -> str:
    return percent(one.part / one.whole) if one.whole > 0 else "–"
