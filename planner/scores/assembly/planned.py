"""What the plan itself does and believes."""

from typing import Any

from planner.plans.content import AssumptionContent, TacticContent
from planner.scores.assembly.committed import estimate_entry

Document = dict[str, Any]


def tactic_entry(tactic: TacticContent) -> Document:
    points = {name: float(tactic[name]) for name in ("low", "likely", "high")}
    return {
        "id": tactic["code"],
        "promises": tactic["promises"],
        "audience": tactic["audience"],
        "budget": float(tactic["budget"]),
        "margin": float(tactic["margin"]),
        "occasions": estimate_entry(points),
        "starts": tactic["starts"] - 1,
        "ends": tactic["ends"] - 1,
    }


def assumption_entry(assumption: AssumptionContent) -> Document:
    return {
        "id": assumption["code"],
        "driver": assumption["driver"],
        "probability": float(assumption["probability"]),
        "if_false": float(assumption["if_false"]),
        "status": assumption["status"],
    }
