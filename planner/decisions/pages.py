"""What a plan's own page shows of its score and its decision."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.policy import Act, allows
from planner.decisions.models import Condition, Decision
from planner.decisions.queries import (
    Heard,
    conditions_of,
    dissents,
    heard,
    voices,
)
from planner.plans.models import Plan, PlanVersion
from planner.scores.models import Score
from planner.scores.queries.verdicts import latest_scores


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the newest version of a plan has come, for one reader."""

    version: PlanVersion | None
    score: Score | None
    decision: Decision | None
    conditions: list[Condition]
    voices: list[dict[str, Any]]
    heard: list[Heard]
    opens: bool
    may_edit: bool


def standing(plan: Plan, user: User) -> Standing:
    """Read the newest version's verdict, what was said of it, and the decision."""
    version = plan.versions.defer("content").order_by("-number").first()
    ((_, score),) = latest_scores(user, [plan.pk])
    opens = allows(user, Act.SEE_DECISIONS)
    decision = None
    if version is not None:
        kept = version.decisions.select_related("decided_by", "standing_in__ceo").defer(
            "evidence"
        )
        decision = kept.last()
    return Standing(
        version=version,
        score=score,
        decision=decision,
        conditions=conditions_of(decision, user) if decision else [],
        voices=voices(dissents(version=version), decision)
        if version is not None and opens
        else [],
        heard=heard(version) if version is not None and opens else [],
        opens=opens,
        may_edit=plan.is_editable and plan.is_workable_by(user),
    )
