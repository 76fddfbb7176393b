"""Who disagreed with a decision, by name, and what was said to it."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from planner.decisions.models.decision import SignOff
from planner.plans.models import Plan, PlanVersion
from promises.models import Promise


class DissentQuerySet(models.QuerySet["Dissent"]):
    def visible_to(self, user: User) -> Self:
        """Planners see the dissents on what they may see."""
        if not user.is_active or user.role not in {Role.CEO, Role.DIRECTOR}:
            return self.none()
        plans = Q(version__plan__in=Plan.objects.visible_to(user))
        return self.filter(plans | Q(promise__in=Promise.objects.visible_to(user)))

    def standing(self) -> Self:
        """Leave out what its author has withdrawn."""
        gone = DissentReply.objects.filter(kind=DissentReply.Kind.WITHDRAWAL)
        return self.exclude(pk__in=gone.values("dissent"))


class Dissent(models.Model):
    """One person's disagreement with a version of a plan or a reading of a promise.

    It is put down before the decision, or for some days after it, and never altered:
    it is answered, or withdrawn, where everybody sees it.
    """

    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="dissents"
    )
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="dissents"
    )
    promise_revision = models.PositiveIntegerField(null=True, blank=True)
    sign_off = models.OneToOneField(
        SignOff, models.PROTECT, null=True, blank=True, related_name="dissent"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="dissents")
    title = models.CharField(max_length=80, help_text="The office held at that time.")
    reason = models.TextField()
    at = models.DateTimeField()

    objects = DissentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_dissent_is_from_a_plan_or_a_promise",
                condition=Q(
                    version__isnull=False,
                    promise__isnull=True,
                    promise_revision__isnull=True,
                )
                | Q(
                    version__isnull=True,
                    promise__isnull=False,
                    promise_revision__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_dissent_gives_its_reason", condition=~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["promise", "promise_revision"])]

    def __str__(self) -> str:
        return f"Dissent of {self.by}"


class DissentReply(models.Model):
    """An answer to a dissent, or its withdrawal by its author. Only ever added."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answered"
        WITHDRAWAL = "withdrawal", "Withdrawn"

    dissent = models.ForeignKey(Dissent, models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "dissent replies"
        constraints = [
            models.CheckConstraint(
                name="dissent_reply_is_known",
                condition=Q(kind__in=["answer", "withdrawal"]) & ~Q(text=""),
            ),
            models.UniqueConstraint(
                name="a_dissent_is_withdrawn_once",
                fields=["dissent"],
                condition=Q(kind="withdrawal"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.dissent}"
