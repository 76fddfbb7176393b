"""What a task takes, and what it waits for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.fields import AmountField
from operations.models import Capability
from planner.execution.models.task import LONGEST_TASK, Task


class TaskNeed(models.Model):
    """How much of a capability a task takes, in its unit, over the whole task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="needs")
    capability = models.ForeignKey(
        Capability, models.PROTECT, related_name="task_needs"
    )
    amount = AmountField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_need_per_task_and_capability", fields=["task", "capability"]
            ),
            models.CheckConstraint(
                name="task_need_is_something", condition=Q(amount__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.capability}"


class TaskLink(models.Model):
    """What of one task waits for what of another, and how many working days more.

    Both are of one plan, and nothing waits for itself round about.
    """

    class Kind(models.TextChoices):
        FINISH_TO_START = "FS", "starts after it has finished"
        START_TO_START = "SS", "starts after it has started"
        FINISH_TO_FINISH = "FF", "finishes after it has finished"
        START_TO_FINISH = "SF", "finishes after it has started"

    before = models.ForeignKey(Task, models.CASCADE, related_name="links_after")
    after = models.ForeignKey(Task, models.CASCADE, related_name="links_before")
    kind = models.CharField(
        max_length=2, choices=Kind.choices, default=Kind.FINISH_TO_START
    )
    lag = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(-LONGEST_TASK), MaxValueValidator(LONGEST_TASK)],
        help_text="Working days between them; negative: they overlap.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_link_per_pair_and_kind", fields=["before", "after", "kind"]
            ),
            models.CheckConstraint(
                name="no_task_waits_for_itself", condition=~Q(before=F("after"))
            ),
            models.CheckConstraint(
                name="task_link_is_known",
                condition=Q(kind__in=["FS", "SS", "FF", "SF"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.after} {self.get_kind_display()}: {self.before}"
