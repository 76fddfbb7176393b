"""The best set of plans, what limits it, and what hangs together with what."""

from planner.portfolio.models.budgets import Budgets, field_of
from planner.portfolio.models.portfolio import (
    LONGEST_SECONDS,
    Portfolio,
    PortfolioQuerySet,
)
from planner.portfolio.models.relations import (
    Candidate,
    CandidateQuerySet,
    Exclusion,
    MustHave,
    Prerequisite,
    PrerequisiteQuerySet,
)
from planner.portfolio.models.worths import PromiseWorth

__all__ = [
    "LONGEST_SECONDS",
    "Budgets",
    "Candidate",
    "CandidateQuerySet",
    "Exclusion",
    "MustHave",
    "Portfolio",
    "PortfolioQuerySet",
    "Prerequisite",
    "PrerequisiteQuerySet",
    "PromiseWorth",
    "field_of",
]
