"""When the tasks of a plan can be done: links, capacity, and how sure the end is.

Use it as a module::

    case = schedule.parse_schedule(document)     # schedule-case/1
    planned = schedule.schedule(case, seconds=2)
    planned.document()                           # schedule/1
    schedule.outlook(case, planned)              # how sure the end is
"""

from engine.schedule.case import Link, Need, Resource, ScheduleCase, Task
from engine.schedule.outlook import InTime, Outlook, outlook
from engine.schedule.parse import (
    SCHEDULE_FORMAT,
    load_schedule_file,
    load_schedule_text,
    parse_schedule,
    schedule_document,
)
from engine.schedule.result import (
    PLANNED_FORMAT,
    Planned,
    Progress,
    Schedule,
    Use,
    Waiting,
)
from engine.schedule.solving import schedule

__all__ = [
    "PLANNED_FORMAT",
    "SCHEDULE_FORMAT",
    "InTime",
    "Link",
    "Need",
    "Outlook",
    "Planned",
    "Progress",
    "Resource",
    "Schedule",
    "ScheduleCase",
    "Task",
    "Use",
    "Waiting",
    "load_schedule_file",
    "load_schedule_text",
    "outlook",
    "parse_schedule",
    "schedule",
    "schedule_document",
]
