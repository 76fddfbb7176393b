"""The pages of plans."""

from planner.plans.views.commitments import commitment_end, commitment_list
from planner.plans.views.drafts import check, copy, delete, edit, new, withdraw
from planner.plans.views.lists import export, plan_list
from planner.plans.views.pages import bring_back, detail, history

__all__ = [
    "bring_back",
    "check",
    "commitment_end",
    "commitment_list",
    "copy",
    "delete",
    "detail",
    "edit",
    "export",
    "history",
    "new",
    "plan_list",
    "withdraw",
]
