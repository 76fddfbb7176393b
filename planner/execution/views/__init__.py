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
from planner.execution.views.files import (
    bring_in,
    calendar,
    calendar_feed,
    export,
    template,
)
from planner.execution.views.lists import add, bulk, money, move, tasks

__all__ = [
    "add",
    "answer",
    "bring_in",
    "bulk",
    "calendar",
    "calendar_feed",
    "close",
    "delete",
    "edit",
    "export",
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
    "template",
    "unlink",
    "unspend",
]
