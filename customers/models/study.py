"""Studies of loyalty: long work whose result is one document."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models

from accounts.models import User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, JobState, LeasedJob


class LoyaltyStudyQuerySet(JobQuerySet["LoyaltyStudy"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees what is said of all of them."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()

    def under_way(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def finished(self) -> Self:
        return self.filter(state=JobState.DONE)

    def light(self) -> Self:
        """Leave the document in the database."""
        return self.defer("document")


class LoyaltyStudy(LeasedJob):
    """All purchases until a day, studied; ``document`` is what came out.

    Asked for by a person, or by nobody: every night by itself.
    """

    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    as_of = models.DateField(
        help_text="The last day that counts, by the company's clock."
    )
    value_weeks = models.PositiveSmallIntegerField(
        default=52, help_text="Weeks of revenue that a customer's value holds."
    )
    discount = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.1"),
        help_text="A year's discount of revenue to come: 0.1 is 10 %.",
    )
    document = models.JSONField(default=dict)

    objects: ClassVar[LoyaltyStudyQuerySet] = LoyaltyStudyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        constraints = [
            models.CheckConstraint(
                name="study_looks_a_stated_time_ahead",
                condition=models.Q(value_weeks__gte=1, value_weeks__lte=520),
            ),
            models.CheckConstraint(
                name="study_discount_is_a_share",
                condition=models.Q(discount__gte=0, discount__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"study {self.pk} as of {self.as_of}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING}
