"""Who was asked, who has answered, and what was said."""

from planner.participation.queries.hearing import (
    NEEDS,
    Silence,
    latest_answers,
    side_of,
    silences,
    standing_answers,
)
from planner.participation.queries.page import PeoplePage, marks, people_page
from planner.participation.queries.subjects import (
    Subjects,
    key,
    read_key,
    subjects,
    talk_url,
)
from planner.participation.queries.talk import ThreadShown, threads
from planner.participation.queries.waiting import (
    asked_of,
    guests,
    silent_on,
)

__all__ = [
    "NEEDS",
    "PeoplePage",
    "Silence",
    "Subjects",
    "ThreadShown",
    "asked_of",
    "guests",
    "key",
    "latest_answers",
    "marks",
    "people_page",
    "read_key",
    "side_of",
    "silences",
    "silent_on",
    "standing_answers",
    "subjects",
    "talk_url",
    "threads",
]
