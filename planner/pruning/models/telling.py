"""Who has to be told that something was retired."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from accounts.policy import Act, allows
from core.pages import Tone
from planner.pruning.models.retirement import Retirement


class TellingQuerySet(models.QuerySet["Telling"]):
    def visible_to(self, user: User) -> Self:
        return self if allows(user, Act.SEE_DECISIONS) else self.none()

    def left(self) -> Self:
        return self.filter(done_at__isnull=True)


class Telling(models.Model):
    """Something that somebody has to be told because a thing was retired."""

    retirement = models.ForeignKey(Retirement, models.CASCADE, related_name="tellings")
    number = models.PositiveSmallIntegerField()
    whom = models.CharField(max_length=120, help_text="1,204 customers who hold it")
    what = models.CharField(max_length=300)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tellings"
    )
    department = models.CharField(max_length=20, choices=Department.choices, blank=True)
    due_on = models.DateField()
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tellings_are_numbered", fields=["retirement", "number"]
            ),
            models.CheckConstraint(
                name="who_was_told_says_by_whom",
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom}: {self.what}"

    def tone_on(self, day: date) -> Tone:
        if self.done_at:
            return "kept"
        return "not-kept" if self.due_on < day else "at-risk"
