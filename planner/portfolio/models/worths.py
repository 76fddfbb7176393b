"""What a promise is worth for every time it is kept, as somebody put it."""

from decimal import Decimal

from django.db import models

from accounts.models import User
from core.fields import AmountField, MoneyField
from promises.models import Promise


class PromiseWorth(models.Model):
    """Money for one kept occasion of a promise, with where the figures come from.

    ``differentiation`` counts wherever a plan makes the promise; ``occasions``,
    ``margin`` and ``cost`` only for a promise that is not made yet and competes itself.
    What is empty nobody has put a figure on.
    """

    promise = models.OneToOneField(
        Promise, models.CASCADE, primary_key=True, related_name="+"
    )
    differentiation = MoneyField(
        null=True,
        blank=True,
        help_text="What one kept occasion is worth because nobody else promises it.",
    )
    margin = MoneyField(
        null=True, blank=True, help_text="What one kept occasion earns besides."
    )
    occasions = AmountField(
        null=True, blank=True, help_text="Occasions a week if it were made."
    )
    cost = MoneyField(
        default=Decimal(0), help_text="What making it costs once: training, stock."
    )
    source = models.CharField(
        max_length=300, help_text="Who found these figures, where and when."
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects: models.Manager["PromiseWorth"] = models.Manager()

    def __str__(self) -> str:
        return f"what “{self.promise}” is worth"
