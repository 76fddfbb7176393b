"""What was found, in words: the set, why the rest is out, and what stands beside it."""

from planner.portfolio.pages.page import SetPage, set_page
from planner.portfolio.pages.rows import CandidateRow, candidate_rows

__all__ = ["CandidateRow", "SetPage", "candidate_rows", "set_page"]
