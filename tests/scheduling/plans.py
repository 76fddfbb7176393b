"""Facts of small plans, each task with only what matters."""

from datetime import date
from typing import Any

from planner.scheduling.facts import CapabilityFacts, PlanFacts, TaskFacts

MONDAY = date(2026, 1, 5)
PACKING = 7


def task(pk: int, **fields: Any) -> TaskFacts:
    defaults: dict[str, Any] = {
        "pk": pk,
        "code": f"task-{pk}",
        "name": f"Task {pk}",
        "tactic": "",
        "initiative": None,
        "days": (2.0, 2.0, 2.0),
        "not_before": None,
        "deadline": None,
        "state": "planned",
        "progress": 0,
        "started_on": None,
        "finished_on": None,
        "planned": None,
        "people": (),
        "needs": (),
        "after": (),
        "budget": 0.0,
    }
    return TaskFacts(**{**defaults, **fields})


def packing(*left: float) -> CapabilityFacts:
    return CapabilityFacts(pk=PACKING, name="Packing", units="parcels", left=left)


def plan(*tasks: TaskFacts, **fields: Any) -> PlanFacts:
    defaults: dict[str, Any] = {
        "plan": 1,
        "as_of": MONDAY,
        "starts_on": date(2026, 3, 2),
        "weeks": 8,
        "one_at_a_time": True,
        "tasks": tasks,
        "capabilities": (packing(100.0),),
        "people": ((1, "Mara"), (2, "Jon")),
        "tactics": (),
    }
    return PlanFacts(**{**defaults, **fields})
