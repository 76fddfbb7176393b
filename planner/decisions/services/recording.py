"""Record a decision: one after the other, with all that was seen."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.policy import deputyship
from accounts.queries import local_day
from planner.decisions.models import Decision
from planner.decisions.services import conditions
from planner.decisions.services.refusals import AlreadyDecided
from planner.decisions.services.rulings import Ruling, Term
from planner.scores.models import Policy


def one_at_a_time() -> None:
    """Let decisions pass one by one, so that each sees the one before."""
    Policy.objects.get_or_create(pk=1)
    Policy.objects.select_for_update().get(pk=1)


def _asked(terms: tuple[Term, ...]) -> list[dict[str, Any]]:
    """Return the conditions as they stand in the decision for good."""
    named = User.objects.in_bulk([term.owner for term in terms])
    return [
        {
            "text": term.text.strip(),
            "owner": term.owner,
            "owner_name": f"{named[term.owner].name}, {named[term.owner].title}",
            "due_on": term.due_on.isoformat(),
        }
        for term in terms
    ]


def _in_due_course(now: datetime) -> date:
    """Return when the policy would have a decision looked at again."""
    return local_day(now) + timedelta(weeks=Policy.objects.current().review_weeks)


def store(
    *,
    actor: User,
    ruling: Ruling,
    now: datetime,
    subject: Mapping[str, Any],
    evidence: Mapping[str, Any],
) -> Decision:
    """Store the decision and write it down; the database has the last word."""
    standing_in = deputyship(actor, now)
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                **subject,
                outcome=ruling.outcome,
                reason=ruling.reason.strip(),
                conditions=_asked(ruling.conditions),
                review_on=ruling.review_on or _in_due_course(now),
                decided_by=actor,
                decider_role="deputy" if standing_in else actor.role,
                standing_in=standing_in,
                decided_at=now,
                evidence=evidence,
            )
            conditions.ask(decision=decision, terms=ruling.conditions)
    except IntegrityError as error:
        raise AlreadyDecided(
            "The decision was not accepted: it stands already, or is not yours to make.",
            next_step="Open the list of decisions.",
        ) from error
    audit.record(
        actor=actor,
        action=f"decided: {ruling.outcome}",
        subject=decision,
        now=now,
        standing_in=standing_in,
        changes={
            "decision": decision.pk,
            "version": decision.version_id,
            "score": decision.score_id,
            "case_hash": decision.score.case_hash if decision.score else "",
            "reason": decision.reason,
        },
    )
    return decision
