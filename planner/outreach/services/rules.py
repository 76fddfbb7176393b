"""Set what the firm assumes of outreach where nothing is measured."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from planner.outreach.models import OutreachRules
from planner.outreach.services import finding

RULES: Final = (
    *("ideal_days", "maximum_days", "value", "chance", "most_names"),
    *("mail_minutes", "call_minutes", "meal_minutes"),
)


@transaction.atomic
def set_rules(
    *, actor: User, facts: Mapping[str, Any], revision: int | None, now: datetime
) -> OutreachRules:
    """Set the firm's assumptions; lists made from now on follow them."""
    require(actor, Act.RULE_OUTREACH)
    seen = editing.require_seen(revision)
    row = finding.rules()
    before = {name: getattr(row, name) for name in RULES}
    for name in RULES:
        if name in facts:
            setattr(row, name, facts[name])
    editing.check(row)
    if row.ideal_days >= row.maximum_days:
        words = "The maximum interval is longer than the ideal one."
        raise Invalid(words, errors={"maximum_days": [words]})
    editing.save(row, seen=seen, fields=RULES)
    after = {name: getattr(row, name) for name in RULES}
    audit.record(
        actor=actor,
        action="outreach.rules-set",
        subject=row,
        now=now,
        changes=audit.difference(before, after),
    )
    return row
