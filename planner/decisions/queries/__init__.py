"""What waits for a decision, what was decided, on what evidence, and what follows."""

from planner.decisions.queries.conditions import (
    STEPS,
    FollowedUp,
    awaited,
    conditions_of,
    followed_up,
    in_review,
    owed_by,
)
from planner.decisions.queries.desk import (
    Board,
    WaitingPlan,
    board,
    decided,
    newest_scores,
    undecided,
)
from planner.decisions.queries.evidence import (
    Heard,
    PromisePage,
    customers_told,
    heard,
    plan_evidence,
    promise_evidence,
)

__all__ = [
    "STEPS",
    "Board",
    "FollowedUp",
    "Heard",
    "PromisePage",
    "WaitingPlan",
    "awaited",
    "board",
    "conditions_of",
    "customers_told",
    "decided",
    "followed_up",
    "heard",
    "in_review",
    "newest_scores",
    "owed_by",
    "plan_evidence",
    "promise_evidence",
    "undecided",
]
