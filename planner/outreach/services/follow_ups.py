"""Follow-ups: promised in a talk, kept by a day, chased until they are."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import company, local_day
from core import editing
from core.refusals import Invalid
from planner.outreach.models import Acquaintance, Contact, FollowUp
from planner.outreach.services import finding
from planner.outreach.services.ledger import note, strike
from planner.outreach.services.refusals import NotNow

LATEST: Final = timedelta(days=5 * 366)


def end_of(day: date) -> datetime:
    """Return the last moment of a day, on the company's clock."""
    zone = ZoneInfo(company().time_zone)
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


@transaction.atomic
def promise_follow_up(
    *,
    actor: User,
    acquaintance_id: int,
    what: str,
    due_on: date,
    now: datetime,
    at: datetime | None = None,
    contact: Contact | None = None,
    kind: str = FollowUp.Kind.PROMISE,
) -> FollowUp:
    """Promise to do something for somebody by a day: an occasion on the ledger."""
    require(actor, Act.WORK_OUTREACH)
    person = finding.contactable(actor, acquaintance_id)
    row = promised(
        actor=actor,
        person=person,
        what=what,
        due_on=due_on,
        at=at,
        contact=contact,
        kind=kind,
        now=now,
    )
    audit.record(actor=actor, action="outreach.promised", subject=row, now=now)
    return row


def promised(
    *,
    actor: User,
    person: Acquaintance,
    what: str,
    due_on: date,
    now: datetime,
    at: datetime | None = None,
    contact: Contact | None = None,
    kind: str = FollowUp.Kind.PROMISE,
) -> FollowUp:
    """Write a follow-up and its occasion; the caller has asked whether it may be."""
    _require_day(due_on, now)
    row = FollowUp(
        acquaintance=person,
        contact=contact,
        owner=actor,
        kind=kind,
        what=" ".join(what.split()),
        promised_at=now,
        due_at=end_of(due_on),
        planned_at=at,
        changed_at=now,
    )
    editing.check(row)
    row.save()
    note(row, actor=actor, now=now)
    return row


def _require_day(due_on: date, now: datetime) -> None:
    today = local_day(now)
    if not today <= due_on <= today + LATEST:
        words = "Choose a day from today on, at most five years ahead."
        raise Invalid(words, errors={"due_on": [words]})


def _open(actor: User, pk: int, revision: int | None) -> FollowUp:
    require(actor, Act.WORK_OUTREACH)
    row = finding.own_follow_up(actor, pk)
    if not row.is_open or (revision is not None and row.revision != revision):
        raise NotNow(
            "This follow-up has changed since you opened it.",
            next_step="Look at how it stands now.",
        )
    return row


def _save(row: FollowUp, actor: User, now: datetime, action: str) -> FollowUp:
    row.changed_at = now
    row.revision += 1
    editing.check(row)
    row.save()
    audit.record(actor=actor, action=action, subject=row, now=now)
    return row


@transaction.atomic
def keep(
    *, actor: User, pk: int, now: datetime, said: str = "", revision: int | None = None
) -> FollowUp:
    """Say that a follow-up is done, now."""
    row = _open(actor, pk, revision)
    row.done_at, row.done_note = now, " ".join(said.split())
    note(row, actor=actor, now=now)
    return _save(row, actor, now, "outreach.kept")


@transaction.atomic
def move(
    *,
    actor: User,
    pk: int,
    due_on: date,
    now: datetime,
    at: datetime | None = None,
    revision: int | None = None,
) -> FollowUp:
    """Agree on another day with the one it was promised to, before it is overdue."""
    row = _open(actor, pk, revision)
    if row.due_at < now:
        raise NotNow(
            "Its day is over: it counts as broken, and another day does not undo that.",
            next_step="Do it now and say so; it counts as kept late.",
        )
    _require_day(due_on, now)
    row.due_at, row.planned_at = end_of(due_on), at
    note(row, actor=actor, now=now)
    return _save(row, actor, now, "outreach.moved")


@transaction.atomic
def release(
    *, actor: User, pk: int, because: str, now: datetime, revision: int | None = None
) -> FollowUp:
    """Note that the other side released us; before its day it leaves the ledger."""
    row = _open(actor, pk, revision)
    if not (words := " ".join(because.split())):
        missing = "Say why they no longer need it."
        raise Invalid(missing, errors={"because": [missing]})
    if row.due_at >= now:
        strike(row)
    row.released_at, row.released_because = now, words
    return _save(row, actor, now, "outreach.released")
