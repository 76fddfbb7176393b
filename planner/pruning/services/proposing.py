"""Propose to retire something that a look has found, and take that back."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Invalid, NotAllowed
from planner.pruning.models import Pruning, Retirement
from planner.pruning.services.refusals import (
    FiguresOld,
    NotFound,
    NotOpen,
    ProposedAlready,
)

LONGEST_REASON = 5_000
State = Retirement.State


def require_reason(reason: str, *, field: str = "reason") -> str:
    """Return the words without blanks around, if there are some and not too many."""
    words = reason.strip()
    if not words:
        wrong = "Say why. It is kept with the retirement."
    elif len(words) > LONGEST_REASON:
        wrong = f"Keep it under {LONGEST_REASON:,} characters."
    else:
        return words
    raise Invalid("This is not complete.", errors={field: [wrong]})


def subject_of(pruning: Pruning, key: str) -> dict[str, Any]:
    """Return what a look has found of a thing, or refuse."""
    newest = Pruning.objects.done().order_by("-pk").values_list("pk", flat=True).first()
    if newest != pruning.pk or pruning.result is None:
        raise FiguresOld(
            "Somebody has looked again since.",
            next_step="Open the newest look, and propose it there.",
        )
    for subject in pruning.result["subjects"]:
        if subject["key"] == key and subject["grounds"]:
            found: dict[str, Any] = subject
            return found
    raise NotFound(
        "The look gives no ground to retire it.",
        next_step="Choose one of what was found.",
        errors={"key": ["Choose one of what was found."]},
    )


@transaction.atomic
def propose(
    *, actor: User, pruning: Pruning, key: str, reason: str, now: datetime
) -> Retirement:
    """Put something before the CEO, with the figures as they were found."""
    require(actor, Act.COMPARE_PLANS)
    subject = subject_of(pruning, key)
    words = require_reason(reason)
    kind = subject["kind"]
    try:
        with transaction.atomic():
            row = Retirement.objects.create(
                pruning=pruning,
                kind=kind,
                promise_id=subject["promise"] if kind == "promise" else None,
                version_id=subject["version"] if kind == "tactic" else None,
                tactic_code=subject["code"] if kind == "tactic" else "",
                initiative_id=subject["initiative"] if kind == "initiative" else None,
                key=key,
                name=subject["name"],
                finding=subject,
                reason=words,
                proposed_by=actor,
                proposed_at=now,
            )
    except IntegrityError as error:
        if not Retirement.objects.open().filter(key=key).exists():
            raise
        raise ProposedAlready(
            "It waits for the CEO.", next_step="Open the proposal to see why."
        ) from error
    audit.record(
        actor=actor,
        action="proposed to retire",
        subject=row,
        now=now,
        changes={"of": key, "reason": words},
    )
    return row


@transaction.atomic
def withdraw(*, actor: User, retirement: Retirement, now: datetime) -> Retirement:
    """Take a proposal back before it is decided: whoever made it, or the CEO."""
    require(actor, Act.COMPARE_PLANS)
    row = Retirement.objects.select_for_update().get(pk=retirement.pk)
    if row.proposed_by_id != actor.pk and not actor.is_ceo:
        raise NotAllowed(
            f"{row.proposed_by.name} has proposed it.", next_step="Ask them."
        )
    require_open(row)
    row.state, row.withdrawn_at = State.WITHDRAWN, now
    row.save(update_fields=["state", "withdrawn_at"])
    audit.record(
        actor=actor, action="took a proposal to retire back", subject=row, now=now
    )
    return row


def require_open(row: Retirement) -> None:
    if not row.is_open:
        raise NotOpen(
            f"It is {row.get_state_display().lower()}.",
            next_step="Open it to see what was said.",
        )
