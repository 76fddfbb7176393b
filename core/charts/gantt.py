"""Tasks on a line of days: what was planned, what is expected, what has happened.

Across it is drawn in pixels, not in percent as other charts are: arrows go from bar to
bar, and a bar of one day must stay wide enough to be seen. It scrolls in its frame.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.workdays import days_off

Zoom = Literal["days", "weeks", "months"]

# Pixels a calendar day.
WIDTHS: Mapping[Zoom, float] = {"days": 24.0, "weeks": 9.0, "months": 3.0}
ROW, GROUP, HEAD, FOOT, EDGE = 34, 30, 40, 12, 24
BAR, BASELINE = 14, 4
DAY = timedelta(days=1)
LEAST_WIDTH = 480.0
ELBOW = 7.0


@dataclass(frozen=True, kw_only=True)
class GanttTask:
    """A task's days, first and last inclusive; ``said`` is read out for its bar.

    ``latest``: by when it is over in 9 of 10 cases. ``after``: (task, kind of link).
    """

    key: str
    label: str
    starts: date
    ends: date
    said: str
    url: str
    state: str = "planned"
    progress: float = 0.0
    planned: tuple[date, date] | None = None
    deadline: date | None = None
    late: bool = False
    critical: bool = False
    latest: date | None = None
    after: tuple[tuple[str, str], ...] = ()
    movable: bool = False


@dataclass(frozen=True, kw_only=True)
class GanttGroup:
    """Tasks that belong together, under a name."""

    label: str
    tasks: tuple[GanttTask, ...]


@dataclass(frozen=True)
class Mark:
    """Something at a place across, with what is said there."""

    x: float
    label: str


@dataclass(frozen=True)
class Span:
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class GanttBar:
    """One task as it is drawn; ``y`` is the top of its row."""

    key: str
    label: str
    said: str
    url: str
    y: int
    top: int
    middle: int
    bar: Span
    done: float
    planned: Span | None
    planned_top: int
    whisker: Span | None
    deadline: float | None
    starts: date
    ends: date
    classes: str
    critical: bool
    movable: bool


@dataclass(frozen=True)
class GanttLabel:
    """A line of the column of names."""

    text: str
    url: str
    is_group: bool
    critical: bool = False


@dataclass(frozen=True)
class Arrow:
    path: str
    head: str
    critical: bool


@dataclass(frozen=True, kw_only=True)
class Gantt:
    title: str
    note: str
    summary: str
    width: float
    height: int
    head: int
    bottom: int
    day: float
    first: date
    labels: tuple[GanttLabel, ...]
    bars: tuple[GanttBar, ...]
    arrows: tuple[Arrow, ...]
    groups: tuple[int, ...]
    weekends: tuple[Span, ...]
    months: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    today: Mark | None
    has_planned: bool
    has_whiskers: bool


def gantt(
    groups: Sequence[GanttGroup],
    *,
    today: date,
    title: str,
    note: str = "",
    zoom: Zoom = "weeks",
    marks: Iterable[tuple[date, str]] = (),
) -> Gantt:
    """Draw the tasks of every group, one row each, under the group's name."""
    tasks = [task for group in groups for task in group.tasks]
    named = tuple(marks)
    first, last = _range(tasks, today, [day for day, _ in named])
    across = _Across(first, WIDTHS[zoom])
    width = max(across(last + DAY) + EDGE, LEAST_WIDTH)
    end = first + timedelta(days=int(width / across.day))
    labels, bars, tops, bottom = _rows(groups, across)
    places = {bar.key: bar for bar in bars}
    return Gantt(
        title=title,
        note=note,
        summary=_summary(tasks, first, last),
        width=round(width, 1),
        height=bottom + FOOT,
        head=HEAD,
        bottom=bottom,
        day=across.day,
        first=first,
        labels=labels,
        bars=bars,
        arrows=tuple(_arrows(tasks, places)),
        groups=tops,
        weekends=() if zoom == "months" else tuple(_weekends(across, end)),
        months=tuple(_months(across, end)),
        ticks=tuple(_ticks(across, end, zoom)),
        marks=tuple(Mark(across(day), label) for day, label in named),
        today=Mark(across(today), "Today"),
        has_planned=any(bar.planned for bar in bars),
        has_whiskers=any(bar.whisker for bar in bars),
    )


@dataclass(frozen=True)
class _Across:
    """From days to pixels."""

    first: date
    day: float

    def __call__(self, day: date) -> float:
        return round((day - self.first).days * self.day, 1)

    def span(self, first: date, last: date) -> Span:
        """Return from the morning of the first day to the evening of the last."""
        x = self(first)
        return Span(x, round(self(last + DAY) - x, 1))


def _range(
    tasks: Sequence[GanttTask], today: date, marks: Sequence[date]
) -> tuple[date, date]:
    days = [today, *marks]
    for task in tasks:
        days += [task.starts, task.ends, *(task.planned or ())]
        days += [day for day in (task.deadline, task.latest) if day is not None]
    first = min(days)
    return first - timedelta(days=first.weekday()), max(days)


