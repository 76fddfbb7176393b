"""Draft a promise that keeps everything but its standard."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from promises.models import Promise
from promises.services.drafting import draft_of, draft_promise, successor_of, told

MOST_WEEKS = 52


@transaction.atomic
def draft_with_standard(
    *, actor: User, promise: Promise, standard: str, days: float, now: datetime
) -> Promise:
    """Write a new idea down that promises another standard, in so many days.

    The work may then wait the whole weeks of it. The trail tells what differs.
    """
    require(actor, Act.DRAFT_PROMISES)
    draft = replace(
        successor_of(promise, actor),
        standard=standard,
        within_weeks=min(int(days // 7), MOST_WEEKS),
    )
    made = draft_promise(actor=actor, draft=draft, now=now)
    audit.record(
        actor=actor,
        action="promise.standard-drafted",
        subject=made,
        now=now,
        changes=audit.difference(told(draft_of(promise)), told(draft)),
    )
    return made
