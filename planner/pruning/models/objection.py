"""Who disagreed with retiring something, by name, and what was said to it."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from planner.pruning.models.retirement import Retirement


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> Self:
        return self if allows(user, Act.SEE_DECISIONS) else self.none()

    def standing(self) -> Self:
        """Leave out what its author has withdrawn."""
        gone = ObjectionReply.objects.filter(kind=ObjectionReply.Kind.WITHDRAWAL)
        return self.exclude(pk__in=gone.values("dissent"))


class Objection(models.Model):
    """One person's dissent from retiring something, or from keeping it on.

    Like a dissent from a plan it is never altered: it is answered, or withdrawn, where
    everybody sees it.
    """

    retirement = models.ForeignKey(
        Retirement, models.PROTECT, related_name="objections"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    title = models.CharField(max_length=80, help_text="The office held at that time.")
    reason = models.TextField()
    at = models.DateTimeField()

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_objection_gives_its_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Dissent of {self.by}"


class ObjectionReply(models.Model):
    """An answer to an objection, or its withdrawal by its author. Only ever added."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answered"
        WITHDRAWAL = "withdrawal", "Withdrawn"

    dissent = models.ForeignKey(Objection, models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "objection replies"
        constraints = [
            models.CheckConstraint(
                name="objection_reply_is_known",
                condition=Q(kind__in=["answer", "withdrawal"]) & ~Q(text=""),
            ),
            models.UniqueConstraint(
                name="an_objection_is_withdrawn_once",
                fields=["dissent"],
                condition=Q(kind="withdrawal"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.dissent}"
