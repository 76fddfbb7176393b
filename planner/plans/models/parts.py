"""What a plan consists of: its tactics and its assumptions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.fields import CODE, AmountField, MoneyField
from customers.models import Segment
from operations.models import Capability
from planner.plans.models.plan import Plan
from promises.models import Promise


class Audience(models.TextChoices):
    NEW = "new", "New customers"
    EXISTING = "existing", "Existing customers"
    LAPSED = "lapsed", "Lapsed customers"


class Tactic(models.Model):
    """What is done, for whom, and which promises it makes each time it works."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tactics")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    code = models.CharField(max_length=50, validators=[CODE])
    name = models.CharField(max_length=120, help_text="For example: Spring mailing")
    promises = models.ManyToManyField(Promise, related_name="tactics")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(
        max_length=60, blank=True, help_text="For example: mail, radio, shop"
    )
    strategy = models.CharField(
        max_length=120,
        blank=True,
        help_text="The strategy it carries out: Win back families who left",
    )
    budget = MoneyField(help_text="What it costs in all.")
    margin = MoneyField(help_text="What one kept occasion earns.")
    low = AmountField(help_text="Occasions a week, if it goes badly.")
    likely = AmountField(help_text="Occasions a week, most likely.")
    high = AmountField(help_text="Occasions a week, if it goes very well.")
    starts = models.PositiveSmallIntegerField(help_text="First week, counted from 1.")
    ends = models.PositiveSmallIntegerField(help_text="Last week, counted from 1.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_tactic_per_plan_and_code", fields=["plan", "code"]
            ),
            models.CheckConstraint(
                name="tactic_estimate_is_in_order",
                condition=Q(low__gte=0, likely__gte=F("low"), high__gte=F("likely")),
            ),
            models.CheckConstraint(
                name="tactic_starts_before_it_ends",
                condition=Q(starts__gte=1, ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="tactic_money_is_not_negative",
                condition=Q(budget__gte=0, margin__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Assumption(models.Model):
    """What the plan believes, and which of its drivers moves if that is wrong."""

    class Status(models.TextChoices):
        UNTESTED = "untested", "Untested"
        SUPPORTED = "supported", "Supported by a test"
        REFUTED = "refuted", "Refuted by a test"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="assumptions")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    code = models.CharField(max_length=50, validators=[CODE])
    statement = models.CharField(
        max_length=200,
        help_text="We believe that half of them order in the first week.",
    )
    tactic = models.ForeignKey(Tactic, models.CASCADE, null=True, blank=True)
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True)
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, blank=True)
    probability = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="How likely it is true: 0.7",
    )
    if_false = models.DecimalField(
        max_digits=8,
        decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Its driver is multiplied by this if it is false: 1.5",
    )
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.UNTESTED
    )
    note = models.TextField(blank=True, help_text="How it was or will be tested.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_assumption_per_plan_and_code", fields=["plan", "code"]
            ),
            models.CheckConstraint(
                name="assumption_moves_one_driver",
                condition=Q(
                    tactic__isnull=False, capability__isnull=True, promise__isnull=True
                )
                | Q(tactic__isnull=True, capability__isnull=False, promise__isnull=True)
                | Q(
                    tactic__isnull=True, capability__isnull=True, promise__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="assumption_probability_is_one",
                condition=Q(probability__gte=0, probability__lte=1, if_false__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.statement
