"""What winning and keeping customers cost, period by period."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.policy import Act, allows
from core.fields import MoneyField


class CustomerSpendingQuerySet(models.QuerySet["CustomerSpending"]):
    def visible_to(self, user: User) -> Self:
        """Insiders see what the company spends; the frontline does not."""
        return self if allows(user, Act.SEE_LEDGER) else self.none()


class CustomerSpending(models.Model):
    """A period's spending on new and on existing customers, in the company's money."""

    starts = models.DateField(help_text="The first day of the period: 2026-01-01")
    ends = models.DateField(help_text="Its last day: 2026-03-31")
    winning = MoneyField(
        "spent on winning customers",
        help_text="Advertising, fairs, first discounts, sales people's time for them.",
    )
    won = models.PositiveIntegerField(
        "customers won", help_text="Who bought for the first time in the period."
    )
    keeping = MoneyField(
        "spent on keeping customers",
        help_text="Care, loyalty programmes, visits, goodwill.",
    )
    kept = models.PositiveIntegerField(
        "customers kept",
        help_text="Who were customers before, and still were after it.",
    )
    margin = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(1)],
        help_text="Of revenue, the share that stays after what varies with it: 0.35. "
        "Without it, losses are told in revenue.",
    )
    source = models.CharField(
        max_length=200,
        help_text="Where the figures come from: the books, cost centre 47.",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CustomerSpendingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="spending_period_ends_after_it_starts",
                condition=Q(ends__gte=F("starts")),
                violation_error_message="The period ends before it starts.",
            ),
            models.UniqueConstraint(
                name="one_spending_per_period",
                fields=["starts", "ends"],
                violation_error_message="This period is entered already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts} to {self.ends}"