def _rows(
    groups: Sequence[GanttGroup], across: _Across
) -> tuple[tuple[GanttLabel, ...], tuple[GanttBar, ...], tuple[int, ...], int]:
    labels: list[GanttLabel] = []
    bars: list[GanttBar] = []
    tops: list[int] = []
    y = HEAD
    for group in groups:
        if group.label:
            labels.append(GanttLabel(group.label, "", is_group=True))
            tops.append(y)
            y += GROUP
        for task in group.tasks:
            name = GanttLabel(
                task.label, task.url, is_group=False, critical=task.critical
            )
            labels.append(name)
            bars.append(_bar(task, y, across))
            y += ROW
    return tuple(labels), tuple(bars), tuple(tops), y


def _bar(task: GanttTask, y: int, across: _Across) -> GanttBar:
    span = across.span(task.starts, task.ends)
    whisker = None
    if task.latest is not None and task.latest > task.ends:
        x = span.x + span.width
        whisker = Span(x, round(across(task.latest + DAY) - x, 1))
    classes = [f"is-{task.state.replace('_', '-')}"]
    classes += ["is-critical"] if task.critical else []
    classes += ["is-late"] if task.late else []
    return GanttBar(
        key=task.key,
        label=task.label,
        said=task.said,
        url=task.url,
        y=y,
        top=y + 7,
        middle=y + 7 + BAR // 2,
        bar=span,
        done=round(span.width * min(max(task.progress, 0.0), 1.0), 1),
        planned=None if task.planned is None else across.span(*task.planned),
        planned_top=y + 7 + BAR + 2,
        whisker=whisker,
        deadline=None if task.deadline is None else across(task.deadline + DAY),
        starts=task.starts,
        ends=task.ends,
        classes=" ".join(classes),
        critical=task.critical,
        movable=task.movable,
    )


# --- Links ------------------------------------------------------------------------


def _arrows(
    tasks: Iterable[GanttTask], places: Mapping[str, GanttBar]
) -> Iterable[Arrow]:
    for task in tasks:
        for key, kind in task.after:
            if key in places:
                yield _arrow(places[key], places[task.key], kind)


def _arrow(before: GanttBar, after: GanttBar, kind: str) -> Arrow:
    """Draw from one bar's end (or start) to the other's start (or end), in elbows."""
    leaves, enters = 1 if kind[0] == "F" else -1, -1 if kind[1] == "S" else 1
    x1 = before.bar.x + (before.bar.width if leaves > 0 else 0.0)
    x2 = after.bar.x + (after.bar.width if enters > 0 else 0.0)
    y1, y2 = before.middle, after.middle
    out, into = round(x1 + leaves * ELBOW, 1), round(x2 + enters * ELBOW, 1)
    if leaves > 0 > enters and into >= out:
        path = f"M{x1} {y1}H{into}V{y2}H{x2}"
    elif leaves == enters:
        far = max(out, into) if leaves > 0 else min(out, into)
        path = f"M{x1} {y1}H{far}V{y2}H{x2}"
    else:
        half = y2 + (-1 if y2 > y1 else 1) * ROW // 2
        path = f"M{x1} {y1}H{out}V{half}H{into}V{y2}H{x2}"
    back = round(x2 + enters * 5, 1)
    head = f"M{x2} {y2}L{back} {y2 - 3.5}V{y2 + 3.5}Z"
    return Arrow(path, head, before.critical and after.critical)


# --- The line of days -------------------------------------------------------------


def _weekends(across: _Across, end: date) -> Iterable[Span]:
    """Return where nobody works: weekends, and the company's days off."""
    day = across.first + timedelta(days=5)
    while day < end:
        yield across.span(day, day + DAY)
        day += timedelta(days=7)
    for day in days_off():
        if across.first <= day < end:
            yield across.span(day, day)


def _months(across: _Across, end: date) -> Iterable[Mark]:
    """Mark the first of every month, and the beginning where there is room for it."""
    day = across.first
    following = _next_month(day)
    if across(following) >= 64 or following >= end:
        yield Mark(0.0, f"{day:%b %Y}")
    day = following
    while day < end:
        yield Mark(across(day), f"{day:%b %Y}")
        day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _ticks(across: _Across, end: date, zoom: Zoom) -> Iterable[Mark]:
    """Mark Mondays: every one, or as many as can be read."""
    weeks = 4 if zoom == "months" else 1
    day = across.first
    while day < end:
        yield Mark(across(day), str(day.day) if zoom != "months" else "")
        day += timedelta(weeks=weeks)


def _summary(tasks: Sequence[GanttTask], first: date, last: date) -> str:
    critical = sum(task.critical for task in tasks)
    return (
        f"{len(tasks)} task{'' if len(tasks) == 1 else 's'} between {first:%d %b %Y} "
        f"and {last:%d %b %Y}, {critical} of them on the critical path"
    )
