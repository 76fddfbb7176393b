"""How far a plan has come."""

from django.db import models

from core.pages import Tone


class PlanState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
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


TONES: dict[PlanState, Tone] = {
    PlanState.DRAFT: "neutral",
    PlanState.SUBMITTED: "accent",
    PlanState.RETURNED: "at-risk",
    PlanState.APPROVED: "kept",
    PlanState.REJECTED: "not-kept",
    PlanState.EXPIRED: "at-risk",
    PlanState.WITHDRAWN: "neutral",
}
