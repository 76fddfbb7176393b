"""Every command on the best set: ask for one, and say what limits it."""

from planner.portfolio.services.budgets import set_budgets
from planner.portfolio.services.relations import (
    MOST_MEMBERS,
    add_exclusion,
    add_must_have,
    add_prerequisite,
    remove_exclusion,
    remove_must_have,
    remove_prerequisite,
)
from planner.portfolio.services.searching import USUAL_SECONDS, ask, cancel
from planner.portfolio.services.worths import set_promise_worth

__all__ = [
    "MOST_MEMBERS",
    "USUAL_SECONDS",
    "add_exclusion",
    "add_must_have",
    "add_prerequisite",
    "ask",
    "cancel",
    "remove_exclusion",
    "remove_must_have",
    "remove_prerequisite",
    "set_budgets",
    "set_promise_worth",
]
