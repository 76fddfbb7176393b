"""Decide: the one way in which a promise or a plan is approved.

The same rules stand a second time in the database, as checks and triggers
(``migrations/0002``): who comes past this module does not come past those.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import Department, User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.decisions.models import APPROVALS, Decision, Outcome, SignOff
from planner.decisions.queries import plan_evidence, promise_evidence
from planner.plans import services as plans
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.scores import services as scoring
from planner.scores.models import Policy, Score
from planner.scores.queries import is_current
from promises import services as promising
from promises.models import MADE, Promise, PromiseState

LONGEST_REASON = 5_000
MOST_CONDITIONS = 20
LONGEST_REVIEW = timedelta(days=5 * 366)


class Overtaken(Conflict):
    """The score no longer tells of the world as it is."""

    title = "This score has been overtaken"


class AlreadyDecided(Conflict):
    """Somebody was quicker."""

    title = "This has been decided already"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What the CEO says: the outcome, why, under which conditions, until when."""

    outcome: Outcome
    reason: str
    conditions: tuple[str, ...] = ()
    review_on: date | None = None

    @property
    def approves(self) -> bool:
        return self.outcome in APPROVALS


PLAN_OUTCOMES = (
    Outcome.APPROVED,
    Outcome.CONDITIONAL,
    Outcome.RETURNED,
    Outcome.REJECTED,
)
PROMISE_OUTCOMES = (
    Outcome.APPROVED,
    Outcome.CONDITIONAL,
    Outcome.RETURNED,
    Outcome.RETIRED,
)


def _check(ruling: Ruling, *, allowed: tuple[Outcome, ...], now: datetime) -> None:
    """Refuse a ruling that is not complete."""
    errors = {
        "outcome": _wrong_outcome(ruling, allowed),
        "reason": _wrong_reason(ruling),
        "conditions": _wrong_conditions(ruling),
        "review_on": _wrong_review(ruling, now),
    }
    if found := {place: [words] for place, words in errors.items() if words}:
        raise Invalid("The decision is not complete.", errors=found)


def _wrong_outcome(ruling: Ruling, allowed: tuple[Outcome, ...]) -> str:
    if ruling.outcome in allowed:
        return ""
    return f"Choose one of: {', '.join(allowed)}."


def _wrong_reason(ruling: Ruling) -> str:
    if not ruling.reason.strip():
        return "Say why. It is kept with the decision."
    if len(ruling.reason) > LONGEST_REASON:
        return f"Keep it under {LONGEST_REASON:,} characters."
    return ""


def _wrong_conditions(ruling: Ruling) -> str:
    if ruling.outcome == Outcome.CONDITIONAL and not ruling.conditions:
        return "Name the conditions, one a line, or approve without."
    if ruling.outcome != Outcome.CONDITIONAL and ruling.conditions:
        return "Conditions go with 'approve with conditions' only."
    if len(ruling.conditions) > MOST_CONDITIONS:
        return f"At most {MOST_CONDITIONS} conditions."
    return ""


def _wrong_review(ruling: Ruling, now: datetime) -> str:
    if ruling.approves and ruling.review_on is None:
        return "Say when this decision is to be looked at again."
    if ruling.review_on is not None and ruling.review_on <= now.date():
        return "Choose a day after today."
    if ruling.review_on is not None and ruling.review_on > now.date() + LONGEST_REVIEW:
        return "Choose a day within five years: later is never."
    return ""


def _one_at_a_time() -> None:
    """Let decisions pass one by one, so that each sees the one before."""
    Policy.objects.get_or_create(pk=1)
    Policy.objects.select_for_update().get(pk=1)


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
    require(actor, Act.DECIDE)
    _check(ruling, allowed=PLAN_OUTCOMES, now=now)
    try:
        with transaction.atomic():
            _one_at_a_time()
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
    decision = _store(
        actor=actor,
        ruling=ruling,
        now=now,
        subject={"version": version, "score": score},
        evidence=plan_evidence(version, score),
    )
    settle = {
        Outcome.APPROVED: plans.settle_approved,
        Outcome.CONDITIONAL: plans.settle_approved,
        Outcome.RETURNED: plans.settle_returned,
        Outcome.REJECTED: plans.settle_rejected,
    }[ruling.outcome]
    settle(version=version, actor=actor, now=now)
    return decision


def decide_promise(
    *, actor: User, promise_id: int, revision: int, ruling: Ruling, now: datetime
) -> Decision:
    """Decide a studied promise, or retire one that was made."""
    require(actor, Act.DECIDE)
    _check(ruling, allowed=PROMISE_OUTCOMES, now=now)
    with transaction.atomic():
        _one_at_a_time()
        promise = Promise.objects.select_for_update().filter(pk=promise_id).first()
        if promise is None:
            raise NotThere("There is no such promise.")
        _refuse_promise_not_up(promise, revision, ruling)
        decision = _store(
            actor=actor,
            ruling=ruling,
            now=now,
            subject={"promise": promise, "promise_revision": revision},
            evidence=promise_evidence(promise, now=now),
        )
        settle = {
            Outcome.APPROVED: promising.mark_approved,
            Outcome.CONDITIONAL: promising.mark_approved,
            Outcome.RETURNED: promising.mark_returned,
            Outcome.RETIRED: promising.mark_retired,
        }[ruling.outcome]
        settle(promise=promise, actor=actor, revision=revision, now=now)
    return decision


def _refuse_promise_not_up(promise: Promise, revision: int, ruling: Ruling) -> None:
    expected = MADE if ruling.outcome == Outcome.RETIRED else (PromiseState.STUDIED,)
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


def _store(
    *,
    actor: User,
    ruling: Ruling,
    now: datetime,
    subject: Mapping[str, Any],
    evidence: Mapping[str, Any],
) -> Decision:
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                **subject,
                outcome=ruling.outcome,
                reason=ruling.reason.strip(),
                conditions=list(ruling.conditions),
                review_on=ruling.review_on,
                decided_by=actor,
                decider_role=actor.role,
                decided_at=now,
                evidence=evidence,
            )
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
        changes={
            "decision": decision.pk,
            "version": decision.version_id,
            "score": decision.score_id,
            "case_hash": decision.score.case_hash if decision.score else "",
            "reason": decision.reason,
        },
    )
    return decision


def sign_off(
    *, actor: User, version_id: int, stance: str, reason: str, now: datetime
) -> SignOff:
    """Put a director's name to a submitted version, or dissent with a reason."""
    require(actor, Act.SIGN_OFF)
    if stance not in SignOff.Stance.values:
        raise Invalid("Sign or dissent.", errors={"stance": ["Choose one of the two."]})
    if stance == SignOff.Stance.DISSENTS and not reason.strip():
        words = ["Say why, with the numbers behind it."]
        raise Invalid("A dissent needs its reason.", errors={"reason": words})
    with transaction.atomic():
        version = (
            PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(actor))
            .select_related("plan")
            .filter(pk=version_id)
            .first()
        )
        if version is None:
            raise NotThere("There is no such submitted plan.")
        if Decision.objects.filter(version=version).exists():
            raise AlreadyDecided("It has been decided; the word comes too late.")
        given = SignOff.objects.create(
            version=version,
            department=Department(actor.department),
            by=actor,
            stance=stance,
            reason=reason.strip()[:LONGEST_REASON],
            at=now,
        )
        audit.record(
            actor=actor,
            action="signed off" if stance == SignOff.Stance.SIGNED else "dissented",
            subject=version.plan,
            now=now,
            changes={"version": version.number, "reason": given.reason},
        )
    return given
