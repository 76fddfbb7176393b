"""Cards on a phone, and what came back on a plan's page."""

from planner.cards.views.cards import acknowledge, card, home, paper, report
from planner.cards.views.plans import answer, came_back, export
from planner.cards.views.saying import cannot_keep, say, take_back, words

__all__ = [
    "acknowledge",
    "answer",
    "came_back",
    "cannot_keep",
    "card",
    "export",
    "home",
    "paper",
    "report",
    "say",
    "take_back",
    "words",
]
