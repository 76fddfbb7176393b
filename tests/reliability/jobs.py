"""Runs that wait for a score, in numbers."""

from planner.plans.models import PlanVersion
from planner.scores.models import ScoringRun
from tests.make import (
    NOW,
    make_capability,
    make_made_promise,
    make_plan,
    make_submitted,
    make_tactic,
)


def make_ready_plan(**fields):
    """Make a plan that its author can submit."""
    packing = make_capability(likely=100)
    promise = make_made_promise(requires=[(packing, 1)])
    plan = make_plan(**fields)
    make_tactic(plan, [promise], likely=40)
    return plan


def make_runs(number: int) -> list[int]:
    """Queue the scoring of that many versions of one plan; return their keys."""
    version = make_submitted(make_ready_plan())
    others = PlanVersion.objects.bulk_create(
        PlanVersion(
            plan=version.plan,
            number=n,
            plan_revision=n,
            author=version.author,
            submitted_by=version.author,
            submitted_at=NOW,
            content=version.content,
        )
        for n in range(1001, 1000 + number)
    )
    versions = [version, *others]
    runs = ScoringRun.objects.bulk_create(ScoringRun(version=v) for v in versions)
    return [run.pk for run in runs]
