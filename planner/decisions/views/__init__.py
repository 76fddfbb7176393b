"""The pages on which the CEO decides, and on which decisions are followed up."""

from planner.decisions.views.conditions import (
    conditions,
    extend,
    let_stand,
    meet,
    take_back,
    waive,
)
from planner.decisions.views.deciding import (
    board,
    decide_plan,
    decide_promise,
    past,
    plan,
    plan_standing,
    promise,
    promise_record,
    replay,
    sign_off,
)
from planner.decisions.views.dissents import (
    answer,
    dissent,
    dissent_plan,
    dissent_promise,
    withdraw,
)
from planner.decisions.views.export import export

__all__ = [
    "answer",
    "board",
    "conditions",
    "decide_plan",
    "decide_promise",
    "dissent",
    "dissent_plan",
    "dissent_promise",
    "export",
    "extend",
    "let_stand",
    "meet",
    "past",
    "plan",
    "plan_standing",
    "promise",
    "promise_record",
    "replay",
    "sign_off",
    "take_back",
    "waive",
    "withdraw",
]
