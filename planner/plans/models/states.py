"""How far a plan has come."""

from django.db import models

from core.pages import Tone


class PlanState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    REVIEW = "review", "Back for review"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


# The author and their department may work on it.
EDITABLE = (
    PlanState.DRAFT,
    PlanState.RETURNED,
    PlanState.EXPIRED,
    PlanState.WITHDRAWN,
)

# Approved and carried out; in review the CEO is asked whether it stays so.
RUNNING = (PlanState.APPROVED, PlanState.REVIEW)

TONES: dict[PlanState, Tone] = {
    PlanState.DRAFT: "neutral",
    PlanState.SUBMITTED: "accent",
    PlanState.RETURNED: "at-risk",
    PlanState.APPROVED: "kept",
    PlanState.REVIEW: "at-risk",
    PlanState.REJECTED: "not-kept",
    PlanState.EXPIRED: "at-risk",
    PlanState.WITHDRAWN: "neutral",
}
