"""Tell people what happened that concerns them, and when they have seen it.

The row is written in the caller's transaction, so that nobody is told of what did
not happen; it is the outbox of the mail, too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.audit import difference, record
from accounts.models import Notice, Post, Role, User
from accounts.policy import Act, require
from accounts.queries import company
from accounts.runs import is_due
from accounts.tasks import post
from core.refusals import Invalid, NotThere
from core.wake import send, wake

MOST_TEXT = 300


def in_one_line(text: str, *, most: int = MOST_TEXT) -> str:
    """Put a text on one line of at most so many letters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def next_digest(*, hour: int, zone: str, now: datetime) -> datetime:
    """Return when that hour strikes next on the company's clock."""
    local = now.astimezone(ZoneInfo(zone))
    strikes = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return strikes if strikes > local else strikes + timedelta(days=1)


def mail_due(
    person: User, *, urgent: bool, zone: str, now: datetime
) -> datetime | None:
    """Return when a notice goes out by mail, or None where its person wants none."""
    if person.post == Post.NEVER:
        return None
    if urgent or person.post == Post.AT_ONCE:
        return now
    return next_digest(hour=person.digest_hour, zone=zone, now=now)


def _require_link(link: str) -> None:
    if not link.startswith("/") or link.startswith("//") or "\\" in link:
        msg = f"A notice leads to a page of this site, not to {link!r}."
        raise ValueError(msg)


def tell(
    *,
    people: Iterable[User],
    text: str,
    link: str,
    now: datetime,
    kind: str,
    about: str = "",
    urgent: bool = False,
    actor: User | None = None,
) -> list[Notice]:
    """Tell each of these people once, in the transaction of what happened.

    Nobody is told of what they did themselves (``actor``), nor are other systems
    or people who have left. ``link`` is a path within the site, ``about`` a short
    key of the subject such as ``plan:42``.
    """
    _require_link(link)
    told = {
        person.pk: person
        for person in people
        if person.is_active and person.role != Role.INTEGRATION
    }
    if actor is not None:
        told.pop(actor.pk, None)
    if not told:
        return []
    zone = company().time_zone
    notices = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=kind,
            text=in_one_line(text),
            link=link,
            about=about,
            urgent=urgent,
            created_at=now,
            next_try_at=mail_due(person, urgent=urgent, zone=zone, now=now),
        )
        for person in told.values()
    )
    if any(notice.next_try_at == now for notice in notices):
        wake(post)
    return notices


def mail_when_due(*, now: datetime) -> None:
    """Have a worker mail what waits; asked twice, it finds nothing more to do."""
    if is_due(now=now):
        send(post.name)


@transaction.atomic
def change_post(*, actor: User, post: str, digest_hour: int, now: datetime) -> User:
    """Say what one wants by mail, and when; what waits follows it."""
    require(actor, Act.SIGN_IN)
    if post not in Post.values or not 0 <= digest_hour <= 23:
        words = "Choose one of the ways, and an hour from 0 to 23."
        raise Invalid(words, next_step="Correct it.", errors={"post": [words]})
    person = User.objects.select_for_update().get(pk=actor.pk)
    before = {"post": person.post, "digest_hour": person.digest_hour}
    person.post, person.digest_hour = post, digest_hour
    after = {"post": post, "digest_hour": digest_hour}
    if changes := difference(before, after):
        person.save(update_fields=["post", "digest_hour"])
        _put_off(person, now)
        record(
            actor=actor,
            action="changed what comes by mail",
            subject=person,
            now=now,
            changes=changes,
        )
    return person


def _put_off(person: User, now: datetime) -> None:
    """Let what waits to be mailed go out as its person wants it from now on."""
    zone = company().time_zone
    waiting = person.notices.unread().filter(
        mailed_at__isnull=True, next_try_at__isnull=False
    )
    for urgent in (True, False):
        due = mail_due(person, urgent=urgent, zone=zone, now=now)
        waiting.filter(urgent=urgent).update(next_try_at=due)


@transaction.atomic
def mark_read(*, actor: User, notice_id: int, now: datetime) -> Notice:
    """Note that one has seen it; a second time changes nothing."""
    require(actor, Act.SIGN_IN)
    notice = actor.notices.filter(pk=notice_id).first()
    if notice is None:
        raise NotThere(
            "There is no such notice, or it is not yours.",
            next_step="Look through your notices.",
        )
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, actor: User, now: datetime) -> int:
    """Note that one has seen everything; return how much that was."""
    require(actor, Act.SIGN_IN)
    return actor.notices.unread().update(read_at=now)


def recall(*, about: str, kind: str) -> int:
    """Take away what was told too early; what was mailed or read stays known."""
    return Notice.objects.filter(about=about, kind=kind).delete()[0]


def settle(*, person: User, about: str, kind: str, now: datetime) -> int:
    """Take notices as read whose question has been answered meanwhile."""
    waiting = person.notices.unread().filter(about=about, kind=kind)
    return waiting.update(read_at=now)


def take_back(*, person: User, about: str, now: datetime) -> int:
    """Take as read, and mail no more, what somebody may not see any longer."""
    waiting = person.notices.filter(about=about)
    waiting.filter(mailed_at__isnull=True).update(next_try_at=None)
    return waiting.unread().update(read_at=now)
