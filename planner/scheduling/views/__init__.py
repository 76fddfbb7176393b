"""The pages of schedules."""

from planner.scheduling.views.actions import (
    adopt,
    ask,
    attempt,
    cancel,
    people,
)
from planner.scheduling.views.company import company, company_export
from planner.scheduling.views.tab import (
    detail,
    export,
    preview,
    progress,
    run,
    summary,
)

__all__ = [
    "adopt",
    "ask",
    "attempt",
    "cancel",
    "company",
    "company_export",
    "detail",
    "export",
    "people",
    "preview",
    "progress",
    "run",
    "summary",
]
