"""Write and verify the audit trail."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from accounts.models import AuditEvent, Deputy, User

GENESIS = "0" * 64
# One writer at a time may extend the chain; any constant will do.
CHAIN_LOCK = 7_240_011


def _hold_the_chain() -> None:
    """Keep the chain to this transaction; SQLite's writers are single anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _digest(event: AuditEvent) -> str:
    facts = [
        event.previous,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject_type,
        event.subject_id,
        event.subject_name,
        event.changes,
    ]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _named(actor: User | None, standing_in: Deputy | None, team: str) -> str:
    if actor is None:
        return team or "the worker"
    if standing_in is not None:
        return f"{actor.name} for {standing_in.ceo.name}"
    return f"{actor.name}, {actor.title}"


def record(
    *,
    actor: User | None,
    action: str,
    subject: models.Model,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    standing_in: Deputy | None = None,
    team: str = "",
) -> AuditEvent:
    """Add one event, in the transaction of the change that it tells of.

    ``standing_in`` says for whom the actor did it, if not for themselves;
    ``team`` whose deed it is where nobody is to be named.
    """
    if not connection.in_atomic_block:
        msg = "An audit event belongs into the transaction of its change."
        raise transaction.TransactionManagementError(msg)
    _hold_the_chain()
    last = AuditEvent.objects.order_by("-pk").values_list("digest", flat=True).first()
    plain = json.loads(json.dumps(dict(changes or {}), cls=DjangoJSONEncoder))
    event = AuditEvent(
        at=now,
        actor=actor,
        actor_name=_named(actor, standing_in, team)[:160],
        action=action,
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        # What names a person says its number: the trail outlives an erasure.
        subject_name=str(getattr(subject, "trail_name", subject))[:200],
        changes=plain,
        previous=last or GENESIS,
    )
    event.digest = _digest(event)
    event.save(force_insert=True)
    return event


def first_break(*, latest: int | None = None) -> AuditEvent | None:
    """Return the first event that does not fit the chain, or None.

    With ``latest``, only that many of the newest events are looked at.
    """
    events = AuditEvent.objects.order_by("pk")
    previous: str | None = GENESIS
    if latest is not None:
        newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)
        if (start := newest[latest - 1 : latest].first()) is not None:
            events, previous = events.filter(pk__gte=start), None
    for event in events.iterator():
        if previous not in {event.previous, None} or event.digest != _digest(event):
            return event
        previous = event.digest
    return None


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{field: [before, after]}`` for what differs."""
    keys = sorted(set(before) | set(after))
    return {
        key: [before.get(key), after.get(key)]
        for key in keys
        if before.get(key) != after.get(key)
    }
