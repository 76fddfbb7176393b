"""What may be done to the tasks of a plan, and by whom."""

from planner.execution.services.calendars import close_calendar, open_calendar, whose
from planner.execution.services.consulting import answer, close
from planner.execution.services.escalating import escalate_late
from planner.execution.services.importing import bring_in, require_small
from planner.execution.services.links import Wait, link, set_need, unlink
from planner.execution.services.outlook import keep_chances
from planner.execution.services.reporting import (
    drop,
    finish,
    hold,
    reopen,
    report,
    resume,
    start,
)
from planner.execution.services.several import set_many, step_many
from planner.execution.services.slipping import expect_all
from planner.execution.services.spending import Entry, spend, take_back
from planner.execution.services.tasks import (
    begin,
    change,
    change_many,
    create,
    delete,
    move,
)

__all__ = [
    "Entry",
    "Wait",
    "answer",
    "begin",
    "bring_in",
    "change",
    "change_many",
    "close",
    "close_calendar",
    "create",
    "delete",
    "drop",
    "escalate_late",
    "expect_all",
    "finish",
    "hold",
    "keep_chances",
    "link",
    "move",
    "open_calendar",
    "reopen",
    "report",
    "require_small",
    "resume",
    "set_many",
    "set_need",
    "spend",
    "start",
    "step_many",
    "take_back",
    "unlink",
    "whose",
]
