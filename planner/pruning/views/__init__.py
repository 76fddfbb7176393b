"""The pages below /decide/prune/."""

from planner.pruning.views.looking import cancel, export, finding, home, progress
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
    "cancel",
    "decide",
    "export",
    "finding",
    "home",
    "past",
    "past_export",
    "progress",
    "propose",
    "retirement",
    "settle",
    "tell",
    "untell",
    "withdraw",
]
