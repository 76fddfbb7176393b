"""The pages below /decide/prune/."""

from planner.pruning.views.looking import cancel, export, finding, home, progress
from planner.pruning.views.objecting import (
    answer_objection,
    object_to,
    objection,
    withdraw_objection,
)
from planner.pruning.views.retiring import (
    decide,
    past,
    past_export,
    propose,
    retirement,
    settle,
    tell,
    untell,
    withdraw,
)

__all__ = [
    "answer_objection",
    "cancel",
    "decide",
    "export",
    "finding",
    "home",
    "object_to",
    "objection",
    "past",
    "past_export",
    "progress",
    "propose",
    "retirement",
    "settle",
    "tell",
    "untell",
    "withdraw",
    "withdraw_objection",
]
