"""What may be spent on plans and initiatives, in total and by department."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from accounts.models import Department
from core.fields import MoneyField


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
