"""What people type about tasks, as values and back."""

from planner.execution.forms.editor import TaskForm, initial_of
from planner.execution.forms.lists import BulkForm, QuickForm, WantedForm
from planner.execution.forms.small import (
    AnswerForm,
    LinkForm,
    NeedForm,
    ReasonForm,
    ReportForm,
    SpendingForm,
    UploadForm,
)

__all__ = [
    "AnswerForm",
    "BulkForm",
    "LinkForm",
    "NeedForm",
    "QuickForm",
    "ReasonForm",
    "ReportForm",
    "SpendingForm",
    "TaskForm",
    "UploadForm",
    "WantedForm",
    "initial_of",
]
