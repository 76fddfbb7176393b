"""The secret address of somebody's follow-ups and this week's people."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, allows, require
from planner.outreach.models import FollowUpCalendar


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_calendar(*, actor: User, now: datetime) -> str:
    """Make a new secret for one's calendar and return it; the one before ends."""
    require(actor, Act.WORK_OUTREACH)
    token = secrets.token_urlsafe(32)
    FollowUpCalendar.objects.filter(user=actor).delete()
    FollowUpCalendar.objects.create(user=actor, digest=_digest(token), made_at=now)
    audit.record(actor=actor, action="outreach.calendar-opened", subject=actor, now=now)
    return token


@transaction.atomic
def close_calendar(*, actor: User, now: datetime) -> None:
    """End the secret address; calendars that read it find nothing any more."""
    require(actor, Act.WORK_OUTREACH)
    gone, _ = FollowUpCalendar.objects.filter(user=actor).delete()
    if gone:
        audit.record(
            actor=actor, action="outreach.calendar-closed", subject=actor, now=now
        )


def whose(token: str) -> User | None:
    """Return whose calendar this is, as long as they take part in outreach."""
    if len(token) > 100 or not token.isascii():
        return None
    rows = FollowUpCalendar.objects.filter(digest=_digest(token))
    found = rows.select_related("user").first()
    if found is None or not allows(found.user, Act.WORK_OUTREACH):
        return None
    return found.user
