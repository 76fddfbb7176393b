"""What the pages and endpoints of planning sessions read."""

from planner.workshop.queries.questions import Question, Questions, questions
from planner.workshop.queries.record import record_of
from planner.workshop.queries.score import (
    latest_summary,
    score_summary,
    shared_score,
)
from planner.workshop.queries.state import (
    ASKING,
    Person,
    State,
    people_there,
    state,
)

__all__ = [
    "ASKING",
    "Person",
    "Question",
    "Questions",
    "State",
    "latest_summary",
    "people_there",
    "questions",
    "record_of",
    "score_summary",
    "shared_score",
    "state",
]
