"""What the frontline says it cannot keep, for those who answer."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import User
from planner.today.items import Item, Section
from promises.models import Objection
from promises.queries.objections import to_answer

MOST = 12


def unanswered(user: User, *, decides: bool) -> list[Section]:
    """Return what waits for the reader's answer, the longest due first; or nothing."""
    rows = list(to_answer(user, all_of_them=decides)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="“We can't keep this”, says the frontline",
            empty="",
            items=[_item(row, user) for row in rows],
        )
    ]


def _item(row: Objection, user: User) -> Item:
    overdue = row.escalated_at is not None
    due = date_format(localtime(row.due_at))
    whose = (
        "" if row.promise.owner_id == user.pk else f"{row.promise.owner.name} owns it. "
    )
    said = f" “{row.words}”" if row.words else ""
    return Item(
        title=row.promise.statement,
        url=reverse("promises:answer-objection", args=[row.promise_id, row.pk]),
        text=f"{row.team}: {row.get_reason_display().lower()}.{said} {whose}"
        f"Answer by {due}: what is done, or why nothing is.",
        badge="overdue" if overdue else "not answered",
        tone="not-kept" if overdue else "at-risk",
    )
