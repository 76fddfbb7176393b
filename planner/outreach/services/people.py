"""Write down whom we know: by hand, from the customer base, and what they let us do.

The trail says which person was touched and which facts, never what they say.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import Role, User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from customers.models import Customer
from planner.outreach.keys import KEYS, key
from planner.outreach.models import (
    Acquaintance,
    Closeness,
    Interest,
    Knows,
)
from planner.outreach.queries.twins import twins_of
from planner.outreach.services import finding
from planner.outreach.services.ending import end_contact
from planner.outreach.services.refusals import LooksKnown

FACTS: Final = (
    *("name", "organisation", "email", "phone", "line", "kind", "closeness"),
    *("ideal_days", "maximum_days", "customer"),
)
TEXTS: Final = frozenset({"name", "organisation", "email", "phone", "line"})
MOST_INTERESTS: Final = 12
MOST_AT_ONCE: Final = 500
BY_HAND: Final = "by hand"


@transaction.atomic
def add(
    *,
    actor: User,
    facts: Mapping[str, Any],
    now: datetime,
    interests: Sequence[str] = (),
    anyway: bool = False,
    came_from: str = BY_HAND,
) -> Acquaintance:
    """Write somebody down; a name and a line are enough.

    Who looks like somebody that is here is refused, unless it is said to be somebody
    else (``anyway``). Whoever adds a person by hand knows them.
    """
    require(actor, Act.WORK_OUTREACH)
    row = built(actor=actor, facts=facts, now=now, came_from=came_from)
    if not anyway and (twins := twins_of(row)):
        raise LooksKnown(twins)
    row.save(force_insert=True)
    set_interests(row, interests)
    if actor.role != Role.INTEGRATION:
        Knows.objects.create(acquaintance=row, person=actor, closeness=row.closeness)
    audit.record(
        actor=actor,
        action="outreach.person-added",
        subject=row,
        now=now,
        changes={"came from": came_from},
    )
    return row


def built(
    *, actor: User, facts: Mapping[str, Any], now: datetime, came_from: str
) -> Acquaintance:
    """Return a new person as it would be written, checked."""
    row = Acquaintance(added_by=actor, added_at=now, came_from=came_from)
    put(row, facts)
    return row


def put(row: Acquaintance, facts: Mapping[str, Any]) -> None:
    """Lay facts on a person, check them, and write the keys anew."""
    for name, value in facts.items():
        if name not in FACTS:
            raise Invalid(f"{name} is not a fact of a person.")
        text = " ".join(str(value or "").split()) if name in TEXTS else value
        setattr(row, name, text)
    editing.check(row)
    key(row)
    if row.ideal_days and row.maximum_days and row.ideal_days >= row.maximum_days:
        words = "The maximum interval is longer than the ideal one."
        raise Invalid(words, errors={"maximum_days": [words]})


def set_interests(row: Acquaintance, names: Iterable[str]) -> None:
    """Let a person have these interests; new ones are written down."""
    wanted = {" ".join(name.split()).casefold(): name for name in names}
    wanted.pop("", None)
    if len(wanted) > MOST_INTERESTS:
        words = f"At most {MOST_INTERESTS} interests of one person."
        raise Invalid(words, errors={"interests": [words]})
    row.interests.set([interest_of(name) for name in wanted.values()])


def interest_of(name: str) -> Interest:
    """Return an interest by its name, whatever its letters' size."""
    plain = " ".join(name.split())
    if (known := Interest.objects.filter(name__iexact=plain).first()) is not None:
        return known
    fresh = Interest(name=plain)
    editing.add(fresh)
    return fresh


@transaction.atomic
def edit(
    *,
    actor: User,
    pk: int,
    revision: int | None,
    facts: Mapping[str, Any],
    now: datetime,
    interests: Sequence[str] | None = None,
) -> Acquaintance:
    """Change what is written of somebody; new details make them reachable again."""
    require(actor, Act.WORK_OUTREACH)
    seen = editing.require_seen(revision)
    row = finding.person(actor, pk)
    before = {name: getattr(row, name) for name in FACTS}
    put(row, facts)
    changed = [name for name in FACTS if getattr(row, name) != before[name]]
    if {"email", "phone"} & set(changed):
        row.lost = False
    editing.save(row, seen=seen, fields=[*FACTS, *KEYS, "lost"])
    if interests is not None:
        set_interests(row, interests)
    audit.record(
        actor=actor,
        action="outreach.person-changed",
        subject=row,
        now=now,
        changes={"facts": changed},
    )
    return row


