"""The best set of plans: the job that finds one, and the money there is for it."""

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from accounts.policy import Act, allows
from core.fields import MoneyField
from core.jobs import JobQuerySet, LeasedJob

LONGEST_SECONDS = 120


class BudgetsQuerySet(models.QuerySet["Budgets"]):
    def current(self) -> "Budgets":
        """Return the budgets, without any if nobody set one."""
        return self.first() or Budgets(pk=1)


class Budgets(models.Model):
    """What may be spent on plans and initiatives; empty means no limit. There is one."""

    total = MoneyField(null=True, blank=True)
    sales = MoneyField(null=True, blank=True)
    marketing = MoneyField(null=True, blank=True)
    operations = MoneyField(null=True, blank=True)
    customer_care = MoneyField(null=True, blank=True)
    finance = MoneyField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = BudgetsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "budgets"
        constraints = [
            models.CheckConstraint(
                name="there_is_one_row_of_budgets", condition=Q(pk=1)
            ),
        ]

    def __str__(self) -> str:
        return "Budgets"

    def of(self, department: Department) -> Decimal | None:
        """Return what a department may spend, if that is limited."""
        amount: Decimal | None = getattr(self, field_of(department))
        return amount


def field_of(department: Department) -> str:
    return department.value.replace("-", "_")


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
