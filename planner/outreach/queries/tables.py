"""Follow-ups and talks as tables for spreadsheets."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from core.exports import Cell
from planner.outreach.models import Contact, FollowUp

MANY: Final = 500
FOLLOW_UP_HEAD: Final = (
    *("person", "what", "kind", "promised by", "promised at", "due at"),
    *("how it stands", "done at", "what was said", "released at", "because"),
)
TALK_HEAD: Final = (
    *("person", "on", "channel", "who spoke to whom", "by", "in a line", "interest"),
    *("good time", "minutes", "they thanked us", "asked for a referral", "logged at"),
)


def follow_up_cells(rows: QuerySet[FollowUp], *, now: datetime) -> Iterator[list[Cell]]:
    """Yield a line for each follow-up; one query."""
    for row in rows.select_related("acquaintance", "owner").iterator(chunk_size=MANY):
        yield [
            row.acquaintance.name,
            row.what,
            row.get_kind_display(),
            row.owner.name,
            row.promised_at,
            row.due_at,
            row.standing(now),
            row.done_at,
            row.done_note,
            row.released_at,
            row.released_because,
        ]


def talk_cells(rows: QuerySet[Contact]) -> Iterator[list[Cell]]:
    """Yield a line for each talk; one query."""
    found = rows.select_related("acquaintance", "by", "interest")
    for row in found.iterator(chunk_size=MANY):
        yield [
            row.acquaintance.name,
            row.on,
            row.get_channel_display(),
            row.get_direction_display(),
            row.by.name,
            row.line,
            row.interest.name if row.interest else "",
            row.get_good_time_display(),
            row.minutes,
            row.thanked,
            row.asked_for_referral,
            row.logged_at,
        ]
