"""Who the promises are for."""

from django.db import models

from core.fields import CODE


class Segment(models.Model):
    """A group of customers that a promise is made to."""

    code = models.CharField(
        max_length=50, unique=True, validators=[CODE], help_text="For example: families"
    )
    name = models.CharField(max_length=120, help_text="For example: Young families")
    description = models.TextField(
        blank=True, help_text="Who belongs here, and how one can tell."
    )

    def __str__(self) -> str:
        return self.name
