"""That somebody has read their card: they answered a question whose answer is on it."""

from django.db import models

from accounts.models import User
from planner.execution.models import Task


class Acknowledgement(models.Model):
    """A card as its person had understood it. A card that changed asks again."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(User, models.PROTECT, related_name="acknowledgements")
    content_hash = models.CharField(max_length=64)
    content = models.JSONField(help_text="The card's lines, by their names.")
    question = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_acknowledgement_per_card",
                fields=["task", "person", "content_hash"],
            ),
        ]
        indexes = [models.Index(fields=["person", "task", "-at"])]

    def __str__(self) -> str:
        return f"{self.person} has read “{self.task}”"
