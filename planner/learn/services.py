"""Look at a decision again, with what was predicted and what has happened."""

from datetime import datetime

from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import company, local_day
from core.refusals import NotThere
from planner.decisions import services as decisions
from planner.decisions.models import Review
from planner.decisions.queries import decided
from planner.decisions.services import Judgement
from planner.decisions.services.reviews import require_complete
from planner.learn.queries.hindsight import Known, figures


def review(
    *,
    actor: User,
    decision_id: int,
    judgement: Judgement,
    known: Known,
    now: datetime,
) -> Review:
    """Judge a decision and its outcome; the figures of the day are kept beside it."""
    require(actor, Act.DECIDE)
    require_complete(judgement, now=now)
    seen = decided(actor).defer(None).select_related("score")
    decision = seen.filter(pk=decision_id).first()
    if decision is None:
        raise NotThere("There is no such decision.")
    stated = figures(
        decision,
        actor,
        known=known,
        as_of=local_day(now),
        currency=company().currency,
    )
    return decisions.record_review(
        actor=actor,
        decision_id=decision_id,
        judgement=judgement,
        figures=stated,
        now=now,
    )
