"""What pages, endpoints and the scores read of operations."""

from operations.queries.board import BOARD_WEEKS, Board, BoardRow, board
from operations.queries.capability import CapabilityPage, capability_page
from operations.queries.profiles import (
    CapabilityProfile,
    Profile,
    StaffingProfile,
    of_week,
    profiles,
)

__all__ = [
    "BOARD_WEEKS",
    "Board",
    "BoardRow",
    "CapabilityPage",
    "CapabilityProfile",
    "Profile",
    "StaffingProfile",
    "board",
    "capability_page",
    "of_week",
    "profiles",
]
