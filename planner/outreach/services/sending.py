"""Send a letter that is written down, exactly once unless a person says so.

The log comes first and is committed; then one process claims the letter and hands it to
the mail server; what came of it is written down after that. Should the power fail in
between, the letter stands as being sent: nobody knows then, and only a person who has
looked may send it again.
"""

from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Max

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.services.people import send
from core.refusals import Refusal
from planner.outreach.models import (
    Acquaintance,
    Contact,
    NameState,
    Sending,
    Telling,
    WeeklyName,
)
from planner.outreach.services import finding
from planner.outreach.services.listed import reopen
from planner.outreach.services.refusals import NoSuchEntry, NotNow, NotYours


class NotSent(Refusal):
    status = 502
    title = "The mail was not sent"


def deliver(*, contact: Contact, now: datetime) -> None:
    """Send the letter of a contact if nobody has tried yet, and say if it is not out.

    Called outside of transactions: what is sent is logged by then, whatever comes.
    """
    claimed = Sending.objects.filter(
        contact=contact, state=Sending.State.WAITING
    ).update(state=Sending.State.SENDING, begun_at=now, attempts=F("attempts") + 1)
    if claimed:
        _hand_over(contact, now)
    if not Sending.objects.filter(contact=contact, state=Sending.State.SENT).exists():
        raise NotSent(
            "The mail server did not confirm that it took the letter.",
            next_step="It stands on their page as not sent: send it again from there, "
            "or take it out of the log.",
        )


def _hand_over(contact: Contact, now: datetime) -> None:
    """Hand a claimed letter to the mail server, and write down what came of it."""
    row = Sending.objects.select_related("contact__acquaintance", "contact__by").get(
        contact=contact
    )
    by = row.contact.by
    taken = send(
        EmailMessage(
            subject=row.subject,
            body=row.body,
            to=[row.contact.acquaintance.email],
            reply_to=[by.email] if by.email else None,
        )
    )
    with transaction.atomic():
        row.state = Sending.State.SENT if taken else Sending.State.FAILED
        if taken:
            row.subject = row.body = ""
        row.save(update_fields=["state", "subject", "body"])
        audit.record(
            actor=by,
            action="outreach.letter-sent" if taken else "outreach.letter-not-sent",
            subject=row,
            now=now,
        )


def own_loose(actor: User, contact_id: int, now: datetime) -> Sending:
    """Lock and return a letter of one's own that is not out."""
    require(actor, Act.WORK_OUTREACH)
    rows = Sending.objects.select_related("contact__by").select_for_update(
        no_key=True, of=("self",)
    )
    found = rows.filter(contact=contact_id).first()
    if found is None:
        raise NoSuchEntry("There is no such letter.", next_step=finding.LOOK)
    if found.contact.by_id != actor.pk:
        raise NotYours(
            f"{found.contact.by.name} wrote this letter.",
            next_step="Ask them: only who wrote it sends it again or takes it back.",
        )
    if not Sending.objects.loose(now).filter(pk=found.pk).exists():
        raise NotNow(
            "This letter is out, or on its way just now.",
            next_step="Look at their page again in ten minutes.",
        )
    return found


@transaction.atomic
def take_back(*, actor: User, contact_id: int, now: datetime) -> Acquaintance:
    """Take a letter that never went out off the log: they heard nothing from us."""
    row = own_loose(actor, contact_id, now)
    contact = row.contact
    person = finding.person(actor, contact.acquaintance_id)
    audit.record(actor=actor, action="outreach.letter-taken-back", subject=row, now=now)
    Telling.objects.filter(contact=contact).delete()
    names = WeeklyName.objects.filter(contact=contact, state=NameState.DONE)
    listed = names.select_related("acquaintance__customer").order_by("pk")
    reopen(listed, may_contact=not person.why_not)
    if not person.why_not:
        names.update(state=NameState.OPEN, closed_at=None)
    contact.delete()
    latest = person.contacts.aggregate(latest=Max("on"))["latest"]
    Acquaintance.objects.filter(pk=person.pk).update(last_contact_on=latest)
    return person
