"""Merge two names that are one person, or say that they are two."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, models, transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from planner.outreach.keys import KEYS
from planner.outreach.models import Acquaintance, Knows, NotTwins, WeeklyName
from planner.outreach.services import finding
from planner.outreach.services.ending import end_contact
from planner.outreach.services.listed import strike
from planner.outreach.services.people import FACTS, put

PICKED: Final = FACTS
STRICTEST: Final = (
    Acquaintance.Consent.WITHDRAWN,
    Acquaintance.Consent.UNKNOWN,
    Acquaintance.Consent.GIVEN,
)
CONSENT: Final = ("consent", "consent_on", "consent_source")
NO_CONTACT: Final = ("do_not_contact", "do_not_contact_reason")


@transaction.atomic
def merge(
    *,
    actor: User,
    keep: int,
    drop: int,
    picks: Mapping[str, str],
    revisions: tuple[int, int],
    now: datetime,
) -> Acquaintance:
    """Let one name take up the other, field by field as a person picked.

    ``picks`` names for each fact whether the one that stays (``keep``) or the other
    (``drop``) says it. Of what they let us do the stricter holds, whatever was picked.
    """
    require(actor, Act.MERGE_NAMES)
    one, other = _both(actor, keep, drop)
    if (one.revision, other.revision) != tuple(revisions):
        raise editing.ChangedMeanwhile(
            "One of the two was changed since you opened them.",
            next_step="Look at both again, then merge them.",
        )
    facts = {name: getattr(one, name) for name in FACTS}
    for name, side in picks.items():
        if name not in facts or side not in {"keep", "drop"}:
            words = "Pick one of the two for each fact."
            raise Invalid(words, errors={name: [words]})
        facts[name] = getattr(one if side == "keep" else other, name)
    _take_permissions(one, other)
    one.last_contact_on = _later(one.last_contact_on, other.last_contact_on)
    one.held_out_at = one.held_out_at or other.held_out_at
    interests = list(other.interests.all())
    _empty(other, one)
    put(one, facts)
    fields = [*FACTS, *KEYS, *CONSENT, *NO_CONTACT, "last_contact_on", "held_out_at"]
    editing.save(one, seen=one.revision, fields=fields)
    one.interests.add(*interests)
    _move_all(other, one, now)
    if one.why_not:
        end_contact(one, now=now)
    audit.record(
        actor=actor,
        action="outreach.merged",
        subject=one,
        now=now,
        changes={"taken up": other.trail_name, "picks": dict(picks)},
    )
    return one


def _both(actor: User, keep: int, drop: int) -> tuple[Acquaintance, Acquaintance]:
    if keep == drop:
        raise Invalid("These are not two.", next_step="Choose two different people.")
    # In order of their numbers, so that two merges cannot wait for each other.
    found = {pk: finding.person(actor, pk) for pk in sorted({keep, drop})}
    return found[keep], found[drop]


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _take_permissions(one: Acquaintance, other: Acquaintance) -> None:
    stricter = min((one, other), key=lambda p: STRICTEST.index(p.consent))
    for name in CONSENT:
        setattr(one, name, getattr(stricter, name))
    if not one.do_not_contact and other.do_not_contact:
        for name in NO_CONTACT:
            setattr(one, name, getattr(other, name))


def _empty(other: Acquaintance, one: Acquaintance) -> None:
    """Leave a row behind that leads to the other, and holds nothing of anybody."""
    values: dict[str, Any] = dict.fromkeys((*KEYS, "email", "phone", "line"), "")
    Acquaintance.objects.filter(pk=other.pk).update(
        **values,
        customer=None,
        merged_into=one,
        revision=other.revision + 1,
    )
    Acquaintance.objects.filter(merged_into=other).update(merged_into=one)
    other.interests.clear()


def _move_all(other: Acquaintance, one: Acquaintance, now: datetime) -> None:
    """Let everything that led to the one name lead to the other.

    What the one that stays has of its own already (a colleague who knows both, a
    place on the same week's list) is not there twice.
    """
    NotTwins.objects.filter(
        models.Q(one__in=[one, other], other__in=[one, other])
    ).delete()
    for known in Knows.objects.filter(acquaintance=other):
        same = Knows.objects.filter(acquaintance=one, person=known.person).first()
        if same and same.closeness < known.closeness:
            Knows.objects.filter(pk=same.pk).update(closeness=known.closeness)
    for relation in Acquaintance._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        if relation.field.name == "merged_into":
            continue
        model = relation.related_model
        name = relation.field.name
        for row in model._base_manager.filter(**{name: other}).order_by("pk"):
            _move(row, name, one, now)


def _move(row: models.Model, name: str, one: Acquaintance, now: datetime) -> None:
    """Let a row lead to who stays, or go where they have one like it."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{name: one})
    except IntegrityError:
        if isinstance(row, WeeklyName):
            strike([row], now=now)
        row.delete()


@transaction.atomic
def are_two(*, actor: User, one: int, other: int, now: datetime) -> NotTwins:
    """Say that two names that look alike are two people: nobody asks again."""
    require(actor, Act.MERGE_NAMES)
    first, second = _both(actor, min(one, other), max(one, other))
    row, _ = NotTwins.objects.get_or_create(
        one=first, other=second, defaults={"by": actor, "at": now}
    )
    audit.record(actor=actor, action="outreach.two-people", subject=first, now=now)
    return row
