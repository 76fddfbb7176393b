"""Put a dissent on record, answer it, withdraw it: never alter it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.decisions.models import (
    Decision,
    Dissent,
    DissentReply,
    SignOff,
)
from planner.decisions.queries.dissents import closes_on
from planner.decisions.services.rulings import LONGEST_REASON
from planner.plans.models import Plan, PlanState, PlanVersion
from promises.models import Promise, PromiseState

Kind = DissentReply.Kind


class TooLate(Conflict):
    title = "It is too late for a dissent"


class DissentsAlready(Conflict):
    title = "Your dissent is on record already"


@dataclass(frozen=True)
class _Subject:
    """What is dissented from, and the decision on it if there is one."""

    decision: Decision | None
    waits: bool
    version: PlanVersion | None = None
    promise: Promise | None = None
    promise_revision: int | None = None


@transaction.atomic
def dissent(
    *,
    actor: User,
    reason: str,
    now: datetime,
    version_id: int | None = None,
    promise_id: int | None = None,
) -> Dissent:
    """Put the actor's disagreement down, by name, before or shortly after a decision."""
    require(actor, Act.DISSENT)
    subject = _plan(actor, version_id) if version_id else _promise(actor, promise_id)
    _require_open(subject, actor, now)
    words = _worded(reason)
    return _put_down(subject, actor, words, now)


def from_sign_off(given: SignOff, *, now: datetime) -> None:
    """Let a department's dissent stand under its director's name, and fall with it."""
    mine = Dissent.objects.filter(version=given.version, by=given.by).standing()
    if given.stance == SignOff.Stance.SIGNED:
        for one in mine:
            words = given.reason or "Signed the plan instead."
            _reply(one, given.by, Kind.WITHDRAWAL, words, now)
    elif not mine.exists():
        Dissent.objects.create(
            version=given.version,
            sign_off=given,
            by=given.by,
            title=given.by.title,
            reason=given.reason,
            at=now,
        )


@transaction.atomic
def answer(*, actor: User, dissent_id: int, text: str, now: datetime) -> DissentReply:
    """Answer a dissent where everybody sees it."""
    require(actor, Act.DISSENT)
    return _reply(_seen(actor, dissent_id), actor, Kind.ANSWER, _worded(text), now)


@transaction.atomic
def withdraw(*, actor: User, dissent_id: int, text: str, now: datetime) -> DissentReply:
    """Withdraw one's own dissent; it stays readable, with what is said now."""
    require(actor, Act.DISSENT)
    found = _seen(actor, dissent_id)
    if found.by_id != actor.pk:
        raise NotAllowed(
            "A dissent is withdrawn by whoever put it down.",
            next_step=f"Answer it, or ask {found.by.name}.",
        )
    if found.replies.filter(kind=Kind.WITHDRAWAL).exists():
        raise Conflict("It is withdrawn already.", next_step="Reload the page.")
    return _reply(found, actor, Kind.WITHDRAWAL, _worded(text), now)


def _plan(actor: User, version_id: int) -> _Subject:
    seen = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(actor))
    version = seen.select_related("plan").filter(pk=version_id).first()
    if version is None:
        raise NotThere("There is no such submitted plan.")
    decision = version.decisions.order_by("-decided_at", "-pk").first()
    waits = version.plan.state == PlanState.SUBMITTED
    return _Subject(decision=decision, waits=waits, version=version)


def _promise(actor: User, promise_id: int | None) -> _Subject:
    promise = Promise.objects.visible_to(actor).filter(pk=promise_id or 0).first()
    if promise is None:
        raise NotThere("There is no such promise.")
    if promise.state == PromiseState.STUDIED:
        revision: int | None = promise.revision
        decision = None
    else:
        decision = promise.decisions.order_by("-decided_at", "-pk").first()
        revision = decision.promise_revision if decision else None
    return _Subject(
        decision=decision,
        waits=promise.state == PromiseState.STUDIED,
        promise=promise,
        promise_revision=revision,
    )


def _require_open(subject: _Subject, actor: User, now: datetime) -> None:
    decision = subject.decision
    if decision is None and not subject.waits:
        raise TooLate(
            "Nothing is put up for a decision here.",
            next_step="Say what you think to its author.",
        )
    if decision is not None and now >= closes_on(decision):
        closed = date_format(closes_on(decision))
        raise TooLate(
            f"Dissent was open until {closed}: it is not put down with hindsight.",
            next_step="Say what you think now when the decision is looked at again.",
        )
    if decision is not None and decision.decided_by_id == actor.pk:
        raise NotAllowed(
            "Nobody dissents from their own decision.",
            next_step="Look at it again when its review is due, and say so there.",
        )


def _worded(text: str) -> str:
    words = text.strip()
    if not words or len(words) > LONGEST_REASON:
        said = f"Say why, in at most {LONGEST_REASON:,} characters."
        raise Invalid(said, errors={"reason": [said]})
    return words


def _put_down(subject: _Subject, actor: User, words: str, now: datetime) -> Dissent:
    named = {
        "version": subject.version,
        "promise": subject.promise,
        "promise_revision": subject.promise_revision,
    }
    # One row is the lock, so that a double click puts one dissent down.
    User.objects.select_for_update().get(pk=actor.pk)
    if Dissent.objects.filter(**named, by=actor).standing().exists():
        raise DissentsAlready(
            "It stands with the reasons you gave.",
            next_step="Add to it with an answer, or withdraw it first.",
        )
    made = Dissent.objects.create(
        **named, by=actor, title=actor.title, reason=words, at=now
    )
    _audit(made, actor, "dissented", words, now)
    return made


def _reply(
    found: Dissent, actor: User, kind: DissentReply.Kind, words: str, now: datetime
) -> DissentReply:
    made = DissentReply.objects.create(
        dissent=found, kind=kind, by=actor, text=words, at=now
    )
    action = "answered a dissent" if kind == Kind.ANSWER else "withdrew a dissent"
    _audit(found, actor, action, words, now)
    return made


def _audit(found: Dissent, actor: User, action: str, why: str, now: datetime) -> None:
    subject = found.version.plan if found.version else found.promise
    changes = {"dissent of": found.by.name, "reason": why}
    audit.record(
        actor=actor, action=action, subject=subject or found, now=now, changes=changes
    )


def _seen(actor: User, dissent_id: int) -> Dissent:
    seen = Dissent.objects.visible_to(actor).select_related("by", "version__plan")
    found = seen.select_related("promise").filter(pk=dissent_id).first()
    if found is None:
        raise NotThere("There is no such dissent.")
    return found
