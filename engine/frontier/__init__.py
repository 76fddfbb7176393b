"""What could be promised: the share kept at every standard, and two standards.

spans = frontier.spans_of(promised, done, as_of)
found = frontier.frontier_of(spans, target=0.9, confidence=0.9)
found.recommended.average, found.recommended.cautious  # in days
"""

from engine.frontier.answer import (
    Asked,
    Frontier,
    Row,
    Segment,
    frontier_document,
    frontier_of,
)
from engine.frontier.checking import (
    Check,
    MonthCheck,
    PastMonth,
    check_document,
    check_frontier,
    check_months,
    past_months,
)
from engine.frontier.spans import Spans, day_of, done_too_early, spans_of
from engine.frontier.standards import Standards

__all__ = [
    "Asked",
    "Check",
    "Frontier",
    "MonthCheck",
    "PastMonth",
    "Row",
    "Segment",
    "Spans",
    "Standards",
    "check_document",
    "check_frontier",
    "check_months",
    "day_of",
    "done_too_early",
    "frontier_document",
    "frontier_of",
    "past_months",
    "spans_of",
]
