"""Every command on a planning session."""

from planner.workshop.services.editing import take_edit
from planner.workshop.services.points import answer_in_the_room, close, leave_open
from planner.workshop.services.refusals import NoSession, NotAsked, SessionOver
from planner.workshop.services.sessions import (
    be_there,
    end,
    end_forgotten,
    facilitate,
    start,
)

__all__ = [
    "NoSession",
    "NotAsked",
    "SessionOver",
    "answer_in_the_room",
    "be_there",
    "close",
    "end",
    "end_forgotten",
    "facilitate",
    "leave_open",
    "start",
    "take_edit",
]
