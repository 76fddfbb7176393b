"""What waits for a decision, what was decided, on what evidence, and what follows."""

from planner.decisions.queries.conditions import (
    STEPS,
    FollowedUp,
    awaited,
    conditions_of,
    followed_up,
    in_review,
    owed_by,
    recalled,
)
from planner.decisions.queries.desk import (
    Board,
    WaitingPlan,
    board,
    decided,
    due_for_review,
    newest_scores,
    undecided,
)
from planner.decisions.queries.dissents import (
    REPLIES,
    closes_on,
    dissents,
    dissents_from,
    may_dissent,
    unanswered,
    voices,
    voices_then,
)
from planner.decisions.queries.evidence import (
    Heard,
    PromisePage,
    customers_told,
    heard,
    plan_evidence,
    promise_evidence,
)
from planner.decisions.queries.overdue import escalated, overdue

__all__ = [
    "REPLIES",
    "STEPS",
    "Board",
    "FollowedUp",
    "Heard",
    "PromisePage",
    "WaitingPlan",
    "awaited",
    "board",
    "closes_on",
    "conditions_of",
    "customers_told",
    "decided",
    "dissents",
    "dissents_from",
    "due_for_review",
    "escalated",
    "followed_up",
    "heard",
    "in_review",
    "may_dissent",
    "newest_scores",
    "overdue",
    "owed_by",
    "plan_evidence",
    "promise_evidence",
    "recalled",
    "unanswered",
    "undecided",
    "voices",
    "voices_then",
]
