"""Assumptions under test: the card, what was found out, and what it came to."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from core.fields import CODE, MoneyField
from core.pages import Tone
from planner.plans.models.plan import Plan

# Somebody is still to find out.
OPEN = ("planned", "running")
# It says something of the assumption; what has run out says that nobody knows any more.
TOLD = ("supported", "refuted", "expired")

TEST_TONES: dict[str, Tone] = {
    "planned": "neutral",
    "running": "accent",
    "supported": "kept",
    "refuted": "not-kept",
    "expired": "at-risk",
    "dropped": "neutral",
}


class AssumptionTestQuerySet(models.QuerySet["AssumptionTest"]):
    def visible_to(self, user: User) -> Self:
        """Who sees a plan sees its tests; everybody sees their own."""
        if not user.is_active or user.role == Role.ADMINISTRATOR:
            return self.none()
        return self.filter(Q(plan__in=Plan.objects.visible_to(user)) | Q(owner=user))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def overdue(self, day: date) -> Self:
        """Return what is not concluded although its last day is over."""
        return self.open().filter(due_on__lt=day)

    def outlived(self, day: date) -> Self:
        """Return the results that hold no longer, and are not marked so yet."""
        told = self.filter(state__in=["supported", "refuted"])
        return told.filter(valid_until__lt=day)


class AssumptionTest(models.Model):
    """How one assumption of a plan is tested, by whom, and what came out.

    It names the assumption by its code and keeps the words that are tested: a result
    counts for these words. What was concluded is never altered; a trigger sees to that.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Running"
        SUPPORTED = "supported", "Supported"
        REFUTED = "refuted", "Refuted"
        EXPIRED = "expired", "Run out"
        DROPPED = "dropped", "Dropped"

    class Comparison(models.TextChoices):
        AT_LEAST = "at-least", "at least"
        AT_MOST = "at-most", "at most"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tests")
    assumption = models.CharField(max_length=50, validators=[CODE], editable=False)
    statement = models.CharField(max_length=200, editable=False)
    method = models.TextField(
        "To verify we will",
        max_length=2000,
        help_text="For example: send the letter to 400 families in two towns.",
    )
    measure = models.CharField(
        "And measure",
        max_length=200,
        help_text="For example: the share of them who order within a week.",
    )
    unit = models.CharField(
        "In", max_length=40, blank=True, help_text="For example: %, or parcels a week."
    )
    comparison = models.CharField(
        "We are right if it is",
        max_length=10,
        choices=Comparison.choices,
        default=Comparison.AT_LEAST,
    )
    threshold = models.DecimalField(
        "The signpost",
        max_digits=14,
        decimal_places=3,
        help_text="The figure at which we are still right: 30",
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="assumption_tests")
    due_on = models.DateField("Known by", help_text="The last day to know the answer.")
    cost = MoneyField(
        "What the test costs",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Leave it empty if nobody knows yet.",
    )
    valid_until = models.DateField(
        "The result holds until",
        null=True,
        blank=True,
        help_text="After this day the assumption counts as untested again.",
    )
    state = models.CharField(
        max_length=10,
        choices=State.choices,
        default=State.PLANNED,
        editable=False,
    )
    figure = models.DecimalField(
        max_digits=14, decimal_places=3, null=True, blank=True, editable=False
    )
    reason = models.TextField(blank=True, editable=False)
    concluded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    concluded_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AssumptionTestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_test_per_plan_and_assumption",
                fields=["plan", "assumption"],
                condition=Q(state__in=["planned", "running"]),
            ),
            models.CheckConstraint(
                name="assumption_test_state_is_known",
                condition=Q(state__in=[*OPEN, *TOLD, "dropped"]),
            ),
            models.CheckConstraint(
                name="assumption_test_compares",
                condition=Q(comparison__in=["at-least", "at-most"]),
            ),
            models.CheckConstraint(
                name="assumption_test_costs_nothing_or_more",
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
            ),
            models.CheckConstraint(
                name="a_conclusion_says_who_when_and_why",
                condition=Q(
                    state__in=["planned", "running"],
                    concluded_at__isnull=True,
                    concluded_by__isnull=True,
                )
                | (
                    Q(
                        state__in=["supported", "refuted", "expired", "dropped"],
                        concluded_at__isnull=False,
                        concluded_by__isnull=False,
                    )
                    & ~Q(reason="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["plan", "assumption"]),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def tone(self) -> Tone:
        return TEST_TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def implies(self, figure: Decimal | None) -> "AssumptionTest.State | None":
        """Return what a measured figure says of the assumption, beside its signpost."""
        if figure is None:
            return None
        right = (
            figure >= self.threshold
            if self.comparison == self.Comparison.AT_LEAST
            else figure <= self.threshold
        )
        return self.State.SUPPORTED if right else self.State.REFUTED


class Finding(models.Model):
    """Something found out on the way, with its day and source. Only ever added."""

    test = models.ForeignKey(AssumptionTest, models.CASCADE, related_name="findings")
    on = models.DateField("Found out on")
    text = models.TextField(
        "What was found",
        max_length=2000,
        help_text="For example: 112 of the 400 families have ordered so far.",
    )
    figure = models.DecimalField(
        "The figure measured",
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Leave it empty if nothing was measured.",
    )
    source = models.CharField(
        "Where it comes from",
        max_length=200,
        help_text="For example: order history, 3 to 9 March.",
    )
    link = models.URLField(
        "Where it can be read", max_length=500, blank=True, help_text="https://…"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_says_something",
                condition=~Q(text="") & ~Q(source=""),
            ),
        ]
        indexes = [models.Index(fields=["test", "-on", "-id"])]

    def __str__(self) -> str:
        return self.text
