"""Every command on cards: acknowledge, say what cannot be kept, give and answer."""

from planner.cards.services.cards import acknowledge, cannot_keep, own_card
from planner.cards.services.feedback import answer_feedback, give_feedback
from planner.cards.services.refusals import (
    CardChanged,
    NoSuchCard,
    NoSuchFeedback,
    NotYoursToAnswer,
    ReadAgain,
)
from planner.cards.services.reporting import report

__all__ = [
    "CardChanged",
    "NoSuchCard",
    "NoSuchFeedback",
    "NotYoursToAnswer",
    "ReadAgain",
    "acknowledge",
    "answer_feedback",
    "cannot_keep",
    "give_feedback",
    "own_card",
    "report",
]
