"""What pages, endpoints and the scores read of operations."""

from operations.queries.profiles import (
    CapabilityProfile,
    Profile,
    StaffingProfile,
    of_week,
    profiles,
)

__all__ = ["CapabilityProfile", "Profile", "StaffingProfile", "of_week", "profiles"]
