"""What may be done with a plan's schedule: ask for it, try moves, adopt it."""

from planner.scheduling.services.adopting import LONGEST_REASON, adopt, offer
from planner.scheduling.services.asking import (
    ask,
    ask_again_where_old,
    cancel,
    set_people_rule,
)

__all__ = [
    "LONGEST_REASON",
    "adopt",
    "ask",
    "ask_again_where_old",
    "cancel",
    "offer",
    "set_people_rule",
]
