"""Plans as documents."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from customers.models import Segment
from operations.models import Capability
from planner.plans.content import (
    FORMAT,
    AssumptionContent,
    Known,
    PlanContent,
    TacticContent,
    amount_text,
    money_text,
    with_strategy,
)
from planner.plans.models import Assumption, Plan, Tactic
from promises.models import Promise


def known_codes() -> Known:
    """Return every code that a plan may name."""
    return Known(
        promises=frozenset(Promise.objects.values_list("code", flat=True)),
        segments=frozenset(Segment.objects.values_list("code", flat=True)),
        capabilities=frozenset(Capability.objects.values_list("code", flat=True)),
    )


def with_parts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Load what a plan consists of, in the order it was written."""
    tactics = (
        Tactic.objects.select_related("segment")
        .prefetch_related(Prefetch("promises", Promise.objects.order_by("code")))
        .order_by("position", "pk")
    )
    assumptions = Assumption.objects.select_related(
        "tactic", "capability", "promise"
    ).order_by("position", "pk")
    return plans.select_related("author").prefetch_related(
        Prefetch("tactics", tactics), Prefetch("assumptions", assumptions)
    )


def _tactic(tactic: Tactic) -> TacticContent:
    content: TacticContent = {
        "code": tactic.code,
        "name": tactic.name,
        "promises": sorted(promise.code for promise in tactic.promises.all()),
        "audience": tactic.audience,
        "segment": tactic.segment.code if tactic.segment else "",
        "channel": tactic.channel,
        "budget": money_text(tactic.budget),
        "margin": money_text(tactic.margin),
        "low": amount_text(tactic.low),
        "likely": amount_text(tactic.likely),
        "high": amount_text(tactic.high),
        "starts": tactic.starts,
        "ends": tactic.ends,
    }
    return with_strategy(content, tactic.strategy)


def _driver(assumption: Assumption) -> dict[str, str]:
    if assumption.tactic:
        return {"demand": assumption.tactic.code}
    if assumption.capability:
        return {"capacity": assumption.capability.code}
    return {"reliability": assumption.promise.code if assumption.promise else ""}


def _assumption(assumption: Assumption) -> AssumptionContent:
    return {
        "code": assumption.code,
        "statement": assumption.statement,
        "driver": _driver(assumption),
        "probability": amount_text(assumption.probability),
        "if_false": amount_text(assumption.if_false),
        "status": assumption.status,
        "note": assumption.note,
    }


def document(
    plan: Plan, tactics: Iterable[Tactic], assumptions: Iterable[Assumption]
) -> PlanContent:
    """Write the document of a plan whose parts are loaded."""
    return {
        "format": FORMAT,
        "title": plan.title,
        "objective": plan.objective,
        "department": plan.department,
        "starts_on": plan.starts_on.isoformat(),
        "weeks": plan.weeks,
        "tactics": [_tactic(tactic) for tactic in tactics],
        "assumptions": [_assumption(assumption) for assumption in assumptions],
    }


def plan_content(plan: Plan) -> PlanContent:
    """Return the plan as a document, as it stands in the database now."""
    loaded = with_parts(Plan.objects.filter(pk=plan.pk)).get()
    return document(loaded, loaded.tactics.all(), loaded.assumptions.all())
