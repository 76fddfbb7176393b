"""Looks and findings as their pages say them."""

from planner.pruning.pages.finding import FindingPage, finding_page
from planner.pruning.pages.page import PrunePage, prune_page
from planner.pruning.pages.rows import FoundRow, about

__all__ = [
    "FindingPage",
    "FoundRow",
    "PrunePage",
    "about",
    "finding_page",
    "prune_page",
]
