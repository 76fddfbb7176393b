"""What customers need, whether or not anybody promises it."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from core.fields import CODE
from customers.models.jobs import CustomerImport
from customers.models.segment import Segment


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees what they need."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()


class Need(models.Model):
    """Something customers of a segment, or all of them, need."""

    class Importance(models.IntegerChoices):
        SLIGHT = 1, "1: nice to have"
        SOME = 2, "2: noticed"
        REAL = 3, "3: wanted"
        GREAT = 4, "4: expected"
        VITAL = 5, "5: they leave without it"

    code = models.CharField(
        max_length=50,
        unique=True,
        validators=[CODE],
        help_text="Short name in files and addresses: know-when-it-arrives",
    )
    statement = models.CharField(
        max_length=200,
        help_text="In the customer's words: I want to know which day it arrives.",
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        help_text="Whose need it is; none means: everybody's.",
    )
    importance = models.PositiveSmallIntegerField(
        choices=Importance.choices,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="From 1, nice to have, to 5, they leave without it.",
    )
    source = models.CharField(
        max_length=200, help_text="How it is known: 40 interviews in March."
    )
    dated = models.DateField(help_text="When it was found out.")
    job = models.ForeignKey(
        CustomerImport, models.PROTECT, null=True, editable=False, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_importance_is_one_to_five",
                condition=Q(importance__gte=1, importance__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return self.statement
