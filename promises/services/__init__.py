"""Everything that may happen to a promise and its ledger."""

from promises.services.drafting import (
    Draft,
    Need,
    change_requirements,
    copy_promise,
    draft_promise,
    edit_promise,
)
from promises.services.evidence import Finding, add_evidence, cite, remove_evidence
from promises.services.imports import (
    ask_check,
    ask_commit,
    cancel,
    retry,
    upload,
)
from promises.services.life import (
    RETIRABLE,
    go_live,
    mark_approved,
    mark_retired,
    mark_returned,
    put_up,
    take_back,
)
from promises.services.losses import NothingToTake, ask_losses, take_break_cost
from promises.services.needs import serve, set_needs
from promises.services.objections import (
    Place,
    add_words,
    answer_objection,
    escalate_objections,
    raise_objection,
    take_back_objection,
)
from promises.services.outcomes import report_outcomes
from promises.services.recounts import ask_recount
from promises.services.standards import draft_with_standard
from promises.services.words import add_word, remove_word

__all__ = [
    "RETIRABLE",
    "Draft",
    "Finding",
    "Need",
    "NothingToTake",
    "Place",
    "add_evidence",
    "add_word",
    "add_words",
    "answer_objection",
    "ask_check",
    "ask_commit",
    "ask_losses",
    "ask_recount",
    "cancel",
    "change_requirements",
    "cite",
    "copy_promise",
    "draft_promise",
    "draft_with_standard",
    "edit_promise",
    "escalate_objections",
    "go_live",
    "mark_approved",
    "mark_retired",
    "mark_returned",
    "put_up",
    "raise_objection",
    "remove_evidence",
    "remove_word",
    "report_outcomes",
    "retry",
    "serve",
    "set_needs",
    "take_back",
    "take_back_objection",
    "take_break_cost",
    "upload",
]
