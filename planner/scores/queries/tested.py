"""Tell whether a score was computed with what tests say now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.plans.models import PlanVersion
from planner.plans.queries import as_tested


def stands_as_tested(version: PlanVersion, *, as_of: date) -> bool:
    """Tell whether a version's newest score has the status that its assumptions have.

    What has no score yet will have it.
    """
    newest = version.scores.order_by("-scored_at", "-pk")
    scored = newest.values_list("case__plan__assumptions", flat=True).first()
    if scored is None:
        return True
    content = as_tested(version.content, version.plan_id, as_of=as_of)
    return _statuses(scored, "id") == _statuses(content["assumptions"], "code")


def _statuses(rows: Any, key: str) -> Mapping[str, str]:  # noqa: ANN401  # JSON
    return {row[key]: row["status"] for row in rows}
