"""Log a talk: channel, a line, interest, follow-up, referral, all in one go."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import Role, User
from accounts.policy import Act, require
from accounts.queries import local_day
from core import editing
from core.refusals import Invalid
from planner.outreach.models import (
    Acquaintance,
    Contact,
    FollowUp,
    Knows,
    NameState,
    Referral,
    WeeklyName,
)
from planner.outreach.services import finding
from planner.outreach.services.follow_ups import promised
from planner.outreach.services.listed import keep_in_touch
from planner.outreach.services.people import add, interest_of
from planner.outreach.services.refusals import NoContactWanted

EARLIEST: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What is said of a talk; everything but the channel may be left out."""

    channel: str
    direction: str = Contact.Direction.FROM_US
    on: date | None = None
    line: str = ""
    interest: str = ""
    good_time: str = Contact.GoodTime.NOT_ASKED
    minutes: int | None = None
    follow_up: str = ""
    follow_up_on: date | None = None
    call_back_at: datetime | None = None
    referral: str = ""
    referral_line: str = ""
    asked_for_referral: bool = False
    thanked: bool = False
    key: str = ""


@transaction.atomic
def log(*, actor: User, acquaintance_id: int, talk: Talk, now: datetime) -> Contact:
    """Log a talk, with what was promised in it and whom it led to.

    The same key again is the same talk. Of somebody who must not be contacted only
    what came from them is logged.
    """
    require(actor, Act.WORK_OUTREACH)
    person = finding.person(actor, acquaintance_id)
    key = talk.key or uuid.uuid4().hex
    if (known := Contact.objects.filter(by=actor, key=key).first()) is not None:
        return known
    _require_contactable(person, talk)
    contact = _logged(actor, person, talk, key, now)
    if talk.interest.strip():
        person.interests.add(contact.interest)  # type: ignore[arg-type]  # it has one
    _touch(person, contact.on)
    _know(actor, person)
    _close_names(person, contact, now)
    _promise(actor, person, contact, talk, now)
    _refer(actor, person, contact, talk, now)
    audit.record(
        actor=actor,
        action="outreach.talk-logged",
        subject=contact,
        now=now,
        changes={"channel": contact.channel},
    )
    return contact


def _require_contactable(person: Acquaintance, talk: Talk) -> None:
    asks = talk.direction == Contact.Direction.FROM_US or talk.follow_up_on
    if (asks or talk.call_back_at) and (words := person.why_not):
        raise NoContactWanted(
            f"{person}: {words}",
            next_step="If they came to you, log it as “They spoke to us”.",
        )


def _logged(
    actor: User, person: Acquaintance, talk: Talk, key: str, now: datetime
) -> Contact:
    today = local_day(now)
    on = talk.on or today
    if not today - EARLIEST <= on <= today:
        words = "Choose a day of the past year, today at the latest."
        raise Invalid(words, errors={"on": [words]})
    interest = interest_of(talk.interest) if talk.interest.strip() else None
    contact = Contact(
        acquaintance=person,
        by=actor,
        channel=talk.channel,
        direction=talk.direction,
        on=on,
        line=" ".join(talk.line.split()),
        interest=interest,
        good_time=talk.good_time,
        minutes=talk.minutes,
        asked_for_referral=talk.asked_for_referral,
        thanked=talk.thanked,
        key=key,
        logged_at=now,
    )
    editing.check(contact)
    contact.save(force_insert=True)
    return contact


def _touch(person: Acquaintance, on: date) -> None:
    """Keep the day of the last contact."""
    if person.last_contact_on is None or person.last_contact_on < on:
        Acquaintance.objects.filter(pk=person.pk).update(last_contact_on=on)
        person.last_contact_on = on


def _know(actor: User, person: Acquaintance) -> None:
    """Whoever talked with somebody knows them from now on."""
    if actor.role != Role.INTEGRATION:
        Knows.objects.get_or_create(
            acquaintance=person,
            person=actor,
            defaults={"closeness": person.closeness},
        )


def _close_names(person: Acquaintance, contact: Contact, now: datetime) -> None:
    """Take them off the lists: a colleague's, too, for they were in contact now."""
    keep_in_touch(person, on=contact.on, now=now)
    rows = person.weekly_names.open().select_related("week").order_by("pk")
    for row in rows:
        mine = row.week.person_id == contact.by_id
        row.state = NameState.DONE if mine else NameState.RETURNED
        row.contact = contact if mine and not _is_told(contact) else None
        row.note = "" if mine else "A colleague was in contact."
        row.closed_at = now
        row.save()


def _is_told(contact: Contact) -> bool:
    return WeeklyName.objects.filter(contact=contact).exists()


def _promise(
    actor: User, person: Acquaintance, contact: Contact, talk: Talk, now: datetime
) -> None:
    """Write down what was promised, and the call-back that was asked for."""
    if talk.follow_up.strip() and talk.follow_up_on is None:
        words = "Say by which day you will do it."
        raise Invalid(words, errors={"follow_up_on": [words]})
    if talk.follow_up_on is not None:
        promised(
            actor=actor,
            person=person,
            what=talk.follow_up.strip() or f"Come back to {person}",
            due_on=talk.follow_up_on,
            contact=contact,
            now=now,
        )
    if talk.call_back_at is not None:
        if talk.call_back_at < now:
            words = "Choose a moment that is still to come."
            raise Invalid(words, errors={"call_back_at": [words]})
        promised(
            actor=actor,
            person=person,
            what=f"Call {person} back",
            due_on=local_day(talk.call_back_at),
            at=talk.call_back_at,
            contact=contact,
            kind=FollowUp.Kind.CALL_BACK,
            now=now,
        )


def _refer(
    actor: User, person: Acquaintance, contact: Contact, talk: Talk, now: datetime
) -> None:
    """Write down whom they named; somebody we know already is not added twice."""
    if not talk.referral.strip():
        return
    brought = add(
        actor=actor,
        facts={"name": talk.referral, "line": talk.referral_line, "closeness": 1},
        now=now,
        anyway=True,
        came_from="a referral",
    )
    Referral.objects.create(
        source=person, brought=brought, contact=contact, by=actor, on=contact.on
    )
