"""The secret address of a person's calendar: made, renewed, revoked."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from planner.execution.models import CalendarKey


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_calendar(*, actor: User, now: datetime) -> str:
    """Make a new secret for one's calendar and return it; the one before ends."""
    require(actor, Act.REPORT_TASKS)
    token = secrets.token_urlsafe(32)
    CalendarKey.objects.update_or_create(
        user=actor, defaults={"digest": digest_of(token), "made_at": now}
    )
    audit.record(actor=actor, action="calendar.opened", subject=actor, now=now)
    return token


@transaction.atomic
def close_calendar(*, actor: User, now: datetime) -> None:
    """End the secret address; calendars that read it find nothing any more."""
    require(actor, Act.REPORT_TASKS)
    gone, _ = CalendarKey.objects.filter(user=actor).delete()
    if gone:
        audit.record(actor=actor, action="calendar.closed", subject=actor, now=now)


def whose(token: str) -> User | None:
    """Return whose calendar this is, as long as they have access."""
    if len(token) > 100 or not token.isascii():
        return None
    row = CalendarKey.objects.filter(digest=digest_of(token)).select_related("user")
    key = row.first()
    return key.user if key is not None and key.user.is_active else None
