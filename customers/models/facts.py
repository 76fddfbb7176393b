"""What customers did and said: purchases, answers, contacts, and leaving."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.policy import Act, allows
from customers.models.customer import Customer
from customers.models.jobs import CustomerImport


class FactQuerySet(models.QuerySet[Any]):
    """Rows that each belong to one customer."""

    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees what they did."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()

    def of(self, customer: Customer) -> Self:
        return self.filter(customer=customer)


class Fact(models.Model):
    """A row about one customer, and the file and row it came from, if it did."""

    # Each kind has an index of its own that begins with the customer.
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", db_index=False
    )
    # Imports are never deleted, so that the database need not look for each row's.
    job = models.ForeignKey(
        CustomerImport,
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    row = models.PositiveIntegerField(null=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def trail_name(self) -> str:
        """What the audit trail calls it: nothing that tells of anybody."""
        return f"{self._meta.verbose_name} {self.pk}"


class Purchase(Fact):
    """One line of an order; several lines on one day are one occasion of buying.

    A refund is a line with an amount below zero: it lessens the revenue, and is no
    occasion of buying.
    """

    reference = models.CharField(
        max_length=80, blank=True, help_text="Number of the order or invoice: 536365"
    )
    item = models.CharField(
        max_length=80, blank=True, help_text="What was bought: 85123A"
    )
    on = models.DateField(help_text="The day, by the company's clock.")
    amount = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        help_text="In the company's currency; below zero for a refund.",
    )

    class Meta:
        indexes = [
            models.Index(fields=["customer", "on"], name="purchase_by_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.pk} of {self.on}"


class SurveyAnswer(Fact):
    """What a customer answered when asked: never a measure of loyalty."""

    class Kind(models.TextChoices):
        CSAT = "csat", "Satisfaction (CSAT)"
        NPS = "nps", "Would recommend (NPS)"
        CES = "ces", "Effort it took (CES)"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    lowest = models.DecimalField(
        max_digits=6, decimal_places=2, default=Decimal(1), help_text="Of the scale: 1"
    )
    highest = models.DecimalField(
        max_digits=6, decimal_places=2, default=Decimal(5), help_text="Of the scale: 5"
    )
    on = models.DateField(help_text="The day of the answer.")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "on"], name="answer_by_customer"),
            models.Index(fields=["job"], name="answer_by_import"),
            models.Index(fields=["kind", "on"], name="answer_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                name="answer_kind_is_known",
                condition=Q(kind__in=["csat", "nps", "ces"]),
            ),
            models.CheckConstraint(
                name="answer_lies_on_its_scale",
                condition=Q(lowest__lt=F("highest"))
                & Q(score__gte=F("lowest"), score__lte=F("highest")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.score} on {self.on}"


class Interaction(Fact):
    """A contact: who spoke first, through what, and what for."""

    class Channel(models.TextChoices):
        PHONE = "phone", "Telephone"
        EMAIL = "email", "E-mail"
        CHAT = "chat", "Chat"
        VISIT = "visit", "In person"
        LETTER = "letter", "Letter"
        WEB = "web", "Website"
        OTHER = "other", "Other"

    class Direction(models.TextChoices):
        FROM_US = "from-us", "From us to them"
        FROM_THEM = "from-them", "From them to us"

    class Kind(models.TextChoices):
        CONTACT = "contact", "Contact"
        QUESTION = "question", "Question"
        COMPLAINT = "complaint", "Complaint"
        PRAISE = "praise", "Praise"
        VISIT = "visit", "Visit"
        WORKSHOP = "workshop", "Workshop"
        USER_GROUP = "user-group", "User group"

    at = models.DateTimeField()
    channel = models.CharField(
        max_length=10, choices=Channel.choices, default=Channel.OTHER
    )
    direction = models.CharField(
        max_length=10, choices=Direction.choices, default=Direction.FROM_THEM
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CONTACT)
    note = models.TextField(
        blank=True, max_length=2000, help_text="What it was about, in a sentence."
    )

    class Meta:
        indexes = [
            models.Index(fields=["customer", "at"], name="interaction_by_customer"),
            models.Index(fields=["job"], name="interaction_by_import"),
            models.Index(fields=["kind", "at"], name="interaction_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                name="interaction_direction_is_known",
                condition=Q(direction__in=["from-us", "from-them"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.at:%Y-%m-%d}"


class Defection(Fact):
    """A customer left: when, to whom, why, and over which broken promise."""

    on = models.DateField(help_text="The day they left, or were known to have left.")
    to_whom = models.CharField(
        max_length=120, blank=True, help_text="The competitor, or what they do instead."
    )
    why = models.TextField(
        blank=True, max_length=2000, help_text="In their own words, if you have them."
    )
    broken_promise = models.CharField(
        max_length=50,
        blank=True,
        help_text="Short name of the promise that was broken: next-week-delivery",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_defection_per_customer_and_day", fields=["customer", "on"]
            ),
        ]
        indexes = [
            models.Index(fields=["job"], name="defection_by_import"),
            models.Index(fields=["on"], name="defection_by_day"),
            models.Index(fields=["broken_promise"], name="defection_by_promise"),
        ]

    def __str__(self) -> str:
        return f"left on {self.on}"
