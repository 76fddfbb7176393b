"""The pages of Learn: whether scores keep their promises, and what decisions taught."""

from planner.learn.views.calibration import banner, export, home
from planner.learn.views.reviews import judge, review, reviews, reviews_export

__all__ = ["banner", "export", "home", "judge", "review", "reviews", "reviews_export"]
