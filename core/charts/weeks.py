"""The kept rate week by week, with the occasions it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.charts.scale import (
    Scale,
    Tick,
    amount,
    every,
    percent,
    share_floor,
    share_ticks,
)

TOP, BOTTOM, BARS_TOP, BARS_BOTTOM, HEIGHT = 18.0, 168.0, 196.0, 236.0, 258.0
APART = 15.0
FEW, MONTHS_FROM = 16, 26


@dataclass(frozen=True, kw_only=True)
class WeekOutcome:
    """A week's occasions and how many were kept, by each rule of comparison."""

    week: date
    occasions: int
    kept: tuple[int, ...]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Line:
    label: str
    number: int
    path: str
    dots: tuple[Dot, ...]
    end: Tick


@dataclass(frozen=True)
class CountBar:
    x: float
    width: float
    y: float
    height: float
    week: date
    occasions: int


@dataclass(frozen=True)
class DateTick:
    at: float
    week: date


@dataclass(frozen=True, kw_only=True)
class KeptByWeek:
    title: str
    note: str
    summary: str
    height: float
    baseline: float
    lines: tuple[Line, ...]
    target: Tick | None
    target_label_at: float
    ticks: tuple[Tick, ...]
    bars: tuple[CountBar, ...]
    most: int
    weeks: tuple[DateTick, ...]
    week_format: str
    head: tuple[str, ...]
    rows: tuple[tuple[date | str | float, ...], ...]


def kept_by_week(
    outcomes: Sequence[WeekOutcome],
    *,
    rules: Sequence[str],
    title: str,
    note: str = "",
    target: float | None = None,
) -> KeptByWeek:
    """Draw one line per rule; weeks without occasions are gaps, not zeros."""
    weeks = _without_holes(sorted(outcomes, key=lambda outcome: outcome.week), rules)
    shares = [_shares(weeks, rule) for rule in range(len(rules))]
    known = [share for line in shares for share in line if share is not None]
    low, step = share_floor([*known, *([] if target is None else [target])])
    y = Scale(low, 1.0, BOTTOM, TOP)
    most = max((outcome.occasions for outcome in weeks), default=0)
    ends = _label_positions(shares, target, y)
    return KeptByWeek(
        title=title,
        note=note,
        summary=_summary(shares, rules, weeks),
        height=HEIGHT,
        baseline=BARS_BOTTOM,
        lines=tuple(
            Line(
                label=rule,
                number=number + 1,
                path=_path(shares[number], y),
                dots=_dots(shares[number], y),
                end=Tick(ends[number], percent(_last(shares[number]))),
            )
            for number, rule in enumerate(rules)
            if any(share is not None for share in shares[number])
        ),
        target=None if target is None else Tick(y(target), percent(target)),
        target_label_at=ends[-1],
        ticks=tuple(Tick(y(share), percent(share)) for share in share_ticks(low, step)),
        bars=_bars(weeks, most),
        most=most,
        weeks=_date_ticks(weeks),
        week_format="j M" if len(weeks) <= MONTHS_FROM else "M Y",
        head=("Week of", "Occasions", *(f"Kept, {rule}" for rule in rules), *rules),
        rows=tuple(
            (
                outcome.week,
                amount(outcome.occasions),
                *outcome.kept,
                *(_exact(line[index]) for line in shares),
            )
            for index, outcome in enumerate(weeks)
        ),
    )


def _without_holes(
    outcomes: Sequence[WeekOutcome], rules: Sequence[str]
) -> list[WeekOutcome]:
    if not outcomes:
        return []
    found = {outcome.week: outcome for outcome in outcomes}
    first, last = outcomes[0].week, outcomes[-1].week
    days = range(0, (last - first).days + 1, 7)
    weeks = {first + timedelta(days=day) for day in days} | set(found)
    none = tuple(0 for _ in rules)
    return [
        found.get(week) or WeekOutcome(week=week, occasions=0, kept=none)
        for week in sorted(weeks)
    ]


def _shares(weeks: Sequence[WeekOutcome], rule: int) -> list[float | None]:
    return [
        outcome.kept[rule] / outcome.occasions if outcome.occasions else None
        for outcome in weeks
    ]


def _last(shares: Sequence[float | None]) -> float:
    return next(share for share in reversed(shares) if share is not None)


def _middle(index: int, count: int) -> float:
    return round((index + 0.5) * 100 / count, 2)


def _path(shares: Sequence[float | None], y: Scale) -> str:
    """Draw an unbroken piece per run of known weeks."""
    pieces, before = [], False
    for index, share in enumerate(shares):
        if share is not None:
            move = "L" if before else "M"
            pieces.append(f"{move}{_middle(index, len(shares))} {y(share)}")
        before = share is not None
    return "".join(pieces)


def _dots(shares: Sequence[float | None], y: Scale) -> tuple[Dot, ...]:
    """Mark every week of a short history, and weeks that no line reaches."""
    fenced = [None, *shares, None]
    return tuple(
        Dot(_middle(index, len(shares)), y(share))
        for index, share in enumerate(shares)
        if share is not None
        and (
            len(shares) <= FEW or (fenced[index] is None and fenced[index + 2] is None)
        )
    )


def _bars(weeks: Sequence[WeekOutcome], most: int) -> tuple[CountBar, ...]:
    height = Scale(0, most or 1, 0.0, BARS_BOTTOM - BARS_TOP)
    width = 100 / len(weeks) if weeks else 100.0
    return tuple(
        CountBar(
            round(index * width + width * 0.1, 3),
            round(width * 0.8, 3),
            round(BARS_BOTTOM - height(outcome.occasions), 2),
            height(outcome.occasions),
            outcome.week,
            outcome.occasions,
        )
        for index, outcome in enumerate(weeks)
        if outcome.occasions
    )


def _date_ticks(weeks: Sequence[WeekOutcome]) -> tuple[DateTick, ...]:
    count = len(weeks)
    stride = every(count, at_most=5 if count <= MONTHS_FROM else 4)
    return tuple(
        DateTick(_middle(index, count), weeks[index].week)
        for index in range(0, count, stride)
    )


def _label_positions(
    shares: Sequence[Sequence[float | None]], target: float | None, y: Scale
) -> list[float]:
    """Return where the end labels stand, pushed apart where they would touch.

    One position per line, then the target's.
    """
    wanted = [
        y(_last(line)) if any(share is not None for share in line) else BOTTOM
        for line in shares
    ]
    wanted.append(TOP if target is None else y(target))
    return spread(wanted, apart=APART, low=TOP, high=BOTTOM)


def spread(
    positions: Sequence[float], *, apart: float, low: float, high: float
) -> list[float]:
    """Move labels as little as needed so that neighbours are ``apart``."""
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed = list(positions)
    for before, index in pairwise(order):
        placed[index] = max(placed[index], placed[before] + apart)
    limit = high
    for index in reversed(order):
        placed[index] = max(min(placed[index], limit), low)
        limit = placed[index] - apart
    return placed


def _exact(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}\N{NO-BREAK SPACE}%"


def _summary(
    shares: Sequence[Sequence[float | None]],
    rules: Sequence[str],
    weeks: Sequence[WeekOutcome],
) -> str:
    said = [
        f"{rule} {percent(_last(line))} in the last week"
        for rule, line in zip(rules, shares, strict=True)
        if any(share is not None for share in line)
    ]
    if not said:
        return "No occasion has fallen due yet"
    return f"Share kept by week over {len(weeks)} weeks: {'; '.join(said)}"
