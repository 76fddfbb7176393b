"""What follows from decisions: conditions to be met, and plans that came back."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from core.pages import Tone
from planner.decisions import queries as decisions
from planner.decisions.models import Condition, Decision
from planner.today.items import Item, Section

MOST = 12
SOON = timedelta(weeks=2)


def owed(user: User, day: date) -> list[Section]:
    """Return what the reader is to meet, or nothing where there is none."""
    rows = list(decisions.owed_by(user)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="What an approval waits for from you",
            empty="",
            items=[_owed_item(row, day) for row in rows],
        )
    ]


def _owed_item(row: Condition, day: date) -> Item:
    left = (row.due_on - day).days
    badge, tone = _time_left(left)
    return Item(
        title=row.text,
        url=f"{reverse('decisions:conditions', args=[row.decision_id])}#condition-{row.pk}",
        text=f"“{subject(row.decision)}” was approved on it. By "
        f"{date_format(row.due_on)}: say what shows that it is met, or ask the CEO "
        "for more time before that day.",
        badge=badge,
        tone=tone,
    )


def _time_left(days: int) -> tuple[str, Tone]:
    if days < 0:
        return "overdue", "not-kept"
    if days == 0:
        return "today", "at-risk"
    tone: Tone = "at-risk" if timedelta(days=days) <= SOON else "neutral"
    return f"{days} day{'' if days == 1 else 's'} left", tone


def subject(decision: Decision) -> str:
    """Name the plan or the promise that was decided."""
    plan = decision.version.plan if decision.version else None
    return str(plan or decision.promise)


def missed(user: User, day: date) -> list[Section]:
    """Return what came back because of a missed condition, or nothing."""
    rows = list(decisions.awaited(user).filter(state=Condition.State.MISSED)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="Back before you: a condition was missed",
            empty="",
            url=reverse("decisions:board"),
            action="Open the desk",
            items=[
                Item(
                    title=subject(row.decision),
                    url=reverse("decisions:conditions", args=[row.decision_id]),
                    text=f"{row.owner.name} was to meet it by {date_format(row.due_on)}: "
                    f"{row.text} Give it more time, let it go, or "
                    + (
                        "take the approval back."
                        if row.decision.version
                        else "retire the promise."
                    ),
                    badge="missed",
                    tone="not-kept",
                )
                for row in rows
            ],
        )
    ]
