"""Give out all that is held about somebody we know, and erase what is personal."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from planner.outreach.keys import KEYS
from planner.outreach.models import (
    Acquaintance,
    Contact,
    FollowUp,
    Knows,
    Overruling,
    Referral,
    Sending,
    WeeklyName,
)
from planner.outreach.services import finding
from planner.outreach.services.ending import end_contact

ERASED: Final = "Erased"
OWN: Final = (
    *("name", "organisation", "email", "phone", "line", "kind", "closeness"),
    *("consent", "consent_on", "consent_source", "do_not_contact"),
    *("do_not_contact_reason", "lost", "last_contact_on", "added_at", "came_from"),
)


def held_about(person: Acquaintance) -> dict[str, Any]:
    """Return all that is held about somebody, as plain values."""
    return {
        **{name: getattr(person, name) for name in OWN},
        "interests": list(person.interests.values_list("name", flat=True)),
        "known_by": list(person.known_by.values("person__name", "closeness", "note")),
        "contacts": list(
            person.contacts.values(
                *(
                    "on",
                    "channel",
                    "direction",
                    "line",
                    "asked_for_referral",
                    "thanked",
                    "by__name",
                )
            )
        ),
        "letters": list(
            Sending.objects.filter(contact__acquaintance=person).values(
                "contact__on", "state", "subject", "body"
            )
        ),
        "challenges_overruled": list(
            Overruling.objects.filter(contact__acquaintance=person).values(
                "contact__on", "words", "reason"
            )
        ),
        "follow_ups": list(
            person.follow_ups.values(
                *("what", "promised_at", "due_at", "done_at", "done_note"),
                *("released_at", "released_because"),
            )
        ),
        "lists": list(person.weekly_names.values("monday", "state", "reason")),
        "brought": list(person.referrals_made.values("brought__name", "on")),
        "brought_by": list(person.referrals_received.values("source__name", "on")),
    }


@transaction.atomic
def give_everything(*, actor: User, pk: int, now: datetime) -> dict[str, Any]:
    """Return all that is held about somebody, and note that it was given out."""
    require(actor, Act.KEEP_PRIVACY)
    person = finding.person(actor, pk)
    found = {
        "format": "kept-acquaintance/1",
        "given_out_at": now,
        **held_about(person),
    }
    audit.record(actor=actor, action="outreach.given-out", subject=person, now=now)
    return found


@transaction.atomic
def erase(*, actor: User, pk: int, now: datetime) -> None:
    """Erase what is personal of somebody; that there were talks remains."""
    require(actor, Act.KEEP_PRIVACY)
    person = finding.person(actor, pk)
    empty_out(person, now=now)
    audit.record(actor=actor, action="outreach.erased", subject=person, now=now)


def empty_out(person: Acquaintance, *, now: datetime) -> None:
    """Take everything personal out of somebody's rows."""
    end_contact(person, now=now)
    blank: dict[str, Any] = dict.fromkeys(
        (*KEYS, "organisation", "email", "phone", "line", "consent_source"), ""
    )
    Acquaintance.objects.filter(pk=person.pk).update(
        **blank,
        name=ERASED,
        consent=Acquaintance.Consent.WITHDRAWN,
        consent_on=None,
        do_not_contact=False,
        do_not_contact_reason="",
        customer=None,
        erased_at=now,
        revision=person.revision + 1,
    )
    Acquaintance.objects.filter(merged_into=person).update(name=ERASED, organisation="")
    person.interests.clear()
    Knows.objects.filter(acquaintance=person).delete()
    Sending.objects.filter(contact__acquaintance=person).delete()
    Overruling.objects.filter(contact__acquaintance=person).delete()
    Contact.objects.filter(acquaintance=person).update(line="", interest=None)
    FollowUp.objects.filter(acquaintance=person).update(
        what=ERASED, done_note="", changed_at=now
    )
    FollowUp.objects.filter(acquaintance=person).exclude(released_because="").update(
        released_because=ERASED
    )
    WeeklyName.objects.filter(acquaintance=person).update(reason="", note="")
    Referral.objects.filter(source=person).update(note="")
    Referral.objects.filter(brought=person).update(note="")


def give_of_customer(code: str) -> list[dict[str, Any]]:
    """Return what is held about a customer as somebody we know."""
    people = Acquaintance.objects.here().filter(customer__code=code).order_by("pk")
    return [held_about(person) for person in people]


def forget_customer(code: str, anonymous: str) -> None:
    """Erase the people that a customer is to us, when the customer is erased."""
    people = Acquaintance.objects.here().filter(customer__code__in=[code, anonymous])
    for person in people.select_related("customer"):
        moment = person.customer.erased_at if person.customer else None
        empty_out(person, now=moment or person.added_at)
