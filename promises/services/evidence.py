"""What was found for or against a promise. It can always be added to."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Invalid, NotAllowed
from customers.models import Segment, SurveyAnswer
from promises.models import Criterion, Evidence, Promise, PromiseState
from promises.queries.recent import company_day
from promises.queries.references import (
    MOST_WEEKS,
    STRENGTHS,
    USES,
    Asked,
    figure_of,
    said,
    source_of,
)
from promises.services.rules import check, is_owner, require_state

# What is said is no measure of loyalty, which is what is done.
SAYINGS = frozenset({Evidence.Reference.NEED, Evidence.Reference.SURVEY})
LONGEST = 300


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
    if finding.criterion == Criterion.CUSTOMERS:
        words = "Customers speak for themselves: cite what they need, said or did."
        raise Invalid(words, errors={"criterion": [words]})
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
    return _added(row, now)


def _added(row: Evidence, now: datetime) -> Evidence:
    row.save(force_insert=True)
    audit.record(
        actor=row.added_by,
        action="promise.evidence-added",
        subject=row.promise,
        now=now,
        changes=audit.difference({}, _told(row)),
    )
    return row


def _wrong(place: str, words: str) -> Invalid:
    return Invalid("Please look at what is named.", errors={place: [words]})


def _check_asked(asked: Asked, criterion: str) -> None:
    """Refuse what cannot be looked up, or says nothing of the criterion."""
    if asked.kind not in Evidence.Reference.values:
        raise _wrong("kind", "Say what to refer to.")
    if criterion not in Criterion.values:
        raise _wrong("criterion", "Say what it speaks for.")
    if criterion == Criterion.LOYALTY and asked.kind in SAYINGS:
        words = "Loyalty is what customers do: an answer or a wish says nothing of it."
        raise _wrong("criterion", words)
    uses = USES[asked.kind]
    if "need" in uses and not asked.need:
        raise _wrong("need", "Choose the need.")
    if "survey" in uses and asked.survey not in SurveyAnswer.Kind.values:
        raise _wrong("survey", "Choose which answers.")
    if "weeks" in uses and not 1 <= asked.weeks <= MOST_WEEKS:
        raise _wrong("weeks", f"From 1 to {MOST_WEEKS} weeks.")
    if asked.segment and not Segment.objects.filter(code=asked.segment).exists():
        raise _wrong("segment", "There is no such segment.")


def _place(asked: Asked) -> str:
    """Name what to ask differently where nothing is known."""
    return next(
        name for name in ("need", "weeks", "segment") if name in USES[asked.kind]
    )


@transaction.atomic
def cite(
    *, actor: User, promise: Promise, criterion: str, asked: Asked, now: datetime
) -> Evidence:
    """Add what customers need, said or did, by reference; the figure is kept."""
    require(actor, Act.DRAFT_PROMISES)
    _check_asked(asked, criterion)
    day = company_day(now)
    figure = figure_of(asked, promise, day)
    if figure is None:
        raise Invalid(
            "Nothing is known of this, so there is nothing to refer to.",
            next_step="Bring the data in, or choose another period or segment.",
            errors={_place(asked): ["Nothing is known of this."]},
        )
    words = said(asked.kind, figure)
    row = Evidence(
        promise=promise,
        criterion=criterion,
        finding=words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…",
        source=source_of(asked.kind, figure),
        found_on=day,
        strength=STRENGTHS[Evidence.Reference(asked.kind)],
        reference=asked.kind,
        asked=asked.document(),
        figure=figure,
        added_by=actor,
        added_at=now,
    )
    check(row, exclude=["promise", "added_by"])
    return _added(row, now)


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
