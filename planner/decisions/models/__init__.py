"""What the CEO decided, under which conditions, and who agreed before."""

from planner.decisions.models.conditions import Condition, ConditionStep
from planner.decisions.models.decision import APPROVALS, Decision, Outcome, SignOff
from planner.decisions.models.dissents import Dissent, DissentReply
from planner.decisions.models.escalations import Escalation
from planner.decisions.models.recalls import Recall, RecallQuerySet
from planner.decisions.models.reviews import QUADRANTS, Judged, Review, Turned

__all__ = [
    "APPROVALS",
    "QUADRANTS",
    "Condition",
    "ConditionStep",
    "Decision",
    "Dissent",
    "DissentReply",
    "Escalation",
    "Judged",
    "Outcome",
    "Recall",
    "RecallQuerySet",
    "Review",
    "SignOff",
    "Turned",
]
