"""Build the case: the plan and the world it meets, as one document.

The same rows always make the same document, so its hash tells whether anything
that a score depends on has changed.
"""

from planner.scores.assembly.case import (
    Document,
    NotScorable,
    build_case,
    build_load_case,
    case_hash,
    gaps_of,
    is_current,
)

__all__ = [
    "Document",
    "NotScorable",
    "build_case",
    "build_load_case",
    "case_hash",
    "gaps_of",
    "is_current",
]
