"""The pages on which people take part in a plan."""

from planner.participation.views.contributing import contribute, decline, take
from planner.participation.views.files import export
from planner.participation.views.inviting import invite, remind, withdraw
from planner.participation.views.people import answer, marks, people
from planner.participation.views.talking import names, resolve, talk

__all__ = [
    "answer",
    "contribute",
    "decline",
    "export",
    "invite",
    "marks",
    "names",
    "people",
    "remind",
    "resolve",
    "take",
    "talk",
    "withdraw",
]
