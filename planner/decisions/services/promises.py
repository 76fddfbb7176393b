"""Decide a studied promise, or retire one."""

from datetime import datetime

from django.db import transaction

from accounts.models import Role, User
from accounts.policy import require_decider
from core.refusals import NotAllowed, NotThere
from planner.decisions.models import Decision, Outcome
from planner.decisions.queries import promise_evidence
from planner.decisions.services import recording
from planner.decisions.services.refusals import AlreadyDecided, Overtaken
from planner.decisions.services.rulings import (
    PROMISE_OUTCOMES,
    Ruling,
    require_complete,
)
from promises import services as promising
from promises.models import Promise, PromiseState
from promises.services import RETIRABLE


def decide_promise(
    *, actor: User, promise_id: int, revision: int, ruling: Ruling, now: datetime
) -> Decision:
    """Decide a studied promise, or retire one, made or not."""
    require_decider(actor, now)
    require_complete(ruling, allowed=PROMISE_OUTCOMES, now=now)
    with transaction.atomic():
        recording.one_at_a_time()
        promise = Promise.objects.select_for_update().filter(pk=promise_id).first()
        if promise is None:
            raise NotThere("There is no such promise.")
        _refuse_promise_not_up(actor, promise, revision, ruling)
        decision = recording.store(
            actor=actor,
            ruling=ruling,
            now=now,
            subject={"promise": promise, "promise_revision": revision},
            evidence=promise_evidence(promise, actor, now=now),
        )
        settle = {
            Outcome.APPROVED: promising.mark_approved,
            Outcome.CONDITIONAL: promising.mark_approved,
            Outcome.RETURNED: promising.mark_returned,
            Outcome.RETIRED: promising.mark_retired,
        }[ruling.outcome]
        settle(promise=promise, actor=actor, revision=revision, now=now)
    return decision


def _refuse_promise_not_up(
    actor: User, promise: Promise, revision: int, ruling: Ruling
) -> None:
    if actor.role != Role.CEO and promise.owner_id == actor.pk:
        raise NotAllowed(
            "Nobody decides on their own promise.",
            next_step="It waits for the CEO, who decides on their return.",
        )
    expected = (
        RETIRABLE if ruling.outcome == Outcome.RETIRED else (PromiseState.STUDIED,)
    )
    if promise.state not in expected:
        raise AlreadyDecided(
            f"The promise is {promise.get_state_display().lower()} now.",
            next_step="Open the promise to see who moved it.",
        )
    if promise.revision != revision:
        raise Overtaken(
            "The promise was changed since you opened it.",
            next_step="Read it again, then decide.",
        )
