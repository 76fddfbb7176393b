"""A person's follow-ups as a calendar reads them (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from accounts.queries import company
from planner.outreach.models import FollowUp

CALL = timedelta(minutes=25)
DAY = timedelta(days=1)


def feed(rows: Iterable[FollowUp], *, name: str, host: str, now: datetime) -> bytes:
    """Return an event for each: at its moment where one was agreed on, else all day."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kept//Follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    zone = ZoneInfo(company().time_zone)
    for row in rows:
        calendar.add_component(_event(row, host, now, zone))
    return bytes(calendar.to_ical())


def _event(row: FollowUp, host: str, now: datetime, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{row.reference}@{host}")
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("sequence", row.revision)
    if row.planned_at is not None:
        event.add("dtstart", row.planned_at.astimezone(UTC))
        event.add("dtend", (row.planned_at + CALL).astimezone(UTC))
    else:
        day = row.due_at.astimezone(zone).date()
        event.add("dtstart", day)
        event.add("dtend", day + DAY)
        event.add("transp", "TRANSPARENT")
    mark = "✓ " if row.done_at else ""
    event.add("summary", f"{mark}{row.acquaintance}: {row.what}")
    event.add("description", f"Promised; {row.standing(now)}.")
    event.add("status", "CANCELLED" if row.released_at else "CONFIRMED")
    return event
