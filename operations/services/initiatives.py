"""Propose initiatives; fund them (the CEO alone), take that back, or drop them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Conflict, Invalid
from operations.models import Initiative

FACTS: Final = ("name", "capability", "cost", "adds", "available_from", "note")
# What the CEO agreed to; a later date is a fact that must be told all the same.
AGREED: Final = ("capability", "cost", "adds")
State = Initiative.State


class NotInThatState(Conflict):
    title = "The initiative is not where you saw it"


class Agreed(Conflict):
    title = "The CEO has agreed to it as it is"


def facts_of(initiative: Initiative) -> dict[str, Any]:
    facts = {name: getattr(initiative, name) for name in ("code", *FACTS)}
    facts["capability"] = initiative.capability.code
    return facts


def _set(initiative: Initiative, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in FACTS:
            raise Invalid(f"{name} is not a fact of an initiative.")
        setattr(initiative, name, value)


def _check(initiative: Initiative) -> None:
    editing.check(initiative)
    if initiative.capability.is_staffed and initiative.adds % 1:
        raise Invalid(
            "Some of it is not right yet.",
            errors={"adds": ["People come whole: 1, 2, 3 …"]},
        )


def create_initiative(
    *, actor: User, code: str, facts: Mapping[str, Any], now: datetime
) -> Initiative:
    """Propose an initiative, as a candidate for funding."""
    require(actor, Act.EDIT_OPERATIONS)
    initiative = Initiative(code=code)
    _set(initiative, facts)
    _check(initiative)
    with transaction.atomic():
        editing.add(initiative)
        audit.record(
            actor=actor,
            action="proposed an initiative",
            subject=initiative,
            now=now,
            changes=audit.difference({}, facts_of(initiative)),
        )
    return initiative


def edit_initiative(
    *,
    actor: User,
    initiative: Initiative,
    revision: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> Initiative:
    """Change some of an initiative's facts; once funded, only its date and words."""
    require(actor, Act.EDIT_OPERATIONS)
    before = facts_of(initiative)
    funded = initiative.state == State.FUNDED
    _set(initiative, facts)
    _check(initiative)
    changes = audit.difference(before, facts_of(initiative))
    if funded and (touched := [name for name in AGREED if name in changes]):
        raise Agreed(
            "The CEO has funded it at this cost, for this much more.",
            next_step="Ask the CEO to take the funding back, then change it.",
            errors={name: ["Agreed when it was funded."] for name in touched},
        )
    if not changes:
        return initiative
    with transaction.atomic():
        initiative.changed_at = now
        editing.save(initiative, seen=revision, fields=(*FACTS, "changed_at"))
        audit.record(
            actor=actor,
            action="changed an initiative",
            subject=initiative,
            now=now,
            changes=changes,
        )
    return initiative


@transaction.atomic
def expect_initiative(
    *, initiative_id: int, ready_on: date | None, now: datetime
) -> bool:
    """Take down when it will be there as its tasks stand, and tell whether that is new.

    Nothing is taken down while it is in time, or no task builds it.
    """
    row = Initiative.objects.select_for_update().get(pk=initiative_id)
    late = ready_on is not None and ready_on > row.available_from
    expected = ready_on if late and row.state != State.DROPPED else None
    if row.expected_on == expected:
        return False
    before, row.expected_on = row.expected_on, expected
    row.changed_at = now
    # What somebody has open in a form is not touched: the revision stays.
    row.save(update_fields=["expected_on", "changed_at"])
    audit.record(
        actor=None,
        action="expected an initiative late" if expected else "expected it in time",
        subject=row,
        now=now,
        changes={
            "available_from": row.available_from,
            "expected_on": [before, expected],
        },
    )
    return True


def _move(
    initiative: Initiative,
    *,
    actor: User,
    now: datetime,
    states: tuple[State, State],
    action: str,
    seen: int | None = None,
) -> Initiative:
    """Move from one state to another in one statement, or say where it is instead."""
    came_from, to = states
    funded = to == State.FUNDED
    with transaction.atomic():
        row = Initiative.objects.select_for_update().get(pk=initiative.pk)
        if row.state != came_from:
            raise NotInThatState(
                f"{row} is {row.get_state_display().lower()} now, "
                f"not {came_from.label.lower()}.",
                next_step="Open it again and look.",
            )
        row.state, row.changed_at = to, now
        row.funded_by = actor if funded else None
        row.funded_at = now if funded else None
        editing.save(
            row,
            seen=row.revision if seen is None else seen,
            fields=("state", "funded_by", "funded_at", "changed_at"),
        )
        audit.record(
            actor=actor,
            action=action,
            subject=row,
            now=now,
            changes={"state": [came_from, to], "cost": row.cost, "adds": row.adds},
        )
    return row


def fund(
    *,
    initiative: Initiative,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> Initiative:
    """Grant the money: from its date on the capability counts as lifted.

    ``revision`` is what the CEO saw; a cost changed since then is not granted.
    """
    require(actor, Act.DECIDE)
    return _move(
        initiative,
        actor=actor,
        now=now,
        seen=revision,
        states=(State.CANDIDATE, State.FUNDED),
        action="funded an initiative",
    )


def take_funding_back(
    *, initiative: Initiative, actor: User, now: datetime
) -> Initiative:
    """Make it a candidate again; plans are scored without it from now on."""
    require(actor, Act.DECIDE)
    return _move(
        initiative,
        actor=actor,
        now=now,
        states=(State.FUNDED, State.CANDIDATE),
        action="took funding back",
    )


def drop_initiative(
    *, initiative: Initiative, actor: User, now: datetime
) -> Initiative:
    """Put a candidate aside: nobody is offered it any more."""
    require(actor, Act.EDIT_OPERATIONS)
    return _move(
        initiative,
        actor=actor,
        now=now,
        states=(State.CANDIDATE, State.DROPPED),
        action="dropped an initiative",
    )


def retire_initiative(
    *, initiative: Initiative, actor: User, now: datetime, revision: int
) -> Initiative:
    """Put aside what is a candidate, or funded and not begun: the CEO's own word."""
    require(actor, Act.DECIDE)
    funded = initiative.state == State.FUNDED
    return _move(
        initiative,
        actor=actor,
        now=now,
        seen=revision,
        states=(State.FUNDED if funded else State.CANDIDATE, State.DROPPED),
        action="retired an initiative",
    )


def reconsider_initiative(
    *, initiative: Initiative, actor: User, now: datetime
) -> Initiative:
    """Bring a dropped initiative back as a candidate."""
    require(actor, Act.EDIT_OPERATIONS)
    return _move(
        initiative,
        actor=actor,
        now=now,
        states=(State.DROPPED, State.CANDIDATE),
        action="reconsidered an initiative",
    )
