"""Lists of rows that were sent at once, so that a repeated call does nothing twice."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class Delivery(models.Model):
    """One call that brought a list of rows, and what it was answered.

    Whoever sends the same key again gets the same answer, and nothing is stored.
    """

    sender = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                name="one_delivery_per_sender_and_key",
                fields=["sender", "key"],
                condition=~Q(key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
