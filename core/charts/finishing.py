"""When something is over: how often by when, as columns on a line of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.charts.scale import Tick, percent

HEIGHT, TOP, BASELINE = 132, 18, 104
MOST_COLUMNS = 24


@dataclass(frozen=True, kw_only=True)
class Finish:
    """A day on which it may be over, and the share of cases in which it is."""

    day: date
    share: float


@dataclass(frozen=True)
class FinishColumn:
    x: float
    width: float
    y: float
    height: float
    said: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class Finishing:
    title: str
    note: str
    summary: str
    height: int
    baseline: int
    columns: tuple[FinishColumn, ...]
    ticks: tuple[Tick, ...]
    goal: Tick | None
    goal_at_end: bool
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def finishing(
    found: Sequence[Finish],
    *,
    title: str,
    note: str = "",
    goal: date | None = None,
    goal_label: str = "",
) -> Finishing:
    """Draw the shares by day, or by as many days as make it readable.

    What is over after ``goal``, the last day that is in time, is drawn as late.
    """
    found = sorted(found, key=lambda one: one.day)
    first, last = found[0].day, found[-1].day
    days = [first, last, *([goal] if goal is not None else [])]
    begin, span = min(days), (max(days) - min(days)).days + 1
    step = max(1, -(-span // MOST_COLUMNS))
    count = -(-span // step)
    shares = [0.0] * count
    late = [0.0] * count
    for one in found:
        place = (one.day - begin).days // step
        shares[place] += one.share
        late[place] += one.share if goal is not None and one.day > goal else 0.0
    most, width = max(shares), 100 / count
    names = [_name(begin, place * step, step) for place in range(count)]
    return Finishing(
        title=title,
        note=note,
        summary=f"{title}. {_said(found)}",
        height=HEIGHT,
        baseline=BASELINE,
        columns=tuple(
            _column(
                place * width,
                width,
                share,
                most,
                late=late[place] > share / 2,
                name=name,
            )
            for place, (share, name) in enumerate(zip(shares, names, strict=True))
            if share
        ),
        ticks=_ticks(names, width),
        goal=_goal(goal, goal_label, begin, span),
        goal_at_end=goal is not None and (goal - begin).days > span / 2,
        head=("Over by", "On these days", "By then"),
        rows=_rows(found),
    )


def _column(
    x: float, width: float, share: float, most: float, *, late: bool, name: str
) -> FinishColumn:
    height = round((BASELINE - TOP) * share / most, 1)
    return FinishColumn(
        round(x + width * 0.08, 2),
        round(width * 0.84, 2),
        round(BASELINE - height, 1),
        height,
        f"{name}: {percent(share)}{', too late' if late else ''}",
        late,
    )


def _name(begin: date, after: int, step: int) -> str:
    first = date.fromordinal(begin.toordinal() + after)
    if step == 1:
        return f"{first.day} {first:%b}"
    last = date.fromordinal(first.toordinal() + step - 1)
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def _ticks(names: Sequence[str], width: float) -> tuple[Tick, ...]:
    stride = max(1, -(-len(names) // 6))
    return tuple(
        Tick(round((place + 0.5) * width, 2), names[place].partition(" –")[0])
        for place in range(0, len(names), stride)
    )


def _goal(goal: date | None, label: str, begin: date, span: int) -> Tick | None:
    if goal is None:
        return None
    return Tick(round(((goal - begin).days + 1) * 100 / span, 2), label)


def _rows(found: Sequence[Finish]) -> tuple[tuple[str, ...], ...]:
    rows, sofar = [], 0.0
    for one in found:
        sofar = min(1.0, sofar + one.share)
        share = 1.0 if one is found[-1] else sofar
        rows.append(
            (f"{one.day.day} {one.day:%b %Y}", percent(one.share), percent(share))
        )
    return tuple(rows)


def _said(found: Sequence[Finish]) -> str:
    likeliest = max(found, key=lambda one: one.share)
    return (
        f"From {found[0].day:%d %b %Y} to {found[-1].day:%d %b %Y}, "
        f"most often on {likeliest.day:%d %b %Y}"
    )
