"""When somebody did something, as marks on a line of time, and the silence since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.charts.scale import Bar, Scale, Tick

LEAST_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    title: str
    note: str
    summary: str
    marks: tuple[float, ...]
    silence: Bar | None
    usual: float | None
    ticks: tuple[Tick, ...]


def rhythm(
    days: Sequence[date],
    *,
    today: date,
    usual_gap: float | None,
    title: str,
    note: str = "",
) -> Rhythm:
    """Mark every day, and when the next one was to be expected; at least one day."""
    last = max(days)
    expected = last + timedelta(days=round(usual_gap)) if usual_gap else None
    begin = min(days)
    end = max(today, last, expected or last, begin + timedelta(days=LEAST_DAYS))
    x = Scale(begin.toordinal(), end.toordinal(), 1.0, 99.0)
    start = x(last.toordinal())
    silence = Bar(start, round(x(today.toordinal()) - start, 2))
    return Rhythm(
        title=title,
        note=note,
        summary=f"{len(days)} days with a purchase from {begin} to {last}",
        marks=tuple(x(day.toordinal()) for day in sorted(days)),
        silence=silence if silence.length > 0 else None,
        usual=None if expected is None else x(expected.toordinal()),
        ticks=_ticks(begin, end, x),
    )


def _ticks(begin: date, end: date, x: Scale) -> tuple[Tick, ...]:
    """Name every year that begins, or the months of a shorter time."""
    years = [date(year, 1, 1) for year in range(begin.year + 1, end.year + 1)]
    if (end - begin).days > 2 * 365:
        return tuple(Tick(x(day.toordinal()), str(day.year)) for day in years)
    months = []
    day = date(begin.year, begin.month, 1)
    stride = 3 if (end - begin).days > 200 else 1
    while day <= end:
        if day >= begin and (day.month - 1) % stride == 0:
            months.append(Tick(x(day.toordinal()), f"{day:%b %Y}"))
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(months)
