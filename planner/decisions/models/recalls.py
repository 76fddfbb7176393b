"""Why an approved plan came back before the CEO: an assumption of it was refuted."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Deputy, Role, User
from planner.decisions.models.decision import Decision, acted
from planner.plans.models import AssumptionTest, Plan


class RecallQuerySet(models.QuerySet["Recall"]):
    def visible_to(self, user: User) -> Self:
        """Planners see those of plans that they see."""
        if not user.is_active or user.role not in {Role.CEO, Role.DIRECTOR}:
            return self.none()
        return self.filter(decision__version__plan__in=Plan.objects.visible_to(user))

    def unsettled(self) -> Self:
        return self.filter(settled_at__isnull=True)


class Recall(models.Model):
    """A refuted assumption under an approval, until the CEO has said what follows.

    Either the approval stands all the same, or it is ended; triggers see to it that the
    CEO says so, and once.
    """

    class Outcome(models.TextChoices):
        STANDS = "stands", "The approval stands"
        ENDED = "ended", "The approval was ended"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="recalls")
    test = models.OneToOneField(AssumptionTest, models.PROTECT, related_name="recall")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    standing_in = models.ForeignKey(
        Deputy, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_settled_recall_says_who_and_why",
                condition=Q(
                    settled_at__isnull=True, settled_by__isnull=True, outcome=""
                )
                | (
                    Q(
                        settled_at__isnull=False,
                        settled_by__isnull=False,
                        outcome__in=["stands", "ended"],
                    )
                    & ~Q(reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Refuted: {self.test}"

    @property
    def settler(self) -> str:
        return acted(self.settled_by, self.standing_in) if self.settled_by else ""
