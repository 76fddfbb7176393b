"""The firm's own rules of outreach, and files of names."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.fields import MoneyField
from planner.outreach.models.talks import Channel
from promises.models import Promise

_MINUTES = [MinValueValidator(5), MaxValueValidator(480)]


class OutreachRulesManager(models.Manager["OutreachRules"]):
    def current(self) -> "OutreachRules":
        """Return the rules, with the defaults if nobody set them yet."""
        return self.first() or OutreachRules(pk=1)


class OutreachRules(models.Model):
    """What the firm assumes where nothing is measured, and how much is too much."""

    ideal_days = models.PositiveSmallIntegerField(
        default=90,
        validators=[MinValueValidator(1)],
        help_text="Days to leave between two contacts, unless a person's page says else.",
    )
    maximum_days = models.PositiveSmallIntegerField(
        default=365, help_text="Days after which it has been too long."
    )
    value = MoneyField(
        default=Decimal(500),
        help_text="An assumption: a year's worth of a rekindled relation, where the "
        "loyalty study says nothing.",
    )
    chance = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.1"),
        validators=[MinValueValidator(Decimal("0.001")), MaxValueValidator(1)],
        help_text="An assumption: the share of contacts that rekindle it: 0.1.",
    )
    most_names = models.PositiveSmallIntegerField(
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
        help_text="Names on one list at most, however many hours there are.",
    )
    mail_minutes = models.PositiveSmallIntegerField(default=15, validators=_MINUTES)
    call_minutes = models.PositiveSmallIntegerField(default=25, validators=_MINUTES)
    meal_minutes = models.PositiveSmallIntegerField(default=75, validators=_MINUTES)
    promise = models.ForeignKey(
        Promise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The promise on whose ledger follow-ups stand.",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OutreachRulesManager()

    class Meta:
        verbose_name_plural = "outreach rules"
        constraints = [
            models.CheckConstraint(
                name="there_is_one_set_of_outreach_rules", condition=Q(pk=1)
            ),
            models.CheckConstraint(
                name="outreach_intervals_are_in_order",
                condition=Q(ideal_days__lt=F("maximum_days")),
            ),
        ]

    def __str__(self) -> str:
        return "the rules of outreach"

    def minutes_of(self, channel: str) -> int:
        """Return what a contact through this channel takes."""
        if channel in {Channel.BREAKFAST, Channel.LUNCH, Channel.MET}:
            return self.meal_minutes
        return self.call_minutes if channel == Channel.CALL else self.mail_minutes


class NamesFile(models.Model):
    """A table of names that somebody sent; emptied when it is in, or thrown away."""

    name = models.CharField(max_length=120)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return self.name
