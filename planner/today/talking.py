"""Whom the reader talks to this week, and what they promised in talks."""

from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from accounts.policy import Act, allows
from accounts.queries import company
from planner.outreach.queries import lists
from planner.today.following import SOON, time_left
from planner.today.items import Item, Section

MOST = 12


def talks(user: User, day: date) -> list[Section]:
    """Return follow-ups that fall due, and this week's names; nothing where none is."""
    if not allows(user, Act.WORK_OUTREACH):
        return []
    return [*_promised(user, day), *_people(user, day)]


def _promised(user: User, day: date) -> list[Section]:
    rows = lists.due_by(user, day + SOON)[:MOST]
    items, zone = [], ZoneInfo(company().time_zone)
    for row in rows:
        due = row.due_at.astimezone(zone).date()
        badge, tone = time_left((due - day).days)
        url = f"{reverse('outreach:follow-ups')}#follow-up-{row.pk}"
        items.append(
            Item(
                title=row.what,
                url=url,
                text=f"Promised to {row.acquaintance} by {date_format(due)}.",
                badge=badge,
                tone=tone,
            )
        )
    if not items:
        return []
    return [
        Section(
            title="What you promised in talks",
            empty="",
            url=reverse("outreach:follow-ups"),
            action="All follow-ups",
            items=items,
        )
    ]


def _people(user: User, day: date) -> list[Section]:
    rows = lists.waiting(user, day)[:MOST]
    if not rows:
        return []
    return [
        Section(
            title="This week's people",
            empty="",
            url=reverse("outreach:week"),
            action="Your list",
            items=[
                Item(
                    title=row.acquaintance.name,
                    url=f"{reverse('outreach:week')}#name-{row.pk}",
                    text=f"{row.get_channel_display()}, {row.minutes} minutes. "
                    f"{row.reason}",
                    badge="carried over" if row.carries else "",
                    tone="at-risk" if row.carries else "neutral",
                )
                for row in rows
            ],
        )
    ]
