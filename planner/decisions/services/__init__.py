"""Decide: the one way in which a promise or a plan is approved.

The same rules stand a second time in the database, as checks and triggers
(``planner/decisions/triggers.py``): who comes past this module does not come past those.
"""

from planner.decisions.services.plans import decide_plan
from planner.decisions.services.promises import decide_promise
from planner.decisions.services.refusals import AlreadyDecided, Overtaken
from planner.decisions.services.rulings import (
    LONGEST_REASON,
    MOST_CONDITIONS,
    PLAN_OUTCOMES,
    PROMISE_OUTCOMES,
    Ruling,
)
from planner.decisions.services.sign_offs import sign_off

__all__ = [
    "LONGEST_REASON",
    "MOST_CONDITIONS",
    "PLAN_OUTCOMES",
    "PROMISE_OUTCOMES",
    "AlreadyDecided",
    "Overtaken",
    "Ruling",
    "decide_plan",
    "decide_promise",
    "sign_off",
]
