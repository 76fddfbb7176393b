"""Several measures of a few things, bar under bar: each thing a bundle of bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Scale

NAME, TEXT, BAR, GAP = 18, 18, 10, 20
LEAST = 0.4  # percent: what is there at all is seen


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One bar: how long on the scale of its kind, and what is said of it."""

    kind: str
    value: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Bundle:
    label: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class BundleBar:
    kind: str
    text: str
    text_y: int
    y: int
    width: float


@dataclass(frozen=True)
class BundleRow:
    label: str
    y: int
    bars: tuple[BundleBar, ...]


@dataclass(frozen=True, kw_only=True)
class Bundles:
    title: str
    note: str
    summary: str
    height: int
    bar_height: int
    key: tuple[tuple[str, str], ...]
    rows: tuple[BundleRow, ...]
    head: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]


def bundles(
    found: Sequence[Bundle],
    *,
    key: Sequence[tuple[str, str]],
    most: dict[str, float],
    title: str,
    note: str = "",
    head: Sequence[str],
    numbers: Sequence[tuple[str, ...]],
) -> Bundles:
    """Draw every bundle's bars; ``most`` is the end of each kind's scale.

    ``key`` names the kinds; the text of a bar stands above it, so that it is legible
    however short the bar and narrow the page.
    """
    rows, y = [], 0
    for bundle in found:
        rows.append(_row(bundle, y, most))
        y += NAME + (TEXT + BAR) * len(bundle.measures) + GAP
    return Bundles(
        title=title,
        note=note,
        summary="; ".join(_said(bundle) for bundle in found),
        height=max(y - GAP + 4, 0),
        bar_height=BAR,
        key=tuple(key),
        rows=tuple(rows),
        head=tuple(head),
        numbers=tuple(numbers),
    )


def _said(bundle: Bundle) -> str:
    return f"{bundle.label}: {', '.join(each.text for each in bundle.measures)}"


def _row(bundle: Bundle, y: int, most: dict[str, float]) -> BundleRow:
    bars = []
    for index, measure in enumerate(bundle.measures):
        top = y + NAME + index * (TEXT + BAR)
        across = Scale(0.0, most[measure.kind] or 1.0)
        bars.append(
            BundleBar(
                kind=measure.kind,
                text=measure.text,
                text_y=top + TEXT - 5,
                y=top + TEXT,
                width=max(across(measure.value), LEAST) if measure.value else 0.0,
            )
        )
    return BundleRow(bundle.label, y + NAME - 4, tuple(bars))
