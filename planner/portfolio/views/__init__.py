"""The pages of the best set: ask, watch, read; what may be spent; what hangs together."""

from planner.portfolio.views.relations import (
    add_exclusion,
    add_must_have,
    add_prerequisite,
    relations,
    remove_exclusion,
    remove_must_have,
    remove_prerequisite,
)
from planner.portfolio.views.sets import (
    budgets,
    cancel,
    detail,
    export,
    home,
    progress,
)
from planner.portfolio.views.worths import worth, worths

__all__ = [
    "add_exclusion",
    "add_must_have",
    "add_prerequisite",
    "budgets",
    "cancel",
    "detail",
    "export",
    "home",
    "progress",
    "relations",
    "remove_exclusion",
    "remove_must_have",
    "remove_prerequisite",
    "worth",
    "worths",
]
