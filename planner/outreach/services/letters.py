"""Tell somebody a story: challenged first, sent by a person, one by one, and logged.

Nothing here sends by itself. A letter is handed to the person's own mail program or
clipboard and logged when they say that it is out, or sent from here when they ask for it
and a mail server is configured: then it is logged first, and sent once that is safe. In
either case it must not sell, and the person must be one who may be contacted; a story goes
to nobody twice, which the database keeps as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid
from engine.outreach import Wording
from planner.outreach.models import (
    Acquaintance,
    Channel,
    Contact,
    Overruling,
    Sending,
    Story,
    Telling,
)
from planner.outreach.models.stories import LONGEST_LETTER
from planner.outreach.queries.stories import told_on
from planner.outreach.services import finding, talks
from planner.outreach.services.overruling import overrule, refuse_selling
from planner.outreach.services.refusals import NoContactWanted, NoSuchPerson
from planner.outreach.services.sending import deliver, own_loose
from planner.outreach.services.stories import find_story

WRITTEN: Final = frozenset({Channel.MAIL, Channel.MESSAGE})


class HeardAlready(Conflict):
    title = "They have heard this story"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A story on its way to somebody: in writing with its words, or told.

    ``send`` asks for it to be sent from here; otherwise the person has sent it.
    ``not_selling`` is why its writer says that the challenge is wrong.
    """

    channel: str = Channel.MAIL
    story_id: int | None = None
    subject: str = ""
    body: str = ""
    line: str = ""
    asked_for_referral: bool = False
    key: str = ""
    send: bool = False
    not_selling: str = ""


def can_send() -> bool:
    """Tell whether a mail server is configured at all."""
    return not settings.EMAIL_BACKEND.rpartition("backends.")[2].startswith(
        ("console", "dummy")
    )


def open_to(actor: User, pk: int) -> Acquaintance:
    """Return somebody who may be contacted; there is no page to write to others."""
    rows = Acquaintance.objects.visible_to(actor).here().select_related("customer")
    person = rows.filter(pk=pk).first()
    if person is None:
        raise NoSuchPerson(finding.GONE, next_step=finding.LOOK)
    if words := person.why_not:
        raise NoContactWanted(
            f"{person}: {words}", next_step="Respect it: choose somebody else."
        )
    return person


def tell(
    *, actor: User, acquaintance_id: int, message: Message, now: datetime
) -> Contact:
    """Log that somebody was told a story, or written to, and then send it if asked.

    The same key again is the same message: it is not sent twice.
    """
    contact = _logged(actor, acquaintance_id, message, now)
    if message.send:
        deliver(contact=contact, now=now)
    return contact


@transaction.atomic
def _logged(
    actor: User, acquaintance_id: int, message: Message, now: datetime
) -> Contact:
    require(actor, Act.WORK_OUTREACH)
    person = finding.contactable(actor, acquaintance_id)
    known = Contact.objects.filter(by=actor, key=message.key).first()
    if message.key and known is not None:
        return known
    written = message.channel in WRITTEN
    wording = None
    if written or message.send:
        wording = check_letter(message.subject, message.body, message.not_selling)
    if message.send:
        require_sendable(person.email)
    story = find_story(actor, message.story_id) if message.story_id else None
    if story is not None:
        _check_untold(story, told=told_on(person, story))
    talk = talks.Talk(
        channel=message.channel,
        line=_line(message, story),
        asked_for_referral=message.asked_for_referral,
        key=message.key,
    )
    contact = talks.log(actor=actor, acquaintance_id=person.pk, talk=talk, now=now)
    if wording is not None and wording.sells:
        overrule(
            actor=actor,
            contact=contact,
            wording=wording,
            reason=message.not_selling,
            now=now,
        )
    if story is not None:
        _tell(story, contact)
    if message.send:
        Sending.objects.create(
            contact=contact, subject=message.subject, body=message.body, begun_at=now
        )
    return contact


def _line(message: Message, story: Story | None) -> str:
    if message.line.strip():
        return message.line
    return f"Told the story “{story.title}”" if story else "Wrote to them"


def check_letter(subject: str, body: str, not_selling: str = "") -> Wording:
    """Refuse a letter that is empty, too long, or sells, and return how it reads."""
    if not body.strip():
        raise Invalid(
            "There is nothing in it.", errors={"body": ["Write a few words."]}
        )
    if len(body) > LONGEST_LETTER or len(subject) > 120:
        words = f"At most {LONGEST_LETTER:,} letters, and 120 in the subject."
        raise Invalid(words, errors={"body": [words]})
    if "\n" in subject or "\r" in subject:
        words = "A subject is one line."
        raise Invalid(words, errors={"subject": [words]})
    return refuse_selling(subject, body, reason=not_selling)


def _check_untold(story: Story, *, told: object) -> None:
    if not story.active:
        raise Conflict(
            f"“{story}” is not told any more.", next_step="Choose another story."
        )
    if told is not None:
        raise HeardAlready(
            f"They were told “{story}” on {told}.", next_step="Choose another story."
        )


def _tell(story: Story, contact: Contact) -> None:
    try:
        with transaction.atomic():
            Telling.objects.create(
                story=story,
                acquaintance_id=contact.acquaintance_id,
                by=contact.by,
                on=contact.on,
                contact=contact,
            )
    except IntegrityError as error:
        raise HeardAlready(
            f"Somebody told them “{story}” just now.",
            next_step="Choose another story.",
        ) from error


def require_sendable(address: str) -> None:
    """Refuse to send from here where no mail server or no address is known."""
    if not can_send():
        raise Invalid(
            "No mail server is configured.",
            next_step="Copy the letter or open it in your mail program, then log it.",
        )
    if not address:
        raise Invalid(
            "No e-mail address is known.", next_step="Add it to their page first."
        )


def send_again(*, actor: User, contact_id: int, now: datetime) -> Contact:
    """Try once more to send a letter that is not out; its writer has looked before."""
    with transaction.atomic():
        row = own_loose(actor, contact_id, now)
        person = finding.contactable(actor, row.contact.acquaintance_id)
        require_sendable(person.email)
        known = Overruling.objects.filter(contact=row.contact).first()
        check_letter(row.subject, row.body, known.reason if known else "")
        row.state = Sending.State.WAITING
        row.save(update_fields=["state"])
    deliver(contact=row.contact, now=now)
    return row.contact
