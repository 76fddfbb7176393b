"""Four corners: what people do, up, by what they say, across."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from core.charts.scale import percent
from core.pages import Tone

HEIGHT = 340
LARGEST = 62.0
MIDDLES = (92, 248)
BELOW = 84


@dataclass(frozen=True, kw_only=True)
class Corner:
    """One corner: ``up`` says it is in the upper half, ``right`` in the right half."""

    label: str
    meaning: str
    count: int
    amount: str
    up: bool
    right: bool
    url: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """A corner as it is drawn: across in percent, down in pixels."""

    x: float
    y: float
    radius: float
    label_at: float
    label: str
    count: int
    share: str
    meaning: str
    amount: str
    url: str
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class Quadrants:
    title: str
    note: str
    height: int
    across: tuple[str, str]
    upwards: tuple[str, str]
    bubbles: tuple[Bubble, ...]


def quadrants(
    corners: Sequence[Corner],
    *,
    title: str,
    across: tuple[str, str],
    upwards: tuple[str, str],
    note: str = "",
) -> Quadrants:
    """Draw counts as areas in the four corners; ``across`` and ``upwards`` name ends."""
    total = max(sum(corner.count for corner in corners), 1)
    return Quadrants(
        title=title,
        note=note,
        height=HEIGHT,
        across=across,
        upwards=upwards,
        bubbles=tuple(
            Bubble(
                x=75.0 if corner.right else 25.0,
                y=MIDDLES[0 if corner.up else 1] - 14,
                radius=round(LARGEST * sqrt(corner.count / total), 1),
                label_at=MIDDLES[0 if corner.up else 1] + BELOW - 24,
                label=corner.label,
                count=corner.count,
                share=percent(corner.count / total),
                meaning=corner.meaning,
                amount=corner.amount,
                url=corner.url,
                tone=corner.tone,
            )
            for corner in corners
        ),
    )
