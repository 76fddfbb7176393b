"""Everything that may happen to segments, customers and studies of them."""

from customers.services.imports import (
    ImportMoved,
    ask_check,
    ask_commit,
    ask_undo,
    cancel,
    retry,
    upload,
)
from customers.services.reviews import ReviewUnderWay, ask_review, review_when_due
from customers.services.segments import (
    FACTS,
    create_segment,
    delete_segment,
    edit_segment,
)
from customers.services.spending import (
    delete_spending,
    edit_spending,
    enter_spending,
)
from customers.services.studies import (
    StudyMoved,
    ask_study,
    cancel_study,
    study_nightly,
)

__all__ = [
    "FACTS",
    "ImportMoved",
    "ReviewUnderWay",
    "StudyMoved",
    "ask_check",
    "ask_commit",
    "ask_review",
    "ask_study",
    "ask_undo",
    "cancel",
    "cancel_study",
    "create_segment",
    "delete_segment",
    "delete_spending",
    "edit_segment",
    "edit_spending",
    "enter_spending",
    "retry",
    "review_when_due",
    "study_nightly",
    "upload",
]
