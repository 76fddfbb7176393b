"""What the last study read of the purchases, put away for the next one."""

from django.db import models


class PurchaseDays(models.Model):
    """A part of all days on which customers bought, packed; made and read by a study.

    Nothing here is true by itself: whatever was counted since is read from the purchases.
    """

    number = models.PositiveIntegerField(unique=True)
    packed = models.BinaryField()

    def __str__(self) -> str:
        return f"part {self.number} of the days bought"
