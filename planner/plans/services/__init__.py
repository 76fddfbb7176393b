"""Every command on a plan: drafting it, submitting it, and how it ends."""

from planner.plans.services.drafts import (
    copy,
    create,
    delete,
)
from planner.plans.services.ending import end_promise, end_tactic
from planner.plans.services.expecting import Start, take_down_load, take_down_starts
from planner.plans.services.refusals import EditsClash, NoSuchPlan
from planner.plans.services.review import call_back, end_approved, restore
from planner.plans.services.rules import require_editable, require_workable
from planner.plans.services.saving import (
    Saved,
    bring_back,
    save,
    thin_revisions,
    update,
)
from planner.plans.services.standing import end_standing, set_standing
from planner.plans.services.submission import (
    expire_reservations,
    freeze,
    settle_approved,
    settle_rejected,
    settle_returned,
    submission_problems,
    withdraw,
)

__all__ = [
    "EditsClash",
    "NoSuchPlan",
    "Saved",
    "Start",
    "bring_back",
    "call_back",
    "copy",
    "create",
    "delete",
    "end_approved",
    "end_promise",
    "end_standing",
    "end_tactic",
    "expire_reservations",
    "freeze",
    "require_editable",
    "require_workable",
    "restore",
    "save",
    "set_standing",
    "settle_approved",
    "settle_rejected",
    "settle_returned",
    "submission_problems",
    "take_down_load",
    "take_down_starts",
    "thin_revisions",
    "update",
    "withdraw",
]
