"""What pages and endpoints read of scores."""

from planner.scores.queries.currency import changes_since, is_current, what_changed
from planner.scores.queries.evidence import drawable, evidence_document
from planner.scores.queries.inquiries import (
    InvalidQuestion,
    checked_content,
    inquire,
    inquire_case,
    refused,
)
from planner.scores.queries.tested import stands_as_tested

__all__ = [
    "InvalidQuestion",
    "changes_since",
    "checked_content",
    "drawable",
    "evidence_document",
    "inquire",
    "inquire_case",
    "is_current",
    "refused",
    "stands_as_tested",
    "what_changed",
]
