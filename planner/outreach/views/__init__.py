"""Outreach: this week's people, everybody we know, and what was promised."""

from planner.outreach.views.names import (
    customers,
    duplicates,
    names_file,
    pair,
    rules,
    upload,
)
from planner.outreach.views.people import (
    edit,
    erase,
    everything,
    export,
    new,
    people,
    person,
    say,
)
from planner.outreach.views.talks import (
    calendar,
    calendar_feed,
    follow_up_step,
    follow_ups,
    follow_ups_export,
    talk,
    talks_export,
)
from planner.outreach.views.weeks import hours, name_step, week

__all__ = [
    "calendar",
    "calendar_feed",
    "customers",
    "duplicates",
    "edit",
    "erase",
    "everything",
    "export",
    "follow_up_step",
    "follow_ups",
    "follow_ups_export",
    "hours",
    "name_step",
    "names_file",
    "new",
    "pair",
    "people",
    "person",
    "rules",
    "say",
    "talk",
    "talks_export",
    "upload",
    "week",
]
