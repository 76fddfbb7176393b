"""Take in a list of rows that a system sends, once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.policy import require
from core.refusals import Conflict, Invalid
from customers.models import Delivery
from customers.services.records import Facts, Kind, enter


def deliver(
    *, actor: User, kind: Kind, rows: Sequence[Facts], key: str = "", now: datetime
) -> dict[str, Any]:
    """Enter the rows, all or none; a key that was used before gives its old answer."""
    require(actor, kind.act)
    if len(key) > 80 or not key.isprintable():
        words = "A key is up to 80 printable characters."
        raise Invalid(words, errors={"Idempotency-Key": [words]})
    text = json.dumps([dict(row) for row in rows], cls=DjangoJSONEncoder)
    digest = hashlib.sha256(f"{kind.noun} {text}".encode()).hexdigest()
    if key and (before := _before(actor, key, digest)) is not None:
        return before
    try:
        with transaction.atomic():
            return _deliver(actor, kind, rows, key, digest, now)
    except IntegrityError:
        # Somebody sent the same key at the same moment, and was first.
        before = _before(actor, key, digest)
        if before is None:
            raise
        return before


def _before(actor: User, key: str, digest: str) -> dict[str, Any] | None:
    found = Delivery.objects.filter(sender=actor, key=key).first() if key else None
    if found is None:
        return None
    if found.digest != digest:
        raise Conflict(
            "This key came with other rows before.",
            next_step="Send a new key with new rows, and an old one only to repeat.",
        )
    answer: dict[str, Any] = found.answer
    return answer


def _deliver(
    actor: User, kind: Kind, rows: Sequence[Facts], key: str, digest: str, now: datetime
) -> dict[str, Any]:
    delivery = Delivery.objects.create(
        sender=actor, key=key, digest=digest, kind=kind.noun, at=now
    )
    entered = enter(actor=actor, kind=kind, rows=rows, now=now)
    delivery.answer = {**asdict(entered), "keys": list(entered.keys)}
    delivery.save(update_fields=["answer"])
    if len(rows) != 1:
        audit.record(
            actor=actor,
            action="delivered rows",
            subject=delivery,
            now=now,
            changes={"kind": kind.noun, "new": entered.new, "changed": entered.changed},
        )
    answer: dict[str, Any] = delivery.answer
    return answer
