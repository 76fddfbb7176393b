"""Tasks as other tools read them: a Mermaid gantt, and Microsoft Project's XML."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree as Xml

from core.workdays import days_off
from planner.execution.models import TaskLink, TaskState
from planner.execution.queries.forecast import expected_days
from planner.execution.queries.lists import Row
from planner.plans.models import Plan

NAMESPACE: Final = "http://schemas.microsoft.com/project"
KINDS: Final = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
HOURS_A_DAY: Final = 8
TENTHS_A_DAY: Final = HOURS_A_DAY * 60 * 10
IN_DAYS: Final = 7  # the format of a lag that is shown in days
BEGINS, ENDS = time(8), time(17)
TAGS: Final = {
    TaskState.DONE: "done, ",
    TaskState.UNDER_WAY: "active, ",
    TaskState.HELD: "crit, ",
}
Links = dict[int, list[TaskLink]]


def _days(row: Row) -> tuple[date, date]:
    """Return the days of a task: as it was, as the schedule has it, or as forecast."""
    task = row.task
    first, last = task.planned_starts_on, task.planned_ends_on
    if row.forecast is not None:
        first, last = row.forecast.starts_on, row.forecast.ends_on
    today = task.created_at.date()
    return first or today, last or first or today


def _named(text: str) -> str:
    """Leave out what Mermaid would read as its own."""
    return " ".join(re.sub(r"[:;,#\\%{}<>\x00-\x1f]", " ", text).split()) or "?"


def mermaid(plan: Plan, strategies: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """Return a Mermaid gantt; a section for each strategy."""
    lines = [
        "gantt",
        f"    title {_named(plan.title)}",
        "    dateFormat YYYY-MM-DD",
        f"    excludes {', '.join(['weekends', *map(str, days_off())])}",
        "    inclusiveEndDates",
    ]
    for name, rows in strategies:
        lines.append(f"    section {_named(name)}")
        for row in rows:
            if row.task.state == TaskState.DROPPED:
                continue
            first, last = _days(row)
            tag = TAGS.get(TaskState(row.task.state), "")
            key = f"t{row.task.pk}"
            lines.append(f"    {_named(row.task.name)} :{tag}{key}, {first}, {last}")
    return "\n".join([*lines, ""])


# --- Microsoft Project ------------------------------------------------------------


def _clean(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _put(parent: Xml.Element, name: str, value: object) -> Xml.Element:
    child = Xml.SubElement(parent, name)
    child.text = _clean(str(value))
    return child


def duration(days: float) -> str:
    """Write working days as Project has them: eight hours each.

    >>> duration(1.5)
    'PT12H0M0S'
    """
    minutes = round(days * HOURS_A_DAY * 60)
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def _moment(day: date, clock: time) -> str:
    return datetime.combine(day, clock).isoformat()  # local, as Project has it


def _length(row: Row) -> float:
    found = expected_days(row.task)
    return found if found is not None else 0.0


def _task(
    parent: Xml.Element, row: Row, uid: int, uids: dict[int, int], links: Links
) -> None:
    task, (first, last) = row.task, _days(row)
    element = Xml.SubElement(parent, "Task")
    length = _length(row)
    for name, value in (
        ("UID", uid),
        ("ID", uid),
        ("Name", task.name),
        ("Type", 1),
        ("IsNull", 0),
        ("CreateDate", _moment(task.created_at.date(), BEGINS)),
        ("WBS", uid),
        ("OutlineNumber", uid),
        ("OutlineLevel", 1),
        ("Priority", 500),
        ("Start", _moment(first, BEGINS)),
        ("Finish", _moment(last, ENDS)),
        ("Duration", duration(length)),
        ("DurationFormat", IN_DAYS),
        ("Estimated", int(task.likely is None)),
        ("Milestone", int(length == 0)),
        ("Summary", 0),
        ("PercentComplete", task.progress),
    ):
        _put(element, name, value)
    if task.not_before:
        _put(element, "ConstraintType", 4)  # start no earlier than
    for name, day, clock in (
        ("ConstraintDate", task.not_before, BEGINS),
        ("Deadline", task.deadline, ENDS),
        ("ActualStart", task.started_on, BEGINS),
        ("ActualFinish", task.finished_on, ENDS),
    ):
        if day is not None:
            _put(element, name, _moment(day, clock))
    if task.deliverable:
        _put(element, "Notes", task.deliverable)
    for link in links.get(task.pk, []):
        if link.before_id in uids:
            _predecessor(element, link, uids[link.before_id])


def _predecessor(element: Xml.Element, link: TaskLink, uid: int) -> None:
    found = Xml.SubElement(element, "PredecessorLink")
    lag = int((Decimal(link.lag) * TENTHS_A_DAY).to_integral_value())
    for name, value in (
        ("PredecessorUID", uid),
        ("Type", KINDS[link.kind]),
        ("CrossProject", 0),
        ("LinkLag", lag),
        ("LagFormat", IN_DAYS),
    ):
        _put(found, name, value)


def _week() -> Iterator[tuple[int, bool]]:
    """Yield the days of Project's week, Sunday first, and whether one works."""
    for number in range(1, 8):
        yield number, number not in {1, 7}


def _calendar(root: Xml.Element) -> None:
    calendar = Xml.SubElement(Xml.SubElement(root, "Calendars"), "Calendar")
    for name, value in (("UID", 1), ("Name", "Standard"), ("IsBaseCalendar", 1)):
        _put(calendar, name, value)
    days = Xml.SubElement(calendar, "WeekDays")
    for number, works in _week():
        day = Xml.SubElement(days, "WeekDay")
        _put(day, "DayType", number)
        _put(day, "DayWorking", int(works))
        if works:
            times = Xml.SubElement(day, "WorkingTimes")
            for starts, ends in ((BEGINS, time(12)), (time(13), ENDS)):
                span = Xml.SubElement(times, "WorkingTime")
                _put(span, "FromTime", starts.isoformat())
                _put(span, "ToTime", ends.isoformat())
    for closed in days_off():
        _exception(days, closed)


def _exception(days: Xml.Element, closed: date) -> None:
    """Add a day on which nobody works, as every version of Project reads it."""
    day = Xml.SubElement(days, "WeekDay")
    _put(day, "DayType", 0)
    _put(day, "DayWorking", 0)
    span = Xml.SubElement(day, "TimePeriod")
    _put(span, "FromDate", _moment(closed, time.min))
    _put(span, "ToDate", _moment(closed, time(23, 59)))


def project(plan: Plan, rows: Sequence[Row], links: Links, currency: str) -> bytes:
    """Return the tasks as Microsoft Project 2003 and later read them."""
    Xml.register_namespace("", NAMESPACE)
    kept = [row for row in rows if row.task.state != TaskState.DROPPED]
    root = Xml.Element("Project", {"xmlns": NAMESPACE})
    starts = min((_days(row)[0] for row in kept), default=plan.starts_on)
    for name, value in (
        ("Name", plan.title),
        ("Title", plan.title),
        ("ScheduleFromStart", 1),
        ("StartDate", _moment(starts, BEGINS)),
        ("CurrencyCode", currency),
        ("CalendarUID", 1),
        ("MinutesPerDay", HOURS_A_DAY * 60),
        ("MinutesPerWeek", HOURS_A_DAY * 60 * 5),
    ):
        _put(root, name, value)
    _calendar(root)
    tasks = Xml.SubElement(root, "Tasks")
    uids = {row.task.pk: number for number, row in enumerate(kept, start=1)}
    for row in kept:
        _task(tasks, row, uids[row.task.pk], uids, links)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))
