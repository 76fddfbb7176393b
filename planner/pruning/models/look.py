"""The job of looking at what could be retired, and what was found."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, JobState, LeasedJob


class PruningQuerySet(JobQuerySet["Pruning"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees decisions sees what they are made on."""
        return self if allows(user, Act.SEE_DECISIONS) else self.none()

    def done(self) -> Self:
        return self.filter(state=JobState.DONE)

    def under_way(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class Pruning(LeasedJob):
    """The job of looking at all that is promised and planned, and what was found."""

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    as_of = models.DateField(help_text="The company's day of which it tells.")
    result = models.JSONField(null=True, editable=False)
    model_version = models.CharField(max_length=40, blank=True, editable=False)

    objects: ClassVar[PruningQuerySet] = PruningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_pruning_that_is_done_has_a_result",
                condition=~Q(state="done") | Q(result__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Look at what could be retired, {self.as_of}"
