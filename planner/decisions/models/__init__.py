"""What the CEO decided, under which conditions, and who agreed before."""

from planner.decisions.models.conditions import Condition, ConditionStep
from planner.decisions.models.decision import APPROVALS, Decision, Outcome, SignOff

__all__ = [
    "APPROVALS",
    "Condition",
    "ConditionStep",
    "Decision",
    "Outcome",
    "SignOff",
]
