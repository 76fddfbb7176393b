"""Mail what people were told: singly what is urgent, the rest once a day.

A notice is the outbox's row. Who mails it first moves its next try ahead, further
each time, and calls it mailed only after the server took it. So what a machine that
died had in hand goes out again after that time, and nothing is lost while mail is
down; in the worst case it comes twice, under the same Message-ID.
"""

import logging
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F

from accounts.letters import letter
from accounts.models import Notice

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_IN_A_LETTER = 100


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubled each time."""
    times: int = 2 ** min(max(attempts - 1, 0), 12)
    return min(LONGEST_PAUSE, FIRST_PAUSE * times)


def mail_next(*, now: datetime) -> bool:
    """Mail one letter that is due; tell whether to go on with the next."""
    claimed = _claim(now)
    if not claimed:
        return False
    return _send(letter(claimed[0].person, claimed), claimed, now)


def _claim(now: datetime) -> list[Notice]:
    """Take what goes out in one letter, so that nobody else mails it meanwhile."""
    with transaction.atomic():
        due = Notice.objects.due(now).select_related("person")
        first = due.order_by("next_try_at", "pk").first()
        if first is None:
            return []
        rows = [first] if first.comes_alone else list(_digest(first, now))
        return [row for row in rows if _take(row, now)]


def _digest(first: Notice, now: datetime) -> list[Notice]:
    """Return what its person is told in the same daily letter."""
    rows = Notice.objects.due(now).filter(person=first.person_id, urgent=False)
    return list(rows.select_related("person").order_by("pk")[:MOST_IN_A_LETTER])


def _take(row: Notice, now: datetime) -> bool:
    """Move the next try ahead, unless somebody else has meanwhile."""
    attempts = row.attempts + 1
    again = now + pause(attempts)
    taken = Notice.objects.filter(
        pk=row.pk,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        mailed_at__isnull=True,
    ).update(attempts=F("attempts") + 1, next_try_at=again)
    return bool(taken)


def _send(message: EmailMultiAlternatives, rows: list[Notice], now: datetime) -> bool:
    keys = [row.pk for row in rows]
    try:
        message.send()
    except OSError as error:  # SMTPException is one
        # Its address stays out of the log.
        log.warning(
            "the mail server did not take notices %s: %s", keys, type(error).__name__
        )
        return False
    Notice.objects.filter(pk__in=keys).update(mailed_at=now, next_try_at=None)
    return True


def is_due(*, now: datetime) -> bool:
    """Tell whether anything waits to be mailed."""
    return Notice.objects.due(now).exists()
