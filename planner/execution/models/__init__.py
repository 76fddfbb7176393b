"""Tasks: who does what of a plan until when, what it takes, and what became of it."""

from planner.execution.models.calendar import CalendarKey
from planner.execution.models.money import Spending
from planner.execution.models.parts import TaskLink, TaskNeed
from planner.execution.models.reports import Consultation, Escalation, TaskReport
from planner.execution.models.task import ENDED, OPEN, Task, TaskQuerySet, TaskState

__all__ = [
    "ENDED",
    "OPEN",
    "CalendarKey",
    "Consultation",
    "Escalation",
    "Spending",
    "Task",
    "TaskLink",
    "TaskNeed",
    "TaskQuerySet",
    "TaskReport",
    "TaskState",
]
