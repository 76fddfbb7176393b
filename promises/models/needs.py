"""Which needs of customers a promise serves."""

from typing import Self

from django.db import models

from accounts.models import User
from customers.models import Need
from promises.models.promise import Promise


class ServedNeedQuerySet(models.QuerySet["ServedNeed"]):
    def by_visible_promises(self, user: User) -> Self:
        """Keep links from promises that this person may see."""
        return self.filter(promise__in=Promise.objects.visible_to(user))


class ServedNeed(models.Model):
    """A promise serves a need: whoever it is kept to has what they needed."""

    # Its constraint begins with the promise: no second index.
    promise = models.ForeignKey(
        Promise, models.CASCADE, related_name="served", db_index=False
    )
    need = models.ForeignKey(Need, models.PROTECT, related_name="served_by")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(editable=False)

    objects = ServedNeedQuerySet.as_manager()

    class Meta:
        verbose_name = "promise that serves it"
        verbose_name_plural = "promises that serve it"
        constraints = [
            models.UniqueConstraint(
                name="a_promise_serves_a_need_once", fields=["promise", "need"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise} serves: {self.need}"
