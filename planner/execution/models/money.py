"""What a task has cost, and what has been ordered for it."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.fields import MoneyField
from planner.execution.models.task import Task


class Spending(models.Model):
    """Money committed to a task (ordered, not paid yet) or actually spent on it.

    What was paid on an order says so (``settles``): it is not committed any more.
    """

    class Kind(models.TextChoices):
        COMMITTED = "committed", "Committed: ordered, not paid yet"
        ACTUAL = "actual", "Actual: paid"

    task = models.ForeignKey(Task, models.PROTECT, related_name="spendings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = MoneyField()
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True, help_text="Order 4711, printer")
    settles = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="settled_by"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="spending_is_known", condition=Q(kind__in=["committed", "actual"])
            ),
            models.CheckConstraint(
                name="spending_is_something", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="only_payments_settle",
                condition=Q(settles__isnull=True) | Q(kind="actual"),
            ),
        ]
        indexes = [models.Index(fields=["task", "on", "id"])]

    def __str__(self) -> str:
        return f"{self.amount} {self.kind} for {self.task}"
