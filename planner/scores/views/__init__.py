"""The pages of scores."""

from planner.scores.views.actions import rescore, retry, submit
from planner.scores.views.customers import customers, customers_short
from planner.scores.views.forecasts import expected, forecasts
from planner.scores.views.frontier import frontier, frontier_draft
from planner.scores.views.live import live
from planner.scores.views.load import load
from planner.scores.views.offers import live as live_offers
from planner.scores.views.offers import take, taken, undo, weaker
from planner.scores.views.policy import policy
from planner.scores.views.tab import detail, document, progress, stored
from planner.scores.views.verdicts import verdicts

__all__ = [
    "customers",
    "customers_short",
    "detail",
    "document",
    "expected",
    "forecasts",
    "frontier",
    "frontier_draft",
    "live",
    "live_offers",
    "load",
    "policy",
    "progress",
    "rescore",
    "retry",
    "stored",
    "submit",
    "take",
    "taken",
    "undo",
    "verdicts",
    "weaker",
]
