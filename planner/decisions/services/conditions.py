"""Follow the conditions of an approval up: met, waived, given more time, or missed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, deputyship, require, require_decider
from accounts.queries import local_day
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.decisions.models import Condition, ConditionStep, Decision
from planner.decisions.services.recalls import restore_if_settled
from planner.decisions.services.rulings import (
    LONGEST_REASON,
    LONGEST_WAIT,
    Term,
)
from planner.plans import services as plans
from planner.plans.models import Plan, PlanState

State, Kind = Condition.State, ConditionStep.Kind
ACTIONS = {
    Kind.MET: "met a condition",
    Kind.WAIVED: "waived a condition",
    Kind.EXTENDED: "gave a condition more time",
    Kind.MISSED: "missed a condition",
}


class NotWaitedFor(Conflict):
    title = "This condition is not waited for"


def ask(*, decision: Decision, terms: Iterable[Term]) -> None:
    """Write down what an approval asks, of whom and until when."""
    Condition.objects.bulk_create(
        Condition(
            decision=decision,
            number=number,
            text=term.text.strip(),
            owner_id=term.owner,
            due_on=term.due_on,
        )
        for number, term in enumerate(terms, start=1)
    )


@transaction.atomic
def meet(*, actor: User, condition_id: int, note: str, now: datetime) -> Condition:
    """Say, as its owner, that a condition is met, and what shows it."""
    require(actor, Act.MEET_CONDITIONS)
    condition = _locked(actor, condition_id)
    if condition.owner_id != actor.pk:
        raise NotAllowed(
            "Only its owner says that a condition is met.",
            next_step=f"Ask {condition.owner.name}.",
        )
    if condition.state == State.MISSED:
        raise NotWaitedFor(
            "Its last day is over, and the plan is back before the CEO.",
            next_step="Ask the CEO for more time, then say that it is met.",
        )
    _require_awaited(condition, {State.OPEN})
    words = _worded(note, "note", "Say what shows that it is met.")
    _step(condition, Kind.MET, actor=actor, note=words, now=now)
    return condition


@transaction.atomic
def waive(*, actor: User, condition_id: int, reason: str, now: datetime) -> Condition:
    """Let a condition go, as the CEO, and say why."""
    require_decider(actor, now)
    condition = _locked(actor, condition_id)
    _refuse_own(actor, condition.decision)
    _require_awaited(condition, {State.OPEN, State.MISSED})
    words = _worded(reason, "reason", "Say why it may be let go.")
    _step(condition, Kind.WAIVED, actor=actor, note=words, now=now)
    restore_if_settled(decision=condition.decision, actor=actor, why=words, now=now)
    return condition


@transaction.atomic
def extend(
    *, actor: User, condition_id: int, due_on: date, reason: str, now: datetime
) -> Condition:
    """Give a condition more time, as the CEO, and say why."""
    require_decider(actor, now)
    condition = _locked(actor, condition_id)
    _refuse_own(actor, condition.decision)
    _require_awaited(condition, {State.OPEN, State.MISSED})
    words = _worded(reason, "reason", "Say why it may take longer.")
    today = local_day(now)
    if not max(today, condition.due_on) < due_on <= today + LONGEST_WAIT:
        days = ["Choose a later day than today and than before, within two years."]
        raise Invalid("It has no new last day yet.", errors={"due_on": days})
    _step(condition, Kind.EXTENDED, actor=actor, note=words, now=now, due_on=due_on)
    restore_if_settled(decision=condition.decision, actor=actor, why=words, now=now)
    return condition


def miss_overdue(*, now: datetime) -> int:
    """Mark what was not met in time, and call its plan back for review."""
    late = Condition.objects.overdue(local_day(now)).order_by("pk")
    found = list(late.values_list("pk", flat=True))
    return sum(_miss(pk, now=now) for pk in found)


@transaction.atomic
def _miss(condition_id: int, *, now: datetime) -> bool:
    condition = _locked(None, condition_id)
    if condition.state != State.OPEN or condition.due_on >= local_day(now):
        return False
    _step(condition, Kind.MISSED, actor=None, note="", now=now)
    version = condition.decision.version
    if version is not None and version.plan.state == PlanState.APPROVED:
        why = f"A condition was missed: {condition.text}"
        plans.call_back(version=version, now=now, why=why)
    return True


def _locked(actor: User | None, condition_id: int) -> Condition:
    """Lock the plan, then the condition, and return it; the worker sees all of them."""
    every = Condition.objects.all()
    seen = every if actor is None else every.visible_to(actor)
    found = seen.filter(pk=condition_id).values_list("decision__version__plan").first()
    if found is None:
        raise NotThere("There is no such condition.")
    Plan.objects.select_for_update().filter(pk=found[0]).first()
    locked = Condition.objects.select_for_update(of=("self",))
    related = ("owner", "decision__version__plan", "decision__promise")
    return locked.select_related(*related).get(pk=condition_id)


def _refuse_own(actor: User, decision: Decision) -> None:
    version = decision.version
    if version and actor.pk in {version.author_id, version.submitted_by_id}:
        raise NotAllowed(
            "Nobody decides on their own plan.",
            next_step="Ask another chief promise officer.",
        )


def _require_awaited(condition: Condition, states: set[Condition.State]) -> None:
    if condition.state not in states:
        raise NotWaitedFor(
            f"It is {condition.get_state_display().lower()} already.",
            next_step="Reload the page and look at what happened.",
        )
    version = condition.decision.version
    if version and version.plan.state not in {PlanState.APPROVED, PlanState.REVIEW}:
        raise NotWaitedFor(
            "The approval that asked for it was taken back.",
            next_step="Open the plan and look at what happened.",
        )


def _worded(text: str, place: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(missing, errors={place: [missing]})
    if len(words) > LONGEST_REASON:
        longest = f"Keep it under {LONGEST_REASON:,} characters."
        raise Invalid(longest, errors={place: [longest]})
    return words


def _step(
    condition: Condition,
    kind: ConditionStep.Kind,
    *,
    actor: User | None,
    note: str,
    now: datetime,
    due_on: date | None = None,
) -> None:
    """Add a step and move the condition with it; the database asks for both."""
    before = {"state": condition.state, "last day": condition.due_on}
    due = due_on or condition.due_on
    acts_for_the_ceo = actor is not None and kind in {Kind.WAIVED, Kind.EXTENDED}
    standing_in = deputyship(actor, now) if actor and acts_for_the_ceo else None
    ConditionStep.objects.create(
        condition=condition,
        kind=kind,
        due_on=due,
        note=note,
        by=actor,
        standing_in=standing_in,
        at=now,
    )
    state = State.OPEN if kind == Kind.EXTENDED else State(kind.value)
    Condition.objects.filter(pk=condition.pk).update(state=state, due_on=due)
    condition.state, condition.due_on = state, due
    decision = condition.decision
    subject = decision.version.plan if decision.version else decision.promise
    after = {"state": state, "last day": due}
    told = {"condition": condition.text} | ({"reason": note} if note else {})
    audit.record(
        actor=actor,
        action=ACTIONS[kind],
        subject=subject or decision,
        now=now,
        standing_in=standing_in,
        changes=told | audit.difference(before, after),
    )
