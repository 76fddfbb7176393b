"""What pages, endpoints and scoring read of promises and their ledger."""

from promises.queries.kept import (
    TrackRecord,
    WeekCount,
    company_record,
    kept_weeks,
    track_records,
    weekly_records,
)
from promises.queries.objections import Standing, standing_objections
from promises.queries.study import Gap, missing

__all__ = [
    "Gap",
    "Standing",
    "TrackRecord",
    "WeekCount",
    "company_record",
    "kept_weeks",
    "missing",
    "standing_objections",
    "track_records",
    "weekly_records",
]
