"""Every command on scenarios: write them, score them side by side, promote them."""

from planner.scenarios.services.comparing import cancel, compare
from planner.scenarios.services.drafting import (
    add_change,
    create,
    discard,
    duplicate,
    remove_change,
    restore,
    update,
)
from planner.scenarios.services.promoting import Idea, promote, proposals
from planner.scenarios.services.rules import Asked

__all__ = [
    "Asked",
    "Idea",
    "add_change",
    "cancel",
    "compare",
    "create",
    "discard",
    "duplicate",
    "promote",
    "proposals",
    "remove_change",
    "restore",
    "update",
]
