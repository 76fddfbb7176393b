"""What cards, plans and Today read of those who do the work."""

from planner.cards.queries.card import (
    Card,
    Cards,
    Change,
    card_of,
    cards_of,
    make_cards,
    promises_of,
)
from planner.cards.queries.coming_back import (
    Returned,
    came_back,
    may_answer,
    own_feedback,
    own_of_tasks,
    to_reach,
)
from planner.cards.queries.question import Question, answered_by, question_of
from planner.cards.queries.teams import Team, place_of, team_of

__all__ = [
    "Card",
    "Cards",
    "Change",
    "Question",
    "Returned",
    "Team",
    "answered_by",
    "came_back",
    "card_of",
    "cards_of",
    "make_cards",
    "may_answer",
    "own_feedback",
    "own_of_tasks",
    "place_of",
    "promises_of",
    "question_of",
    "team_of",
    "to_reach",
]
