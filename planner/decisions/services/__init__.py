"""Decide: the one way in which a promise or a plan is approved, and what follows.

The same rules stand a second time in the database, as checks and triggers
(``planner/decisions/triggers.py``): who comes past this module does not come past those.
"""

from planner.decisions.services.conditions import (
    NotWaitedFor,
    extend,
    meet,
    miss_overdue,
    waive,
)
from planner.decisions.services.dissents import (
    DissentsAlready,
    TooLate,
    answer,
    dissent,
    withdraw,
)
from planner.decisions.services.escalating import escalate_undecided
from planner.decisions.services.plans import decide_plan
from planner.decisions.services.promises import decide_promise
from planner.decisions.services.recalls import SettledAlready, let_stand, recall
from planner.decisions.services.refusals import AlreadyDecided, Overtaken
from planner.decisions.services.reviews import Judgement, record_review
from planner.decisions.services.rulings import (
    LONGEST_REASON,
    MOST_CONDITIONS,
    PLAN_OUTCOMES,
    PROMISE_OUTCOMES,
    Ruling,
    Term,
)
from planner.decisions.services.sign_offs import sign_off
from planner.decisions.services.taking_back import NotInReview, take_back

__all__ = [
    "LONGEST_REASON",
    "MOST_CONDITIONS",
    "PLAN_OUTCOMES",
    "PROMISE_OUTCOMES",
    "AlreadyDecided",
    "DissentsAlready",
    "Judgement",
    "NotInReview",
    "NotWaitedFor",
    "Overtaken",
    "Ruling",
    "SettledAlready",
    "Term",
    "TooLate",
    "answer",
    "decide_plan",
    "decide_promise",
    "dissent",
    "escalate_undecided",
    "extend",
    "let_stand",
    "meet",
    "miss_overdue",
    "recall",
    "record_review",
    "sign_off",
    "take_back",
    "waive",
    "withdraw",
]
