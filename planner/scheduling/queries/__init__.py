"""What pages and endpoints read of schedules."""

from planner.scheduling.queries.company import (
    Booking,
    CompanySchedule,
    Overbooked,
    company_schedule,
)
from planner.scheduling.queries.standing import (
    Standing,
    newest_run,
    standing,
    tried,
    tried_by,
)

__all__ = [
    "Booking",
    "CompanySchedule",
    "Overbooked",
    "Standing",
    "company_schedule",
    "newest_run",
    "standing",
    "tried",
    "tried_by",
]
