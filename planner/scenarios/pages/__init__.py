"""What the pages of what-if are drawn from."""

from planner.scenarios.pages.side_by_side import SidePage, side_by_side

__all__ = ["SidePage", "side_by_side"]
