"""Decide a submitted plan, on the score that the CEO has seen."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import require_decider
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.decisions.models import Decision, Outcome
from planner.decisions.queries import customers_told, plan_evidence
from planner.decisions.services import recording
from planner.decisions.services.refusals import AlreadyDecided, Overtaken
from planner.decisions.services.rulings import (
    PLAN_OUTCOMES,
    Ruling,
    require_complete,
)
from planner.plans import services as plans
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.scores import services as scoring
from planner.scores.models import Score
from planner.scores.queries import is_current
from promises.models import MADE, Promise


def decide_plan(
    *,
    actor: User,
    version_id: int,
    score_id: int | None,
    ruling: Ruling,
    now: datetime,
) -> Decision:
    """Decide a submitted version on the score that the CEO has seen.

    A score that the world has overtaken refuses the approval and is made anew.
    """
    require_decider(actor, now)
    require_complete(ruling, allowed=PLAN_OUTCOMES, now=now)
    try:
        with transaction.atomic():
            recording.one_at_a_time()
            version, score = _undecided(actor, version_id, score_id, ruling, now)
            return _record_plan(actor, version, score, ruling, now)
    except Overtaken:
        _score_anew(version_id, actor=actor, now=now)
        raise


def _score_anew(version_id: int, *, actor: User, now: datetime) -> None:
    version = PlanVersion.objects.get(pk=version_id)
    with suppress(Conflict):  # what waits no longer is not scored either
        scoring.rescore(
            version=version,
            actor=actor,
            reason="Overtaken before it was decided",
            now=now,
        )


def _undecided(
    actor: User,
    version_id: int,
    score_id: int | None,
    ruling: Ruling,
    now: datetime,
) -> tuple[PlanVersion, Score | None]:
    """Return the version and the score seen, or refuse to decide on them."""
    version = (
        PlanVersion.objects.select_related("plan", "author")
        .filter(pk=version_id)
        .first()
    )
    if version is None:
        raise NotThere("There is no such submitted plan.")
    if actor.pk in {version.author_id, version.submitted_by_id}:
        raise NotAllowed(
            "Nobody decides on their own plan.",
            next_step="Ask another chief promise officer to decide it.",
        )
    _refuse_if_decided(version)
    score = _seen_score(version, score_id, required=ruling.approves)
    if ruling.approves and score is not None:
        _refuse_unmade_promises(version)
        if not is_current(score, now=now):
            raise Overtaken(
                "What this score was computed from has changed since.",
                next_step="It is being scored again. Look at the new score and decide.",
            )
    return version, score


def _refuse_if_decided(version: PlanVersion) -> None:
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    earlier = Decision.objects.filter(version=version).select_related("decided_by")
    if decided := earlier.first():
        raise AlreadyDecided(
            f"{decided.decided_by.name} decided it: "
            f"{decided.get_outcome_display().lower()}.",
            next_step="Open the decision to see what was said.",
        )
    latest = version.plan.versions.order_by("-number").first()
    if (
        plan.state != PlanState.SUBMITTED
        or plan.revision != version.plan_revision
        or latest != version
    ):
        raise Overtaken(
            "This version is no longer up for decision: the plan is "
            f"{plan.get_state_display().lower()} or was changed.",
            next_step="Open the plan's newest version.",
        )


def _seen_score(
    version: PlanVersion, score_id: int | None, *, required: bool
) -> Score | None:
    newest = version.scores.order_by("-scored_at", "-pk").first()
    if score_id is None and not required:
        return newest
    if newest is None:
        raise Invalid(
            "There is no score yet, and nothing is approved without one.",
            next_step="Wait for the score, or return the plan.",
        )
    if newest.pk != score_id:
        raise Overtaken(
            "There is a newer score than the one you saw.",
            next_step="Look at the new score and decide.",
        )
    return newest


def _refuse_unmade_promises(version: PlanVersion) -> None:
    codes = {
        code for tactic in version.content["tactics"] for code in tactic["promises"]
    }
    made = set(
        Promise.objects.filter(code__in=codes, state__in=MADE).values_list(
            "code", flat=True
        )
    )
    if missing := sorted(codes - made):
        raise Invalid(
            "The plan makes promises that the company has not made: "
            + ", ".join(missing)
            + ".",
            next_step="Decide on these promises first, or return the plan.",
        )


def _record_plan(
    actor: User,
    version: PlanVersion,
    score: Score | None,
    ruling: Ruling,
    now: datetime,
) -> Decision:
    decision = recording.store(
        actor=actor,
        ruling=ruling,
        now=now,
        subject={"version": version, "score": score},
        evidence={
            **plan_evidence(version, score, actor),
            "customers": customers_told(version, actor, now),
        },
    )
    settle = {
        Outcome.APPROVED: plans.settle_approved,
        Outcome.CONDITIONAL: plans.settle_approved,
        Outcome.RETURNED: plans.settle_returned,
        Outcome.REJECTED: plans.settle_rejected,
    }[ruling.outcome]
    settle(version=version, actor=actor, now=now)
    return decision
