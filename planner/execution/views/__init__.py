"""Pages of tasks."""

from planner.execution.views.detail import (
    answer,
    close,
    link,
    need,
    report,
    spend,
    task,
    unlink,
    unspend,
)
from planner.execution.views.editing import delete, edit, first, new
from planner.execution.views.lists import add, bulk, money, move, tasks

__all__ = [
    "add",
    "answer",
    "bulk",
    "close",
    "delete",
    "edit",
    "first",
    "link",
    "money",
    "move",
    "need",
    "new",
    "report",
    "spend",
    "task",
    "tasks",
    "unlink",
    "unspend",
]
