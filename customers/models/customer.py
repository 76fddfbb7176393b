"""Customers: who they are, and what they let us do."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from customers.models.jobs import CustomerImport
from customers.models.segment import Segment

CUSTOMER_CODE = RegexValidator(
    r"^\S(?:.*\S)?\Z", "A code neither begins nor ends with a blank."
)


class Relationship(models.TextChoices):
    PROSPECT = "prospect", "Prospect"
    CUSTOMER = "customer", "Customer"
    FORMER = "former", "Former customer"


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees them all."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()

    def here(self) -> Self:
        """Leave out those whose personal data were erased."""
        return self.filter(erased_at__isnull=True)


class Customer(models.Model):
    """A customer, known to files and to the ledger by ``code``.

    An erased one keeps its row, under a code that says nothing about anybody.
    """

    class Consent(models.TextChoices):
        UNKNOWN = "unknown", "Not asked"
        GIVEN = "given", "May be contacted"
        REFUSED = "refused", "Must not be contacted"

    code = models.CharField(
        max_length=80,
        validators=[CUSTOMER_CODE],
        help_text="The number or short name that your files know them by: 17850",
    )
    name = models.CharField(
        max_length=120, blank=True, help_text="For example: Ada Lovelace"
    )
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(
        max_length=40, blank=True, help_text="For example: +44 20 7946 0018"
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        db_index=False,
    )
    relationship = models.CharField(
        max_length=10, choices=Relationship.choices, default=Relationship.CUSTOMER
    )
    first_seen = models.DateField(
        null=True, blank=True, help_text="When they were first heard of."
    )
    consent = models.CharField(
        max_length=10, choices=Consent.choices, default=Consent.UNKNOWN
    )
    consent_on = models.DateField(null=True, blank=True, help_text="When they said so.")
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    job = models.ForeignKey(
        CustomerImport,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            # Not ``unique=True``, which lays a second index for LIKE on PostgreSQL.
            models.UniqueConstraint(name="one_customer_per_code", fields=["code"]),
            models.CheckConstraint(name="customer_has_a_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="customer_relationship_is_known",
                condition=Q(relationship__in=Relationship.values),
            ),
            models.CheckConstraint(
                name="customer_consent_is_known",
                condition=Q(consent__in=["unknown", "given", "refused"]),
            ),
            models.CheckConstraint(
                name="erased_customer_holds_nothing_personal",
                condition=Q(erased_at__isnull=True)
                | Q(name="", email="", phone="", consent="refused"),
            ),
        ]
        indexes = [
            models.Index(fields=["segment", "code"], name="customer_by_segment"),
            models.Index(fields=["job"], name="customer_by_import"),
            # Lists over REST, the latest first: few may be prospects, or have refused.
            models.Index(
                fields=["relationship", "id"], name="customer_by_relationship"
            ),
            models.Index(fields=["consent", "id"], name="customer_by_consent"),
            models.Index(
                fields=["segment", "relationship", "id"], name="customer_by_both"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def trail_name(self) -> str:
        """What the audit trail calls them: no name, no code."""
        return f"customer {self.pk}"

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None
