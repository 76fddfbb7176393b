"""What nobody decided in time: put before the CEO again, and approved by nothing."""

from django.db import models

from planner.plans.models import PlanVersion


class Escalation(models.Model):
    """A submitted version that was still undecided when its decision was due."""

    version = models.OneToOneField(
        PlanVersion, models.PROTECT, related_name="escalation"
    )
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} undecided since {self.due_at:%Y-%m-%d}"
