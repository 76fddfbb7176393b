"""What each customer did, in one row: lists and studies read this, never the lines."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from accounts.policy import Act, allows
from customers.models.customer import Customer, Relationship
from customers.models.segment import Segment


class RfmClass(models.TextChoices):
    """Recency against frequency: how lately and how often somebody bought."""

    BEST = "best", "Best: often and lately"
    REGULAR = "regular", "Regular: often, not lately"
    SLIPPING = "slipping", "Slipping: often, long ago"
    RECENT = "recent", "Recent: seldom, lately"
    FADING = "fading", "Fading: seldom, not lately"
    ASLEEP = "asleep", "Asleep: seldom, long ago"


SORTED_BY = {
    "value": "value",
    "last": "last_on",
    "revenue": "revenue",
    "days": "days",
    "code": "code",
}


def _indexes() -> list[models.Index]:
    """Return the indexes by which any list ends after a page, however it is narrowed.

    Whatever is asked for is a few of the groups of one relationship and one class (of one
    segment, or of all), each of them in the order of the list.
    """
    found = []
    for name, column in SORTED_BY.items():
        group = ["relationship", "rfm_class", column, "customer"]
        found += [
            models.Index(fields=group, name=f"history_group_by_{name}"),
            models.Index(fields=["segment", *group], name=f"history_segment_by_{name}"),
        ]
    return found


class HistoryQuerySet(models.QuerySet["History"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees what they did."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()

    def bought(self) -> Self:
        """Leave out those who never bought."""
        return self.filter(days__gt=0)


class History(models.Model):
    """One customer's purchases added up, and what the last study expects of them.

    ``customers.rollup`` keeps the sums and the copies of ``segment``, ``relationship``
    and ``code``, which lists filter and sort by; ``customers.studying`` writes the rest,
    which holds as of ``as_of`` and is empty before the first study.
    """

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="history"
    )
    # A copy: the customer's own row keeps the segment from being deleted.
    segment = models.ForeignKey(
        Segment,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    relationship = models.CharField(max_length=10, choices=Relationship.choices)
    code = models.CharField(max_length=80, default="", db_default="")
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    days = models.PositiveIntegerField(default=0, help_text="Days with a purchase.")
    revenue = models.DecimalField(
        max_digits=16, decimal_places=2, default=Decimal(0), help_text="Less refunds."
    )
    repeat_revenue = models.DecimalField(
        max_digits=16,
        decimal_places=2,
        default=Decimal(0),
        help_text="Bought after the first day, refunds not taken off.",
    )
    returned = models.DecimalField(
        max_digits=16, decimal_places=2, default=Decimal(0), help_text="Refunds."
    )
    counted_at = models.DateTimeField(db_default=Now())
    as_of = models.DateField(null=True, help_text="The study's last day.")
    alive = models.FloatField(null=True, help_text="Chance of being still a customer.")
    expected = models.FloatField(
        null=True, help_text="Purchases, in the study's weeks."
    )
    expected_low = models.PositiveIntegerField(null=True)
    expected_high = models.PositiveIntegerField(null=True)
    value = models.DecimalField(
        max_digits=16,
        decimal_places=2,
        default=Decimal(0),
        help_text="Discounted revenue of the study's weeks; 0 before there is a study.",
    )
    recency_score = models.PositiveSmallIntegerField(null=True)
    frequency_score = models.PositiveSmallIntegerField(null=True)
    monetary_score = models.PositiveSmallIntegerField(null=True)
    rfm_class = models.CharField(max_length=10, choices=RfmClass.choices, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="history_with_purchases_is_dated",
                condition=Q(days=0, first_on__isnull=True, last_on__isnull=True)
                | Q(days__gt=0, first_on__lte=F("last_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["last_on", "customer"], name="history_by_last"),
            *_indexes(),
        ]

    def __str__(self) -> str:
        return f"history of {self.customer_id}"

    @property
    def class_name(self) -> str:
        """The class without its explanation, "" before there is a study."""
        return str(self.get_rfm_class_display()).partition(":")[0]

    @property
    def usual_gap(self) -> float | None:
        """Days between purchases, on average; None for who bought on one day."""
        if self.days < 2 or self.first_on is None or self.last_on is None:
            return None
        return (self.last_on - self.first_on).days / (self.days - 1)

    def silent_days(self, today: date) -> int | None:
        """Return the days since the last purchase."""
        return None if self.last_on is None else (today - self.last_on).days
