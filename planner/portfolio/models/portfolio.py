"""The best set of plans: the job that finds one, and what it found."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, LeasedJob

LONGEST_SECONDS = 120


class PortfolioQuerySet(JobQuerySet["Portfolio"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees decisions sees what they are made on."""
        return self if allows(user, Act.SEE_DECISIONS) else self.none()


class Portfolio(LeasedJob):
    """The job of finding the best set, what it was found in, and what was found."""

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField(
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SECONDS)],
        help_text="Seconds that the search may take: 20",
    )
    case = models.JSONField(null=True, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    result = models.JSONField(null=True, editable=False)
    model_version = models.CharField(max_length=40, blank=True, editable=False)

    objects: ClassVar[PortfolioQuerySet] = PortfolioQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        constraints = [
            models.CheckConstraint(
                name="portfolio_has_its_seconds",
                condition=Q(seconds__gte=1, seconds__lte=LONGEST_SECONDS),
            ),
        ]

    def __str__(self) -> str:
        return f"Best set {self.pk}"
