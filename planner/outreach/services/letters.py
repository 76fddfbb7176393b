"""Tell somebody a story: challenged first, sent by a person, one by one, and logged.

Nothing here sends by itself. A letter is handed to the person's own mail program or
clipboard and logged when they say that it is out, or sent from here when they ask for it
and a mail server is configured. In either case it must not sell, and the person must be
one who may be contacted; a story goes to nobody twice, which the database keeps as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.policy import Act, require
from accounts.services.people import send
from core.refusals import Conflict, Invalid, Refusal
from planner.outreach.models import Acquaintance, Channel, Contact, Story, Telling
from planner.outreach.models.stories import LONGEST_LETTER
from planner.outreach.queries.stories import told_on
from planner.outreach.queries.wording import wording_of
from planner.outreach.services import finding, talks
from planner.outreach.services.refusals import NoContactWanted, NoSuchPerson
from planner.outreach.services.stories import find_story

WRITTEN: Final = frozenset({Channel.MAIL, Channel.MESSAGE})
SHOWN_WORDS: Final = 5


class Sells(Invalid):
    """A message that sells is not sent; there is no way around it."""

    title = "This sells"


class HeardAlready(Conflict):
    title = "They have heard this story"


class NotSent(Refusal):
    status = 502
    title = "The mail was not sent"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A story on its way to somebody: in writing with its words, or told.

    ``send`` asks for it to be sent from here; otherwise the person has sent it.
    """

    channel: str = Channel.MAIL
    story_id: int | None = None
    subject: str = ""
    body: str = ""
    line: str = ""
    asked_for_referral: bool = False
    key: str = ""
    send: bool = False


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


def refuse_selling(*texts: str) -> None:
    """Refuse a message that sells, with the words that gave it away."""
    wording = wording_of(*texts)
    if not wording.sells:
        return
    shown = list(dict.fromkeys(f"“{each.words}”" for each in wording.findings))
    words = ", ".join(shown[:SHOWN_WORDS])
    raise Sells(
        f"This sells: {words}.",
        next_step="Tell the story without it. If these words do not sell in your trade, "
        "a director can let them pass on the list of words.",
        errors={
            "body": [f"{each.words}: {each.question}" for each in wording.findings][
                :SHOWN_WORDS
            ]
        },
    )


@transaction.atomic
def tell(
    *, actor: User, acquaintance_id: int, message: Message, now: datetime
) -> Contact:
    """Log that somebody was told a story, or written to, sending it first if asked.

    The same key again is the same message: it is not sent twice.
    """
    require(actor, Act.WORK_OUTREACH)
    person = finding.contactable(actor, acquaintance_id)
    known = Contact.objects.filter(by=actor, key=message.key).first()
    if message.key and known is not None:
        return known
    written = message.channel in WRITTEN
    if written or message.send:
        _check_letter(message)
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
    if story is not None:
        _tell(story, contact)
    if message.send:
        _send(actor, person.email, message)
    return contact


def _line(message: Message, story: Story | None) -> str:
    if message.line.strip():
        return message.line
    return f"Told the story “{story.title}”" if story else "Wrote to them"


def _check_letter(message: Message) -> None:
    if not message.body.strip():
        raise Invalid(
            "There is nothing in it.", errors={"body": ["Write a few words."]}
        )
    if len(message.body) > LONGEST_LETTER or len(message.subject) > 120:
        words = f"At most {LONGEST_LETTER:,} letters, and 120 in the subject."
        raise Invalid(words, errors={"body": [words]})
    if "\n" in message.subject or "\r" in message.subject:
        words = "A subject is one line."
        raise Invalid(words, errors={"subject": [words]})
    refuse_selling(message.subject, message.body)


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


def _send(actor: User, address: str, message: Message) -> None:
    """Send one letter to one person; if it is not taken, nothing is logged either."""
    if not can_send():
        raise Invalid(
            "No mail server is configured.",
            next_step="Copy the letter or open it in your mail program, then log it.",
        )
    if not address:
        raise Invalid(
            "No e-mail address is known.", next_step="Add it to their page first."
        )
    taken = send(
        EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[address],
            reply_to=[actor.email] if actor.email else None,
        )
    )
    if not taken:
        raise NotSent(
            "The mail server did not take it, and nothing was logged.",
            next_step="Try again later, or send it from your own mail program.",
        )
