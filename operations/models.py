"""What the company can really do, and what would let it do more."""

import re
from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.policy import Act, allows
from core.fields import CODE, AmountField, MoneyField
from operations.cells import Estimate, Measure

ESTIMATE_IN_ORDER = "Low, likely and high go upwards: 90 / 100 / 110."


class CapabilityQuerySet(models.QuerySet["Capability"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see operations sees all of them."""
        return self if allows(user, Act.SEE_OPERATIONS) else self.none()


class Capability(models.Model):
    """Something operations can do so many times a week.

    ``low``, ``likely`` and ``high`` are the three-point estimate of a usual week's
    capacity; all equal means it is known. A staffed capability has servers,
    handling time and hours instead. Single weeks that differ are
    ``CapabilityWeek`` rows.
    """

    class Kind(models.TextChoices):
        RATE = "rate", "So many a week"
        STAFFED = "staffed", "People who answer (calls, chats, a desk)"

    code = models.CharField(
        max_length=50, unique=True, validators=[CODE], help_text="For example: packing"
    )
    name = models.CharField(max_length=120, help_text="For example: Packing line")
    unit = models.CharField(max_length=40, help_text="One of them: parcel, stop, call")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RATE)
    low = AmountField(null=True, blank=True)
    likely = AmountField(null=True, blank=True)
    high = AmountField(null=True, blank=True)
    committed = AmountField(
        default=0,
        help_text="Load of a usual week that is taken already, in units.",
    )
    backlog = AmountField(
        default=0,
        help_text="Units waiting now that must be served first.",
    )
    servers = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    handle_minutes = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text="Minutes one of them takes: 8",
    )
    open_minutes = models.DecimalField(
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Minutes a week that the desk is open: 2400",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CapabilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "capabilities"
        constraints = [
            models.CheckConstraint(
                name="capability_is_a_rate_or_staffed",
                condition=Q(
                    kind="rate",
                    low__isnull=False,
                    likely__isnull=False,
                    high__isnull=False,
                    servers__isnull=True,
                    handle_minutes__isnull=True,
                    open_minutes__isnull=True,
                )
                | Q(
                    kind="staffed",
                    low__isnull=True,
                    likely__isnull=True,
                    high__isnull=True,
                    servers__gte=1,
                    handle_minutes__gt=0,
                    open_minutes__gt=0,
                ),
                violation_error_message="Give either a capacity a week, or people, "
                "handling minutes and open minutes; not both.",
            ),
            models.CheckConstraint(
                name="capability_estimate_is_in_order",
                condition=Q(low__isnull=True)
                | Q(low__gte=0, likely__gte=F("low"), high__gte=F("likely")),
                violation_error_message=ESTIMATE_IN_ORDER,
            ),
            models.CheckConstraint(
                name="capability_load_is_not_negative",
                condition=Q(committed__gte=0, backlog__gte=0),
                violation_error_message="Load and backlog are not negative.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staffed(self) -> bool:
        return self.kind == self.Kind.STAFFED

    @property
    def units(self) -> str:
        """Return the unit as it stands after a number: parcels, boxes, deliveries."""
        if re.search("(s|x|z|ch|sh)$", self.unit):
            return f"{self.unit}es"
        if re.search("[^aeiou]y$", self.unit):
            return f"{self.unit[:-1]}ies"
        return f"{self.unit}s"

    @property
    def capacity(self) -> Estimate | None:
        """A usual week's capacity, unless it follows from people and hours."""
        if self.low is None or self.likely is None or self.high is None:
            return None
        return Estimate(self.low, self.likely, self.high)

    @property
    def staffed_capacity(self) -> Decimal | None:
        """What the people can answer in a usual week, if they never wait."""
        if self.servers is None or not self.handle_minutes or not self.open_minutes:
            return None
        return self.servers * self.open_minutes / self.handle_minutes

    def usual(self, measure: Measure) -> Estimate | None:
        if measure == Measure.COMMITTED:
            return Estimate.exactly(self.committed)
        return self.capacity


class CapabilityWeek(models.Model):
    """One week in which a capability differs from its usual week.

    What is empty is as usual.
    """

    capability = models.ForeignKey(Capability, models.CASCADE, related_name="weeks")
    week = models.DateField(help_text="Its Monday.")
    low = AmountField(null=True, blank=True)
    likely = AmountField(null=True, blank=True)
    high = AmountField(null=True, blank=True)
    committed = AmountField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_row_per_capability_and_week", fields=["capability", "week"]
            ),
            models.CheckConstraint(
                name="capability_week_is_in_order",
                condition=Q(low__isnull=True, likely__isnull=True, high__isnull=True)
                | Q(low__gte=0, likely__gte=F("low"), high__gte=F("likely")),
            ),
            models.CheckConstraint(
                name="capability_week_load_is_not_negative",
                condition=Q(committed__isnull=True) | Q(committed__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capability_id} in the week of {self.week}"

    def value(self, measure: Measure) -> Estimate | None:
        """Return what differs from the usual week, or nothing."""
        if measure == Measure.COMMITTED:
            committed = self.committed
            return None if committed is None else Estimate.exactly(committed)
        if self.low is None or self.likely is None or self.high is None:
            return None
        return Estimate(self.low, self.likely, self.high)


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see operations sees all of them."""
        return self if allows(user, Act.SEE_OPERATIONS) else self.none()

    def candidates(self) -> Self:
        return self.filter(state=Initiative.State.CANDIDATE)

    def funded_by(self, day: date) -> Self:
        """Money is granted and the capability is lifted from this day or before."""
        in_time = Q(expected_on__isnull=True) | Q(expected_on__lte=day)
        return self.filter(
            in_time, state=Initiative.State.FUNDED, available_from__lte=day
        )


class Initiative(models.Model):
    """A hire, machine or system that lifts a capability from a date, at a cost.

    Only the CEO funds one; a trigger sees to it (``operations.triggers``).
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Candidate"
        FUNDED = "funded", "Funded"
        DROPPED = "dropped", "Dropped"

    code = models.CharField(max_length=50, unique=True, validators=[CODE])
    name = models.CharField(
        max_length=120, help_text="For example: Second packing line"
    )
    capability = models.ForeignKey(
        Capability, models.PROTECT, related_name="initiatives"
    )
    cost = MoneyField()
    adds = AmountField(
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text="Units a week more; for a staffed capability: people more.",
    )
    available_from = models.DateField(help_text="The first day it helps.")
    # What its tasks say, where that is later than what was agreed.
    expected_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(
        max_length=10,
        choices=State.choices,
        default=State.CANDIDATE,
        editable=False,
    )
    funded_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    funded_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.TextField(
        blank=True, help_text="What it is, and what has to happen first."
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="initiative_adds_something_at_a_cost",
                condition=Q(adds__gt=0, cost__gte=0),
                violation_error_message="It adds something, at a cost of 0 or more.",
            ),
            models.CheckConstraint(
                name="initiative_state_is_known",
                condition=Q(state__in=["candidate", "funded", "dropped"]),
            ),
            models.CheckConstraint(
                name="initiative_is_funded_by_somebody",
                condition=Q(
                    state="funded", funded_by__isnull=False, funded_at__isnull=False
                )
                | (
                    ~Q(state="funded")
                    & Q(funded_by__isnull=True, funded_at__isnull=True)
                ),
                violation_error_message="What is funded says by whom and when.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def helps_from(self) -> date:
        """The first day it helps: as agreed, or as late as its tasks make it."""
        return max(self.available_from, self.expected_on or self.available_from)
