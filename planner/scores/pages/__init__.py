"""A score's page, from its stored evidence alone: what was seen can be seen again."""

from planner.scores.pages.page import ScorePage, page_from_evidence
from planner.scores.pages.sentences import Sentence, sentence

__all__ = ["ScorePage", "Sentence", "page_from_evidence", "sentence"]
