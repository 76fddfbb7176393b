"""A person's tasks as a calendar reads them (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from typing import Final

from icalendar import Calendar, Event

from planner.execution.models import Task, TaskState

DAY: Final = timedelta(days=1)
STATUS: Final = {TaskState.DROPPED: "CANCELLED"}


def feed(tasks: Iterable[Task], *, name: str, host: str) -> bytes:
    """Return all-day events for what has a day; each is the same event for ever."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kept//Tasks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for task in tasks:
        if (days := _days(task)) is not None:
            calendar.add_component(_event(task, days, host))
    return bytes(calendar.to_ical())


def _days(task: Task) -> tuple[date, date] | None:
    """Return its first and last day; a deadline alone is one day."""
    last = task.finished_on or task.planned_ends_on or task.deadline
    first = task.started_on or task.planned_starts_on or last
    if last is None or first is None:
        return None
    return min(first, last), last


def _event(task: Task, days: tuple[date, date], host: str) -> Event:
    event = Event()
    event.add("uid", f"task-{task.pk}@{host}")
    event.add("dtstamp", task.changed_at.astimezone(UTC))
    event.add("last-modified", task.changed_at.astimezone(UTC))
    event.add("sequence", task.revision)
    event.add("dtstart", days[0])
    event.add("dtend", days[1] + DAY)
    event.add("summary", f"{_mark(task)}{task.name}")
    event.add("description", _said(task))
    event.add("status", STATUS.get(TaskState(task.state), "CONFIRMED"))
    event.add("transp", "TRANSPARENT")
    return event


def _mark(task: Task) -> str:
    return {TaskState.DONE: "✓ ", TaskState.HELD: "Held: "}.get(
        TaskState(task.state), ""
    )


def _said(task: Task) -> str:
    parts = [task.plan.title, task.deliverable, task.hold_reason]
    if task.deadline:
        parts.append(f"Deadline: {task.deadline.isoformat()}")
    return "\n".join(filter(None, parts))
