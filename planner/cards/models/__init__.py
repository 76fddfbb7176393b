"""Who has understood their card, and what came back from those who do the work."""

from planner.cards.models.acknowledgement import Acknowledgement
from planner.cards.models.feedback import (
    Feedback,
    FeedbackAnswer,
    FeedbackKind,
    FeedbackQuerySet,
    FeedbackVoice,
)

__all__ = [
    "Acknowledgement",
    "Feedback",
    "FeedbackAnswer",
    "FeedbackKind",
    "FeedbackQuerySet",
    "FeedbackVoice",
]
