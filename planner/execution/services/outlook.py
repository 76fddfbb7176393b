"""Keep what the schedule says last of the chance to meet each deadline."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from planner.execution.models import Task
from planner.plans.models import Plan

AT_ONCE = 500


@transaction.atomic
def keep_chances(*, plan: Plan, chances: Mapping[int, float], now: datetime) -> None:
    """Keep the chances by task; what has no deadline, or is not open, has none.

    It is no change of the task: nobody's form is overtaken by it.
    """
    plan.tasks.filter(in_time_at__isnull=False).exclude(pk__in=chances).update(
        in_time=None, in_time_at=None
    )
    rows = list(plan.tasks.filter(pk__in=chances).only("pk", "plan_id"))
    for row in rows:
        row.in_time, row.in_time_at = chances[row.pk], now
    Task.objects.bulk_update(rows, ["in_time", "in_time_at"], batch_size=AT_ONCE)
