"""The people we know: who they are, who knows them, and what they let us do."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.policy import Act, allows
from customers.models import Customer


class Closeness(models.IntegerChoices):
    HEARD_OF = 1, "Heard of: they would not know who is writing"
    MET = 2, "Met: we have met or dealt with each other, some time ago"
    FAMILIAR = 3, "Familiar: we worked together, they take the call"
    CLOSE = 4, "Close: we would have breakfast without a reason"


class Interest(models.Model):
    """What somebody likes to hear of: a word or two."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="interest_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class AcquaintanceQuerySet(models.QuerySet["Acquaintance"]):
    def visible_to(self, user: User) -> Self:
        """Whoever takes part in outreach sees everybody we know."""
        return self if allows(user, Act.SEE_OUTREACH) else self.none()

    def here(self) -> Self:
        """Leave out who became part of another name, or was erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def contactable(self) -> Self:
        """Leave out whoever must not be contacted, by their own word or ours."""
        return (
            self.here()
            .filter(do_not_contact=False)
            .exclude(consent=Acquaintance.Consent.WITHDRAWN)
            .exclude(customer__consent=Customer.Consent.REFUSED)
        )

    def not_contactable(self) -> Self:
        """Keep whoever must not be contacted: the others of ``contactable``."""
        return self.here().filter(
            Q(do_not_contact=True)
            | Q(consent=Acquaintance.Consent.WITHDRAWN)
            | Q(customer__consent=Customer.Consent.REFUSED)
        )

    def to_choose_from(self, day: date) -> Self:
        """Keep who may stand on a weekly list on this day."""
        return (
            self.contactable()
            .filter(held_out_at__isnull=True, lost=False)
            .filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=day))
        )


class Acquaintance(models.Model):
    """Somebody the firm knows. A merged or erased one keeps its row, and no data."""

    class Kind(models.TextChoices):
        OLD_CUSTOMER = "old-customer", "Old customer"
        FRIEND = "friend", "Friend"
        VENDOR = "vendor", "Vendor"
        PARTNER = "partner", "Partner"
        OTHER = "other", "Other"

    class Consent(models.TextChoices):
        UNKNOWN = "unknown", "Not asked"
        GIVEN = "given", "Likes to hear from us"
        WITHDRAWN = "withdrawn", "Wants to hear no more"

    name = models.CharField(max_length=120, help_text="For example: Ada Lovelace")
    organisation = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    line = models.CharField(
        "in a line",
        max_length=300,
        blank=True,
        help_text="Who they are to us: bought our first shelves in 2019.",
    )
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.OTHER)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closeness = models.PositiveSmallIntegerField(
        choices=Closeness.choices, default=Closeness.MET
    )
    interests = models.ManyToManyField(
        Interest, blank=True, related_name="acquaintances"
    )
    ideal_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Days to leave between two contacts; empty: the firm's.",
    )
    maximum_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Days after which it has been too long; empty: the firm's.",
    )
    consent = models.CharField(
        max_length=10, choices=Consent.choices, default=Consent.UNKNOWN
    )
    consent_on = models.DateField(null=True, blank=True, help_text="When they said so.")
    consent_source = models.CharField(
        max_length=200, blank=True, help_text="Where: told Nora on the phone."
    )
    do_not_contact = models.BooleanField(default=False)
    do_not_contact_reason = models.CharField(max_length=200, blank=True)
    lost = models.BooleanField(
        "cannot be reached", default=False, help_text="Moved, or the details are wrong."
    )
    snoozed_until = models.DateField(null=True, blank=True, editable=False)
    last_contact_on = models.DateField(null=True, blank=True, editable=False)
    # Left out of every list on purpose, so that the others can be compared with them.
    held_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)
    came_from = models.CharField(
        max_length=120, blank=True, editable=False, help_text="By hand, or which file."
    )
    # By these two names, addresses or numbers that look different are the same.
    name_key = models.CharField(max_length=160, editable=False, default="")
    short_key = models.CharField(max_length=160, editable=False, default="")
    organisation_key = models.CharField(max_length=120, editable=False, default="")
    email_key = models.CharField(max_length=254, editable=False, default="")
    phone_key = models.CharField(max_length=20, editable=False, default="")
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AcquaintanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="acquaintance_has_a_name", condition=~Q(name="")
            ),
            models.CheckConstraint(
                name="acquaintance_closeness_is_a_step",
                condition=Q(closeness__in=Closeness.values),
            ),
            models.CheckConstraint(
                name="acquaintance_consent_is_known",
                condition=Q(consent__in=["unknown", "given", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="acquaintance_intervals_are_in_order",
                condition=Q(ideal_days__isnull=True)
                | Q(maximum_days__isnull=True)
                | Q(ideal_days__lt=F("maximum_days")),
            ),
            models.CheckConstraint(
                name="no_contact_has_a_reason",
                condition=Q(do_not_contact=False) | ~Q(do_not_contact_reason=""),
            ),
            models.CheckConstraint(
                name="nobody_is_merged_into_themselves",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
            models.CheckConstraint(
                name="who_is_gone_holds_nothing_personal",
                condition=Q(merged_into__isnull=True, erased_at__isnull=True)
                | Q(email="", phone="", line="", email_key="", phone_key=""),
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="acquaintance_by_name"),
            models.Index(fields=["name_key"], name="acquaintance_by_name_key"),
            models.Index(fields=["short_key"], name="acquaintance_by_short_key"),
            models.Index(fields=["email_key"], name="acquaintance_by_email_key"),
            models.Index(fields=["phone_key"], name="acquaintance_by_phone_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_name(self) -> str:
        """What the audit trail calls them: nothing that tells who it is."""
        return f"acquaintance {self.pk}"

    @property
    def is_here(self) -> bool:
        return self.merged_into_id is None and self.erased_at is None

    @property
    def is_contactable(self) -> bool:
        """Tell whether they may be contacted; reads the customer, if they are one."""
        return self.is_here and not self.why_not

    @property
    def why_not(self) -> str:
        """Say why they must not be contacted, or nothing if they may."""
        if self.do_not_contact:
            return f"Do not contact: {self.do_not_contact_reason}"
        if self.consent == self.Consent.WITHDRAWN:
            return "They want to hear no more from us."
        if self.customer and self.customer.consent == Customer.Consent.REFUSED:
            return "As a customer they must not be contacted."
        return ""


class Knows(models.Model):
    """A colleague who knows somebody, and how well."""

    acquaintance = models.ForeignKey(
        Acquaintance, models.CASCADE, related_name="known_by"
    )
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    closeness = models.PositiveSmallIntegerField(choices=Closeness.choices)
    note = models.CharField(max_length=200, blank=True)
    # "Somebody else knows them better": not on this person's list again.
    not_mine = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "known by"
        constraints = [
            models.UniqueConstraint(
                name="one_acquaintance_with_a_person",
                fields=["acquaintance", "person"],
            ),
            models.CheckConstraint(
                name="knows_closeness_is_a_step",
                condition=Q(closeness__in=Closeness.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} knows {self.acquaintance}"


class NotTwins(models.Model):
    """Two names that look alike and are two people: nobody asks again."""

    one = models.ForeignKey(Acquaintance, models.CASCADE, related_name="+")
    other = models.ForeignKey(Acquaintance, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "not twins"
        constraints = [
            models.UniqueConstraint(name="one_word_per_pair", fields=["one", "other"]),
            models.CheckConstraint(
                name="pairs_are_in_order", condition=Q(one__lt=F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"
