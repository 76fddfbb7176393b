"""Look at a decision again: what it is judged by stands beside the judgement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from core.refusals import Invalid, NotThere
from planner.decisions.models import Decision, Judged, Review, Turned
from planner.decisions.queries import decided

LONGEST_LESSON = 5_000
LONGEST_PAUSE = timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the reviewer says: of the decision, of its outcome, and for the next time."""

    decided_well: str
    turned_out: str
    lesson: str
    next_on: date | None = None


def require_complete(judgement: Judgement, *, now: datetime) -> None:
    """Refuse a judgement that is not complete."""
    today = local_day(now)
    next_on = judgement.next_on
    errors = {
        "decided_well": judgement.decided_well not in Judged.values
        and "Say whether it was a good decision, by what could be known then.",
        "turned_out": judgement.turned_out not in Turned.values
        and "Say how it turned out, or that it is not known yet.",
        "lesson": not 0 < len(judgement.lesson.strip()) <= LONGEST_LESSON
        and f"Write what is to be learnt, in at most {LONGEST_LESSON:,} characters.",
        "next_on": next_on is not None
        and not today < next_on <= today + LONGEST_PAUSE
        and "Choose a day after today, within five years, or none.",
    }
    if found := {place: [words] for place, words in errors.items() if words}:
        raise Invalid("The review is not complete.", errors=found)


@transaction.atomic
def record_review(
    *,
    actor: User,
    decision_id: int,
    judgement: Judgement,
    figures: Mapping[str, Any],
    now: datetime,
) -> Review:
    """Write down what a decision is found to have been, with the figures of the day."""
    require(actor, Act.DECIDE)
    require_complete(judgement, now=now)
    seen = decided(actor).filter(pk=decision_id).values("pk")
    decision = Decision.objects.select_for_update().filter(pk__in=seen).first()
    if decision is None:
        raise NotThere("There is no such decision.")
    review = Review.objects.create(
        decision=decision,
        decided_well=judgement.decided_well,
        turned_out=judgement.turned_out,
        lesson=judgement.lesson.strip(),
        figures=figures,
        next_on=judgement.next_on,
        by=actor,
        at=now,
    )
    audit.record(
        actor=actor,
        action="looked at again",
        subject=decision,
        now=now,
        changes={
            "decision": review.decided_well,
            "outcome": review.turned_out,
            "lesson": review.lesson,
            "next": review.next_on,
        },
    )
    return review
