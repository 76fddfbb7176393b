"""Everything that may happen to a promise and its ledger."""

from promises.services.drafting import (
    Draft,
    Need,
    change_requirements,
    copy_promise,
    draft_promise,
    edit_promise,
)
from promises.services.evidence import Finding, add_evidence, remove_evidence
from promises.services.life import (
    go_live,
    mark_approved,
    mark_retired,
    mark_returned,
    put_up,
    take_back,
)

__all__ = [
    "Draft",
    "Finding",
    "Need",
    "add_evidence",
    "change_requirements",
    "copy_promise",
    "draft_promise",
    "edit_promise",
    "go_live",
    "mark_approved",
    "mark_retired",
    "mark_returned",
    "put_up",
    "remove_evidence",
    "take_back",
]
