"""Text into plans and back: the draft form, the filters, and small questions."""

from planner.plans.forms.draft import (
    DraftForms,
    filled_form,
    posted_form,
    typed_form,
)
from planner.plans.forms.reading import Reading, read_content
from planner.plans.forms.rows import NewPlanForm
from planner.plans.forms.small import (
    COLUMNS,
    ListForm,
    StandingForm,
)

__all__ = [
    "COLUMNS",
    "DraftForms",
    "ListForm",
    "NewPlanForm",
    "Reading",
    "StandingForm",
    "filled_form",
    "posted_form",
    "read_content",
    "typed_form",
]
