"""Bring the rows of a plan to what its document says."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from customers.models import Segment
from operations.models import Capability
from planner.plans.content import AssumptionContent, PlanContent, TacticContent
from planner.plans.models import Assumption, Plan, Tactic
from promises.models import Promise


@dataclass(frozen=True)
class _Named:
    """The rows that a document names by code."""

    promises: dict[str, Promise]
    segments: dict[str, Segment]
    capabilities: dict[str, Capability]

    @classmethod
    def in_content(cls, content: PlanContent) -> "_Named":
        drivers = [row["driver"] for row in content["assumptions"]]
        promises = {code for row in content["tactics"] for code in row["promises"]}
        promises |= {driver.get("reliability", "") for driver in drivers}
        segments = {row["segment"] for row in content["tactics"]}
        capabilities = {driver.get("capacity", "") for driver in drivers}
        return cls(
            promises={p.code: p for p in Promise.objects.filter(code__in=promises)},
            segments={s.code: s for s in Segment.objects.filter(code__in=segments)},
            capabilities={
                c.code: c for c in Capability.objects.filter(code__in=capabilities)
            },
        )


def _write_tactic(
    tactic: Tactic, content: TacticContent, position: int, named: _Named
) -> None:
    tactic.position = position
    tactic.name = content["name"]
    tactic.audience = content["audience"]
    tactic.segment = named.segments.get(content["segment"])
    tactic.channel = content["channel"]
    tactic.strategy = content.get("strategy", "")
    tactic.budget = Decimal(content["budget"])
    tactic.margin = Decimal(content["margin"])
    tactic.low = Decimal(content["low"])
    tactic.likely = Decimal(content["likely"])
    tactic.high = Decimal(content["high"])
    tactic.starts = content["starts"]
    tactic.ends = content["ends"]
    tactic.save()
    tactic.promises.set([named.promises[code] for code in content["promises"]])


def _write_assumption(
    assumption: Assumption,
    content: AssumptionContent,
    position: int,
    tactics: dict[str, Tactic],
    named: _Named,
) -> None:
    driver = content["driver"]
    assumption.position = position
    assumption.statement = content["statement"]
    assumption.tactic = tactics.get(driver.get("demand", ""))
    assumption.capability = named.capabilities.get(driver.get("capacity", ""))
    assumption.promise = named.promises.get(driver.get("reliability", ""))
    assumption.probability = Decimal(content["probability"])
    assumption.if_false = Decimal(content["if_false"])
    assumption.status = content["status"]
    assumption.note = content["note"]
    assumption.save()


def write_parts(
    plan: Plan, content: PlanContent, *, before: PlanContent | None = None
) -> None:
    """Bring the rows to what the document says, matching them by code.

    Rows that stand as ``before`` says, where they should, are left alone.
    """
    named = _Named.in_content(content)
    old = _rows_by_code(before)
    tactics = {tactic.code: tactic for tactic in plan.tactics.all()}
    for position, row in enumerate(content["tactics"]):
        tactic = tactics.setdefault(row["code"], Tactic(plan=plan, code=row["code"]))
        if old.get(("tactic", row["code"])) != row or tactic.position != position:
            _write_tactic(tactic, row, position, named)
    assumptions = {each.code: each for each in plan.assumptions.all()}
    for position, belief in enumerate(content["assumptions"]):
        code = belief["code"]
        assumption = assumptions.get(code) or Assumption(plan=plan, code=code)
        if old.get(("assumption", code)) != belief or assumption.position != position:
            _write_assumption(assumption, belief, position, tactics, named)
    # Tactics go last: an assumption that moved to another one has let go by now.
    kept = [belief["code"] for belief in content["assumptions"]]
    plan.assumptions.exclude(code__in=kept).delete()
    plan.tactics.exclude(code__in=[row["code"] for row in content["tactics"]]).delete()


def _rows_by_code(
    content: PlanContent | None,
) -> dict[tuple[str, str], Mapping[str, Any]]:
    if content is None:
        return {}
    tactics = {("tactic", row["code"]): row for row in content["tactics"]}
    beliefs = {("assumption", row["code"]): row for row in content["assumptions"]}
    return {**tactics, **beliefs}
