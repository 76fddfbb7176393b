"""What pruning asks of people: the CEO's word, and telling whoever has to know."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from planner.pruning import queries as pruning
from planner.today.following import time_left
from planner.today.items import Item, Section

MOST = 12


def to_retire(user: User) -> list[Section]:
    """Return what was proposed for retirement, or nothing where nothing was."""
    rows = list(pruning.proposed(user)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="Proposed for retirement",
            empty="",
            url=reverse("pruning:home"),
            action="See all that could go",
            items=[
                Item(
                    title=row.name,
                    url=reverse("pruning:retirement", args=[row.pk]),
                    text=f"{row.proposed_by.name}: {row.reason}"[:300],
                    badge=row.get_kind_display().lower(),
                )
                for row in rows
            ],
        )
    ]


def to_tell(user: User, day: date) -> list[Section]:
    """Return whom the reader is to tell of what was retired, or nothing."""
    rows = list(pruning.to_tell(user)[:MOST])
    if not rows:
        return []
    items = []
    for row in rows:
        badge, tone = time_left((row.due_on - day).days)
        items.append(
            Item(
                title=f"{row.retirement.name}: {row.whom}",
                url=f"{reverse('pruning:retirement', args=[row.retirement_id])}"
                f"#telling-{row.pk}",
                text=f"{row.what} By {date_format(row.due_on)}.",
                badge=badge,
                tone=tone,
            )
        )
    return [Section(title="Whom you are to tell", empty="", items=items)]
