"""Segments: groups of customers that promises are made to."""

from typing import Self

from django.db import models

from accounts.models import User
from accounts.policy import Act, allows
from core.fields import CODE


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see promises sees whom they are made to."""
        return self if allows(user, Act.SEE_PROMISES) else self.none()


class Segment(models.Model):
    """A group of customers that a promise is made to."""

    code = models.CharField(
        max_length=50, unique=True, validators=[CODE], help_text="For example: families"
    )
    name = models.CharField(max_length=120, help_text="For example: Young families")
    description = models.TextField(
        blank=True, help_text="Who belongs here, and how one can tell."
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = SegmentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
