"""What breaking a promise costs in customers."""

from typing import ClassVar

from django.db import models

from core.fields import MoneyField
from core.jobs import JobQuerySet, LeasedJob
from promises.models.promise import Promise


class BreakLoss(models.Model):
    """Customers of a promise, broken against kept, as a worker counted them last.

    A case is a customer and a quarter in which the promise fell due to them; *broken* if
    it was broken at least once; *lost* if they bought nothing after it. Only quarters and
    segments with cases of both kinds count.
    """

    promise = models.OneToOneField(
        Promise, models.CASCADE, primary_key=True, related_name="break_loss"
    )
    as_of = models.DateField()
    followed_weeks = models.PositiveSmallIntegerField(
        help_text="Every case was followed for at least so long."
    )
    broken = models.PositiveIntegerField()
    broken_lost = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    kept_lost = models.PositiveIntegerField()
    strata = models.PositiveIntegerField(help_text="Quarters × segments compared.")
    difference = models.FloatField(null=True, help_text="Extra share lost.")
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    occasions = models.FloatField(help_text="Broken occasions in a broken case.")
    worth = MoneyField(help_text="A year's revenue of a customer with a broken case.")
    margin = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, help_text="None: told in revenue."
    )
    cost = MoneyField(null=True, help_text="Expected loss for one broken occasion.")
    cost_low = MoneyField(null=True)
    cost_high = MoneyField(null=True)

    def __str__(self) -> str:
        return f"what breaking {self.promise_id} costs"

    @property
    def enough(self) -> bool:
        """There are cases enough to say anything."""
        return self.difference is not None

    @property
    def points(self) -> tuple[float, float, float] | None:
        """The difference and its interval in percentage points."""
        if self.difference is None or self.low is None or self.high is None:
            return None
        return self.difference * 100, self.low * 100, self.high * 100

    @property
    def seen(self) -> bool:
        """The extra loss is surely there."""
        return self.low is not None and self.low > 0.0


class LossCount(LeasedJob):
    """Count anew what every promise's breaking costs."""

    objects: ClassVar[JobQuerySet["LossCount"]] = JobQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"count of losses {self.pk}"
