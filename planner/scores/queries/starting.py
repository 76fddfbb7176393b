"""Which tactics of a plan start late because of their tasks, as its score says it."""

from typing import Any

from planner.plans.content import PlanContent
from planner.plans.queries import delays, late_starts_of


def late_starts(content: PlanContent, plan_id: int | None) -> list[dict[str, Any]]:
    """Return them as documents, in the order of the plan; nothing for a new plan."""
    if plan_id is None:
        return []
    late = late_starts_of([plan_id]).get(plan_id, {})
    return [delay.document() for delay in delays(content, late)]
