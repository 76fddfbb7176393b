"""What the tasks of a plan do to it as they stand, kept for whoever reads the plan.

The tasks are known further up; they write down here what follows from them.
"""

from django.db import models
from django.db.models import Q

from core.fields import AmountField
from operations.models import Capability
from planner.plans.models.plan import Plan


class LateStart(models.Model):
    """A tactic that cannot start when it should, because of a task it waits for.

    There is no row for a tactic that can start as planned.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="late_starts")
    tactic_code = models.CharField(max_length=50)
    ready_on = models.DateField(help_text="The first day on which it can start.")
    done_on = models.DateField(help_text="When that task is expected to be done.")
    because = models.CharField(max_length=120, help_text="What the task is called.")

    objects: models.Manager["LateStart"] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_late_start_per_tactic", fields=["plan", "tactic_code"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tactic_code} can start on {self.ready_on}"


class TaskLoad(models.Model):
    """What the open tasks of a plan take of a capability in a week, in its unit."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="task_loads")
    capability = models.ForeignKey(Capability, models.CASCADE, related_name="+")
    week = models.DateField(help_text="Its Monday.")
    amount = AmountField()

    objects: models.Manager["TaskLoad"] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_task_load_per_capability_and_week",
                fields=["plan", "capability", "week"],
            ),
            models.CheckConstraint(
                name="task_load_is_something", condition=Q(amount__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["capability", "week"])]

    def __str__(self) -> str:
        return f"{self.amount} of {self.capability} in the week of {self.week}"
