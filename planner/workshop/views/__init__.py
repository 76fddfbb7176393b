"""The pages of planning sessions."""

from planner.workshop.views.files import export
from planner.workshop.views.live import edits, row, state
from planner.workshop.views.room import end, facilitate, point, questions
from planner.workshop.views.session import minutes, session

__all__ = [
    "edits",
    "end",
    "export",
    "facilitate",
    "minutes",
    "point",
    "questions",
    "row",
    "session",
    "state",
]
