"""What is promised, and on what evidence."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from core.fields import CODE, AmountField, MoneyField
from customers.models import Segment
from operations.models import Capability


class PromiseState(models.TextChoices):
    IDEA = "idea", "Idea"
    STUDIED = "studied", "Studied: up for approval"
    APPROVED = "approved", "Approved"
    LIVE = "live", "Live"
    RETIRED = "retired", "Retired"


# The states that only the CEO's decision leads to, and what stands on them.
MADE = (PromiseState.APPROVED, PromiseState.LIVE)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, user: User) -> Self:
        """Planners and systems see all; the frontline what has been made."""
        if not user.is_active or user.role == Role.ADMINISTRATOR:
            return self.none()
        if user.role == Role.FRONTLINE:
            return self.filter(state__in=[*MADE, PromiseState.RETIRED])
        return self

    def made(self) -> Self:
        return self.filter(state__in=MADE)

    def counted_elsewhere(self, zone: str) -> Self:
        """Promises whose ledger is counted by the clock of another time zone."""
        return self.exclude(ledger_zone__in=["", zone])


class Promise(models.Model):
    """A brand promise: what matters to the customer, and can be made and kept."""

    class KeptRule(models.TextChoices):
        DAY = "day", "Done on the due day or before"
        MOMENT = "moment", "Done by the due date and time"

    code = models.CharField(
        max_length=50,
        unique=True,
        validators=[CODE],
        help_text="Short name in files and addresses: next-week-delivery",
    )
    statement = models.CharField(
        max_length=200,
        help_text="In the customer's words: Your order is with you next week.",
    )
    feature = models.CharField(
        max_length=200, blank=True, help_text="What it is: a second packing line."
    )
    advantage = models.CharField(
        max_length=200, blank=True, help_text="What it does: orders leave in two days."
    )
    benefit = models.CharField(
        max_length=200,
        blank=True,
        help_text="What the customer has of it: you can plan your weekend.",
    )
    pitch = models.TextField(
        blank=True, help_text="Thirty seconds: the answer to 'so what do you do?'"
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="promises"
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="promises")
    state = models.CharField(
        max_length=10,
        choices=PromiseState.choices,
        default=PromiseState.IDEA,
        editable=False,
    )
    measure = models.CharField(
        max_length=200,
        blank=True,
        help_text="What is measured: from order to delivery.",
    )
    standard = models.CharField(
        max_length=120, blank=True, help_text="What counts as kept: within 7 days."
    )
    target = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text="The share that is promised: 0.95 means 95 of 100.",
    )
    window_weeks = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(104)],
        help_text="Weeks over which the share is counted: 13",
    )
    within_weeks = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(52)],
        help_text="Weeks the work may wait and still be on time: 0 is the same week.",
    )
    kept_rule = models.CharField(
        max_length=10, choices=KeptRule.choices, default=KeptRule.DAY
    )
    break_cost = MoneyField(
        null=True, blank=True, help_text="What one broken promise costs."
    )
    needs_no_capability = models.BooleanField(
        default=False, help_text="Nothing that operations count is needed to keep it."
    )
    # The time zone of its ledger's days and weeks; empty as long as it has none.
    ledger_zone = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promise_state_is_known",
                condition=Q(state__in=PromiseState.values),
            ),
            models.CheckConstraint(
                name="promise_target_is_a_share",
                condition=Q(target__isnull=True) | Q(target__gt=0, target__lte=1),
            ),
            models.CheckConstraint(
                name="promise_beyond_an_idea_is_testable",
                condition=Q(state__in=[PromiseState.IDEA, PromiseState.RETIRED])
                | (
                    ~Q(statement="")
                    & ~Q(measure="")
                    & ~Q(standard="")
                    & Q(
                        target__isnull=False,
                        window_weeks__isnull=False,
                        break_cost__isnull=False,
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def is_made(self) -> bool:
        return self.state in MADE


class Requirement(models.Model):
    """What one occasion of a promise takes of a capability."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="requirements")
    capability = models.ForeignKey(
        Capability, models.PROTECT, related_name="requirements"
    )
    units = AmountField(
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text="Units per occasion: 1",
    )
    lead_weeks = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(52)],
        help_text="Weeks after the occasion begins: 0 is the same week.",
    )
    within_minutes = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Staffed capabilities only: answered within so many minutes.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_requirement_per_promise_and_capability",
                fields=["promise", "capability"],
            ),
            models.CheckConstraint(
                name="requirement_takes_something", condition=Q(units__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plain_units} {self.capability.unit} of {self.capability}"

    @property
    def plain_units(self) -> Decimal:
        """The units without the zeros that only pad them: 0.2, not 0.200."""
        units = Decimal(self.units)
        whole = units.to_integral_value()
        return whole if units == whole else units.normalize()


class Criterion(models.TextChoices):
    LOYALTY = "loyalty", "Loyalty"
    DIFFERENTIATION = "differentiation", "Differentiation"
    PROFITABILITY = "profitability", "Profitability"
    CUSTOMERS = "customers", "Customers"


# What a promise must be known to build before the CEO can be asked to make it.
STUDIED_ON = (Criterion.LOYALTY, Criterion.DIFFERENTIATION, Criterion.PROFITABILITY)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of_customers(self) -> Self:
        """Keep findings that refer to what customers need, said or did."""
        return self.exclude(reference="")


class Evidence(models.Model):
    """One dated finding on a promise: that it builds one of the three, or matters.

    One with a ``reference`` was looked up in the database: ``asked`` says what, and
    ``figure`` keeps what it was then.
    """

    class Reference(models.TextChoices):
        NEED = "need", "A need of theirs"
        SURVEY = "survey", "What they answered when asked"
        COMPLAINTS = "complaints", "What they complained of"
        DEFECTIONS = "defections", "Who left, and over what"
        LOYALTY = "loyalty", "Who came back: the loyalty study"
        RECORD = "record", "How it was kept: the ledger"

    class Strength(models.IntegerChoices):
        WEAK = 1, "Weak: an opinion, a single case"
        FAIR = 2, "Fair: several cases, a survey"
        STRONG = 3, "Strong: behaviour measured, a trial"

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="evidence")
    criterion = models.CharField(max_length=20, choices=Criterion.choices)
    finding = models.CharField(
        max_length=300, help_text="What was found: 41 % of families came back sooner."
    )
    source = models.CharField(
        max_length=200, help_text="Who found it, where: order history, March."
    )
    found_on = models.DateField(help_text="When it was found.")
    strength = models.PositiveSmallIntegerField(choices=Strength.choices)
    reference = models.CharField(
        max_length=20, choices=Reference.choices, blank=True, editable=False
    )
    asked = models.JSONField(default=dict, editable=False)
    figure = models.JSONField(default=dict, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_criterion_is_known",
                condition=Q(criterion__in=Criterion.values),
            ),
            models.CheckConstraint(
                name="customers_speak_through_a_reference",
                condition=~Q(criterion=Criterion.CUSTOMERS) | ~Q(reference=""),
            ),
        ]

    def __str__(self) -> str:
        return self.finding
