"""What a draft said at each saving: what edits are merged from, and gone back to."""

from django.db import models

from accounts.models import User
from planner.plans.models.plan import Plan


class DraftRevision(models.Model):
    """A draft as it was saved once; thinned out after a day, never changed."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    content = models.JSONField(help_text="The plan, its tactics and assumptions.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_draft_per_plan_and_revision", fields=["plan", "revision"]
            )
        ]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.plan}, revision {self.revision}"
