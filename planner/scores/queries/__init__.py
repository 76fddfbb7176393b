"""What pages and endpoints read of scores."""

from planner.scores.queries.currency import is_current, what_changed
from planner.scores.queries.evidence import evidence_document

__all__ = ["evidence_document", "is_current", "what_changed"]
