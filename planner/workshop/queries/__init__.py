"""What the pages and endpoints of planning sessions read."""

from planner.workshop.queries.questions import Question, Questions, questions
from planner.workshop.queries.record import record_of
from planner.workshop.queries.score import score_summary, shared_score
from planner.workshop.queries.state import Person, State, people_there, state

__all__ = [
    "Person",
    "Question",
    "Questions",
    "State",
    "people_there",
    "questions",
    "record_of",
    "score_summary",
    "shared_score",
    "state",
]
