"""Set what the involvement funnel is computed with, or put back what it began with."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from planner.outreach.models.involvement import (
    BOUNDS,
    HEAVIEST,
    KINDS,
    LONGEST_HALF_LIFE,
    InvolvementRules,
)

FIELDS = ("kinds", *BOUNDS, "set_by", "set_at")


@transaction.atomic
def set_involvement(
    *,
    actor: User,
    bounds: Mapping[str, Decimal],
    kinds: Mapping[str, Mapping[str, Any]],
    revision: int | None,
    now: datetime,
) -> InvolvementRules:
    """Set bounds of stages, and weights and half-lives of kinds; what is left out stays.

    ``kinds`` has for the code of a kind its ``weight``, its ``half_life`` in days, or
    both. Both funnels follow from now on, for the past as well.
    """
    require(actor, Act.RULE_OUTREACH)
    seen = editing.require_seen(revision)
    row = _locked()
    before = _said(row)
    for name in BOUNDS:
        if name in bounds:
            setattr(row, name, bounds[name])
    row.kinds = _kinds(row, kinds)
    return _save(row, before, actor=actor, seen=seen, now=now)


@transaction.atomic
def restore_involvement(
    *, actor: User, revision: int | None, now: datetime
) -> InvolvementRules:
    """Put back what every firm begins with."""
    require(actor, Act.RULE_OUTREACH)
    seen = editing.require_seen(revision)
    row = _locked()
    before, plain = _said(row), InvolvementRules()
    for name in BOUNDS:
        setattr(row, name, getattr(plain, name))
    row.kinds = {}
    return _save(row, before, actor=actor, seen=seen, now=now)


def _locked() -> InvolvementRules:
    InvolvementRules.objects.get_or_create(pk=1)
    rows = InvolvementRules.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(pk=1)


def _said(row: InvolvementRules) -> dict[str, Any]:
    return {name: getattr(row, name) for name in BOUNDS} | {
        kind.code: f"{kind.weight:g}, half gone after {kind.half_life} days"
        for kind in row.in_force()
    }


def _kinds(
    row: InvolvementRules, given: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return what differs from the beginning, once the given facts are laid on it."""
    errors = {}
    known = {kind.code: kind for kind in KINDS}
    kept = {
        kind.code: {"weight": kind.weight, "half_life": kind.half_life}
        for kind in row.in_force()
    }
    for code, facts in given.items():
        if code not in known:
            errors[f"kinds.{code}"] = [f"Choose among: {', '.join(known)}."]
            continue
        kept[code] |= facts
        errors |= _wrong(code, kept[code])
    if errors:
        raise Invalid(
            "Some of it is not right yet.",
            next_step="Correct what is named and send it again.",
            errors=errors,
        )
    return {
        code: {"weight": float(facts["weight"]), "half_life": int(facts["half_life"])}
        for code, facts in kept.items()
        if (facts["weight"], facts["half_life"])
        != (known[code].weight, known[code].half_life)
    }


def _wrong(code: str, facts: Mapping[str, Any]) -> dict[str, list[str]]:
    found = {}
    if not 0 < facts["weight"] <= HEAVIEST:
        words = f"A weight is above 0, and at most {HEAVIEST:,}."
        found[f"kinds.{code}.weight"] = [words]
    if not 1 <= facts["half_life"] <= LONGEST_HALF_LIFE:
        words = f"Half is gone after 1 to {LONGEST_HALF_LIFE:,} days."
        found[f"kinds.{code}.half_life"] = [words]
    return found


def _save(
    row: InvolvementRules,
    before: Mapping[str, Any],
    *,
    actor: User,
    seen: int,
    now: datetime,
) -> InvolvementRules:
    _require_order(row)
    row.set_by, row.set_at = actor, now
    editing.check(row)
    editing.save(row, seen=seen, fields=FIELDS)
    audit.record(
        actor=actor,
        action="outreach.involvement-set",
        subject=row,
        now=now,
        changes=audit.difference(before, _said(row)),
    )
    return row


def _require_order(row: InvolvementRules) -> None:
    for low, high in pairwise(("tire_kicker", "browser", "involved")):
        if getattr(row, low) >= getattr(row, high):
            words = "Each stage begins above the one before it."
            raise Invalid(words, errors={high: [words]})