@transaction.atomic
def know(
    *, actor: User, pk: int, closeness: int, now: datetime, note: str = ""
) -> Knows:
    """Say that one knows somebody, and how well."""
    require(actor, Act.WORK_OUTREACH)
    if actor.role == Role.INTEGRATION:
        raise Invalid("Only people know people.", next_step="Sign in as a person.")
    person = finding.person(actor, pk)
    known = Knows.objects.filter(acquaintance=person, person=actor).first()
    row = known or Knows(acquaintance=person, person=actor)
    row.closeness, row.note, row.not_mine = closeness, note.strip(), False
    editing.check(row)
    row.save()
    audit.record(
        actor=actor,
        action="outreach.person-known",
        subject=person,
        now=now,
        changes={"closeness": closeness},
    )
    return row


@transaction.atomic
def set_consent(
    *,
    actor: User,
    pk: int,
    consent: str,
    on: date | None,
    source: str,
    now: datetime,
) -> Acquaintance:
    """Note what somebody said of hearing from us, when and where."""
    require(actor, Act.WORK_OUTREACH)
    row = finding.person(actor, pk)
    before = row.consent
    row.consent, row.consent_on, row.consent_source = consent, on, source.strip()
    if consent != Acquaintance.Consent.UNKNOWN and not (on and row.consent_source):
        words = "Say when they said so, and where or to whom."
        raise Invalid(words, errors={"consent_source": [words]})
    editing.check(row)
    fields = ("consent", "consent_on", "consent_source")
    editing.save(row, seen=row.revision, fields=fields)
    if row.why_not:
        end_contact(row, now=now)
    audit.record(
        actor=actor,
        action="outreach.consent-noted",
        subject=row,
        now=now,
        changes={"consent": [before, consent]},
    )
    return row


@transaction.atomic
def forbid_contact(*, actor: User, pk: int, reason: str, now: datetime) -> Acquaintance:
    """Say that nobody of the firm contacts this person, and why."""
    require(actor, Act.WORK_OUTREACH)
    row = finding.person(actor, pk)
    if not (words := " ".join(reason.split())):
        missing = "Say why, so that a colleague understands it in a year."
        raise Invalid(missing, errors={"reason": [missing]})
    row.do_not_contact, row.do_not_contact_reason = True, words
    editing.check(row)
    fields = ("do_not_contact", "do_not_contact_reason")
    editing.save(row, seen=row.revision, fields=fields)
    end_contact(row, now=now)
    audit.record(actor=actor, action="outreach.contact-forbidden", subject=row, now=now)
    return row


@transaction.atomic
def allow_contact(*, actor: User, pk: int, now: datetime) -> Acquaintance:
    """Take back that nobody contacts this person; what they said themselves stays."""
    require(actor, Act.WORK_OUTREACH)
    row = finding.person(actor, pk)
    row.do_not_contact, row.do_not_contact_reason = False, ""
    fields = ("do_not_contact", "do_not_contact_reason")
    editing.save(row, seen=row.revision, fields=fields)
    audit.record(actor=actor, action="outreach.contact-allowed", subject=row, now=now)
    return row


@transaction.atomic
def bring_customers(
    *, actor: User, codes: Sequence[str], now: datetime
) -> list[Acquaintance]:
    """Take customers among the people we know; who is there already stays as they are."""
    require(actor, Act.IMPORT_NAMES)
    if len(codes) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} customers at once.")
    wanted = Customer.objects.visible_to(actor).here().filter(code__in=set(codes))
    refused = wanted.filter(consent=Customer.Consent.REFUSED)
    known = Acquaintance.objects.here().filter(customer__in=wanted)
    fresh = wanted.exclude(pk__in=known.values("customer_id")).exclude(
        pk__in=refused.values("pk")
    )
    found = []
    for customer in fresh.order_by("pk"):
        facts = {
            "name": customer.name or customer.code,
            "email": customer.email,
            "phone": customer.phone,
            "kind": Acquaintance.Kind.OLD_CUSTOMER,
            "closeness": Closeness.MET,
            "customer": customer,
        }
        row = built(actor=actor, facts=facts, now=now, came_from="the customer base")
        row.save(force_insert=True)
        audit.record(actor=actor, action="outreach.person-added", subject=row, now=now)
        found.append(row)
    return found
