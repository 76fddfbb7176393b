"""Enter, change and delete segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from customers.models import Segment

FACTS: Final = ("name", "description")


def facts_of(segment: Segment) -> dict[str, Any]:
    return {name: getattr(segment, name) for name in ("code", *FACTS)}


def _set(segment: Segment, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in FACTS:
            raise Invalid(f"{name} is not a fact of a segment.")
        setattr(segment, name, value)


def create_segment(
    *, actor: User, code: str, facts: Mapping[str, Any], now: datetime
) -> Segment:
    """Enter a segment; its code stays, for files and plans name it by that."""
    require(actor, Act.EDIT_SEGMENTS)
    segment = Segment(code=code)
    _set(segment, facts)
    with transaction.atomic():
        editing.add(segment)
        audit.record(
            actor=actor,
            action="entered a segment",
            subject=segment,
            now=now,
            changes=audit.difference({}, facts_of(segment)),
        )
    return segment


def edit_segment(
    *,
    actor: User,
    segment: Segment,
    revision: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> Segment:
    """Change a segment's name or description, on the revision the editor saw."""
    require(actor, Act.EDIT_SEGMENTS)
    before = facts_of(segment)
    _set(segment, facts)
    editing.check(segment)
    changes = audit.difference(before, facts_of(segment))
    if not changes:
        return segment
    with transaction.atomic():
        editing.save(segment, seen=revision, fields=FACTS)
        audit.record(
            actor=actor,
            action="changed a segment",
            subject=segment,
            now=now,
            changes=changes,
        )
    return segment


def delete_segment(*, actor: User, segment: Segment, now: datetime) -> None:
    """Delete a segment that no promise and no plan names."""
    require(actor, Act.EDIT_SEGMENTS)
    with transaction.atomic():
        Segment.objects.select_for_update().filter(pk=segment.pk).first()
        audit.record(
            actor=actor,
            action="deleted a segment",
            subject=segment,
            now=now,
            changes=audit.difference(facts_of(segment), {}),
        )
        editing.remove(
            segment, next_step="Give the promises and tactics another segment first."
        )
