"""Assumptions under test: a plan's tab, one test, and the list over all plans."""

from planner.assumptions.views.cards import edit, new
from planner.assumptions.views.elsewhere import advice, of_capability, of_promise
from planner.assumptions.views.lists import export, tests
from planner.assumptions.views.running import add, conclude, drop, hold, start, test
from planner.assumptions.views.tab import plan

__all__ = [
    "add",
    "advice",
    "conclude",
    "drop",
    "edit",
    "export",
    "hold",
    "new",
    "of_capability",
    "of_promise",
    "plan",
    "start",
    "test",
    "tests",
]
