"""Put a dissent from a retirement on record, answer it, withdraw it: never alter it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, NotAllowed
from planner.decisions.services import DissentsAlready, TooLate
from planner.pruning.models import Objection, ObjectionReply, Retirement
from planner.pruning.services.proposing import require_reason
from planner.scores.models import Policy

Kind = ObjectionReply.Kind
State = Retirement.State


@transaction.atomic
def dissent(
    *, actor: User, retirement: Retirement, reason: str, now: datetime
) -> Objection:
    """Put the actor's disagreement down, by name, before or shortly after the word."""
    require(actor, Act.DISSENT)
    row = Retirement.objects.select_for_update().get(pk=retirement.pk)
    _require_open(row, actor, now)
    words = require_reason(reason)
    if row.objections.filter(by=actor).standing().exists():
        raise DissentsAlready(
            "It stands with the reasons you gave.",
            next_step="Add to it with an answer, or withdraw it first.",
        )
    made = Objection.objects.create(
        retirement=row, by=actor, title=actor.title, reason=words, at=now
    )
    _audit(made, actor, "dissented", words, now)
    return made


def closes_on(row: Retirement) -> datetime | None:
    """Return until when a dissent can be put down; None while it is not decided."""
    if row.decided_at is None:
        return None
    return row.decided_at + timedelta(days=Policy.objects.current().dissent_days)


def may_dissent(row: Retirement, user: User, now: datetime) -> bool:
    """Tell whether a dissent of this person would be taken."""
    try:
        _require_open(row, user, now)
    except (NotAllowed, TooLate):
        return False
    return not row.objections.filter(by=user).standing().exists()


def _require_open(row: Retirement, actor: User, now: datetime) -> None:
    if row.is_open:
        _refuse_own(row.proposed_by, actor, "proposal", "Take the proposal back.")
        return
    if row.state == State.WITHDRAWN:
        raise TooLate(
            "The proposal was taken back.",
            next_step="There is nothing to dissent from.",
        )
    if row.decision_id is not None:
        raise TooLate(
            "It became a decision of its own, which is open to dissent.",
            next_step="Open the decision, and put your dissent down there.",
        )
    closes = closes_on(row)
    if closes is not None and now >= closes:
        raise TooLate(
            f"Dissent was open until {date_format(closes)}: it is not put down with "
            "hindsight.",
            next_step="Say what you think when it is brought up again.",
        )
    _refuse_own(row.decided_by, actor, "decision", "Say so when it comes up again.")


def _refuse_own(by: User | None, actor: User, what: str, next_step: str) -> None:
    if by is not None and by.pk == actor.pk:
        raise NotAllowed(f"Nobody dissents from their own {what}.", next_step=next_step)


@transaction.atomic
def answer(
    *, actor: User, objection: Objection, text: str, now: datetime
) -> ObjectionReply:
    """Answer a dissent where everybody sees it."""
    require(actor, Act.DISSENT)
    return _reply(
        objection, actor, Kind.ANSWER, require_reason(text, field="text"), now
    )


@transaction.atomic
def take_dissent_back(
    *, actor: User, objection: Objection, text: str, now: datetime
) -> ObjectionReply:
    """Withdraw one's own dissent; it stays readable, with what is said now."""
    require(actor, Act.DISSENT)
    if objection.by_id != actor.pk:
        raise NotAllowed(
            "A dissent is withdrawn by whoever put it down.",
            next_step=f"Answer it, or ask {objection.by.name}.",
        )
    Retirement.objects.select_for_update().get(pk=objection.retirement_id)
    if objection.replies.filter(kind=Kind.WITHDRAWAL).exists():
        raise Conflict("It is withdrawn already.", next_step="Reload the page.")
    words = require_reason(text, field="text")
    return _reply(objection, actor, Kind.WITHDRAWAL, words, now)


def _reply(
    found: Objection, actor: User, kind: ObjectionReply.Kind, words: str, now: datetime
) -> ObjectionReply:
    made = ObjectionReply.objects.create(
        dissent=found, kind=kind, by=actor, text=words, at=now
    )
    action = "answered a dissent" if kind == Kind.ANSWER else "withdrew a dissent"
    _audit(found, actor, action, words, now)
    return made


def _audit(found: Objection, actor: User, action: str, why: str, now: datetime) -> None:
    changes = {"dissent of": found.by.name, "reason": why}
    audit.record(
        actor=actor, action=action, subject=found.retirement, now=now, changes=changes
    )
