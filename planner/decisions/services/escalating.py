"""Put before the CEO again what nobody decided in time. Time approves nothing."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from planner.decisions.models import Escalation
from planner.decisions.queries.overdue import overdue
from planner.plans.models import Plan


def escalate_undecided(*, now: datetime) -> int:
    """Escalate every submission that is past its day; return how many were new."""
    return sum(
        _escalate(version.pk, due_at, now) for version, due_at in overdue(now=now)
    )


@transaction.atomic
def _escalate(version_id: int, due_at: datetime, now: datetime) -> bool:
    plan = Plan.objects.select_for_update().get(versions=version_id)
    _, is_new = Escalation.objects.get_or_create(
        version_id=version_id, defaults={"due_at": due_at, "at": now}
    )
    if is_new:
        audit.record(
            actor=None,
            action="escalated",
            subject=plan,
            now=now,
            changes={"undecided since": due_at},
        )
    return is_new
