"""Every command on a plan: drafting it, submitting it, and how it ends."""

from planner.plans.services.submission import (
    expire_reservations,
    freeze,
    settle_approved,
    settle_rejected,
    settle_returned,
    withdraw,
)

__all__ = [
    "expire_reservations",
    "freeze",
    "settle_approved",
    "settle_rejected",
    "settle_returned",
    "withdraw",
]
