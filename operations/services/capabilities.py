"""Enter, change and delete capabilities."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Conflict, Invalid
from operations.models import Capability

FACTS: Final = (
    "name",
    "unit",
    "kind",
    "low",
    "likely",
    "high",
    "committed",
    "backlog",
    "servers",
    "handle_minutes",
    "open_minutes",
)


class KindIsSettled(Conflict):
    title = "Others count on it as it is"


def facts_of(capability: Capability) -> dict[str, Any]:
    return {name: getattr(capability, name) for name in ("code", *FACTS)}


def _set(capability: Capability, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in FACTS:
            raise Invalid(f"{name} is not a fact of a capability.")
        setattr(capability, name, value)


def create_capability(
    *, actor: User, code: str, facts: Mapping[str, Any], now: datetime
) -> Capability:
    """Enter a capability; its code stays, for files and plans name it by that."""
    require(actor, Act.EDIT_OPERATIONS)
    capability = Capability(code=code)
    _set(capability, facts)
    with transaction.atomic():
        editing.add(capability)
        audit.record(
            actor=actor,
            action="entered a capability",
            subject=capability,
            now=now,
            changes=audit.difference({}, facts_of(capability)),
        )
    return capability


def _settle_kind(capability: Capability, before: Mapping[str, Any]) -> None:
    """Let the kind change only while nobody counts in the old one."""
    if capability.kind == before["kind"]:
        return
    if reasons := editing.leaning_on(capability):
        raise KindIsSettled(
            f"{capability} cannot change between people and a rate: "
            f"{', '.join(reasons)} lean on it.",
            next_step="Enter a new capability and move them to it.",
        )
    capability.weeks.exclude(low=None).filter(committed=None).delete()
    capability.weeks.update(low=None, likely=None, high=None)


def edit_capability(
    *,
    actor: User,
    capability: Capability,
    revision: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> Capability:
    """Change some of a capability's facts, on the revision that the editor saw."""
    require(actor, Act.EDIT_OPERATIONS)
    before = facts_of(capability)
    _set(capability, facts)
    editing.check(capability)
    changes = audit.difference(before, facts_of(capability))
    if not changes:
        return capability
    with transaction.atomic():
        capability.changed_at = now
        editing.save(capability, seen=revision, fields=(*FACTS, "changed_at"))
        _settle_kind(capability, before)
        audit.record(
            actor=actor,
            action="changed a capability",
            subject=capability,
            now=now,
            changes=changes,
        )
    return capability


def delete_capability(*, actor: User, capability: Capability, now: datetime) -> None:
    """Delete a capability that nothing leans on, with its weeks."""
    require(actor, Act.EDIT_OPERATIONS)
    with transaction.atomic():
        Capability.objects.select_for_update().filter(pk=capability.pk).first()
        audit.record(
            actor=actor,
            action="deleted a capability",
            subject=capability,
            now=now,
            changes=audit.difference(facts_of(capability), {}),
        )
        editing.remove(
            capability,
            next_step="Move the promises and initiatives to another capability first.",
        )
