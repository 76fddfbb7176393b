"""Whom a draft waits for, and who waits for this reader's answer."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from planner.participation.queries import asked_of, silent_on
from planner.plans.models import Invitation
from planner.today.items import Item, Section


def asked(user: User, day: date) -> list[Section]:
    """Return the questions that wait for an answer; nothing where none does."""
    rows = asked_of(user)
    if not rows:
        return []
    items = [
        Item(
            title=row.plan.title,
            url=f"{reverse('people:plan', args=[row.plan_id])}#answer",
            text=f"{row.invited_by.name} asks: “{row.question}”",
            badge=_since(row, day),
            tone="at-risk",
        )
        for row in rows
    ]
    return [Section(title="You are asked", empty="", items=items)]


def silent(user: User, day: date) -> list[Section]:
    """Return who has not answered on one's drafts; nothing where all have."""
    rows = silent_on(user)
    if not rows:
        return []
    items = [
        Item(
            title=f"{row.person.name}, {row.person.title}",
            url=reverse("people:plan", args=[row.plan_id]),
            text=f"{row.plan.title}: “{row.question}”",
            badge=_since(row, day),
            tone="at-risk",
        )
        for row in rows
    ]
    title = "Who has not answered on your drafts"
    return [Section(title=title, empty="", items=items)]


def _since(row: Invitation, day: date) -> str:
    days = max(0, (day - localtime(row.invited_at).date()).days)
    if not days:
        return "asked today"
    return f"asked {days} day{'' if days == 1 else 's'} ago"
