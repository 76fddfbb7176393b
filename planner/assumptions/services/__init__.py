"""Every command on a test of an assumption: plan it, run it, and say what came out."""

from planner.assumptions.services.cards import (
    Card,
    Found,
    add_finding,
    change_test,
    plan_test,
    start_test,
)
from planner.assumptions.services.concluding import (
    Conclusion,
    conclude,
    drop_test,
    expire_results,
    newest_figure,
)
from planner.assumptions.services.holding import hold_tasks
from planner.assumptions.services.refusals import (
    CardMoved,
    Concluded,
    InvalidTest,
    NoSuchTest,
    NotYoursToTest,
    UnderTest,
)
from planner.assumptions.services.rules import OWNERS, may_plan, may_run

__all__ = [
    "OWNERS",
    "Card",
    "CardMoved",
    "Concluded",
    "Conclusion",
    "Found",
    "InvalidTest",
    "NoSuchTest",
    "NotYoursToTest",
    "UnderTest",
    "add_finding",
    "change_test",
    "conclude",
    "drop_test",
    "expire_results",
    "hold_tasks",
    "may_plan",
    "may_run",
    "newest_figure",
    "plan_test",
    "start_test",
]
