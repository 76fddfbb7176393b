"""The best set over REST: ask for one, read it, and say what hangs together."""

from planner.portfolio.api.relations import (
    ExclusionViewSet,
    MustHaveViewSet,
    PrerequisiteViewSet,
)
from planner.portfolio.api.sets import PortfolioViewSet
from planner.portfolio.api.worths import PromiseWorthViewSet

__all__ = [
    "ExclusionViewSet",
    "MustHaveViewSet",
    "PortfolioViewSet",
    "PrerequisiteViewSet",
    "PromiseWorthViewSet",
]
