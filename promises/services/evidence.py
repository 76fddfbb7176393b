"""What was found for or against a promise. It can always be added to."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Invalid, NotAllowed
from promises.models import Evidence, Promise, PromiseState
from promises.services.rules import check, is_owner, require_state


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding: what, by whom, when, and how strong."""

    criterion: str
    finding: str
    source: str
    found_on: date
    strength: int


@transaction.atomic
def add_evidence(
    *, actor: User, promise: Promise, finding: Finding, now: datetime
) -> Evidence:
    """Add a finding, at any point of a promise's life."""
    require(actor, Act.DRAFT_PROMISES)
    row = Evidence(
        promise=promise,
        criterion=finding.criterion,
        finding=finding.finding,
        source=finding.source,
        found_on=finding.found_on,
        strength=finding.strength,
        added_by=actor,
        added_at=now,
    )
    check(row, exclude=["promise", "added_by"])
    # A day ahead is still today somewhere.
    if (finding.found_on - now.date()).days > 1:
        words = "This day has not come yet."
        raise Invalid(words, errors={"found_on": [words]})
    row.save(force_insert=True)
    audit.record(
        actor=actor,
        action="promise.evidence-added",
        subject=promise,
        now=now,
        changes=audit.difference({}, _told(row)),
    )
    return row


def may_remove_evidence(actor: User, evidence: Evidence) -> bool:
    """Tell whether a finding is still this person's to take out."""
    return evidence.promise.state == PromiseState.IDEA and (
        evidence.added_by_id == actor.pk or is_owner(actor, evidence.promise)
    )


@transaction.atomic
def remove_evidence(*, actor: User, evidence: Evidence, now: datetime) -> None:
    """Take a finding out of an idea. What the CEO was shown stays."""
    require(actor, Act.DRAFT_PROMISES)
    promise = Promise.objects.select_for_update(no_key=True).get(pk=evidence.promise_id)
    require_state(
        promise,
        PromiseState.IDEA,
        next_step="What has been put up for approval stays; add what you know better.",
    )
    if not may_remove_evidence(actor, evidence):
        raise NotAllowed(
            f"This finding is {evidence.added_by.name}'s.",
            next_step="Ask them or the promise's owner to remove it.",
        )
    before = _told(evidence)
    evidence.delete()
    audit.record(
        actor=actor,
        action="promise.evidence-removed",
        subject=promise,
        now=now,
        changes=audit.difference(before, {}),
    )


def _told(evidence: Evidence) -> dict[str, object]:
    return {
        "criterion": evidence.criterion,
        "finding": evidence.finding,
        "source": evidence.source,
        "found_on": evidence.found_on,
        "strength": evidence.get_strength_display().partition(":")[0],
    }
