"""This week's people: the hours somebody has, and the names chosen for them."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from planner.outreach.models.campaigns import Campaign
from planner.outreach.models.people import Acquaintance
from planner.outreach.models.talks import Channel, Contact
from promises.models import Promise


class Week(models.Model):
    """How many hours a person has for the people they know in one week."""

    person = models.ForeignKey(User, models.CASCADE, related_name="outreach_weeks")
    monday = models.DateField()
    hours = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(40)],
        help_text="Hours this week: 2.5",
    )
    chosen_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_week_per_person_and_monday", fields=["person", "monday"]
            ),
            models.CheckConstraint(
                name="a_week_has_at_most_40_hours",
                condition=Q(hours__gte=0, hours__lte=40),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in the week of {self.monday}"

    @property
    def minutes(self) -> int:
        return int(Decimal(self.hours) * 60)


class NameState(models.TextChoices):
    OPEN = "open", "To do"
    DONE = "done", "Done"
    POSTPONED = "postponed", "Postponed"
    HANDED_OVER = "handed-over", "Handed over"
    SKIPPED = "skipped", "Skipped"
    CARRIED = "carried", "Carried over to the next week"
    RETURNED = "returned", "Went back: there was no room"


class SkipReason(models.TextChoices):
    """Why a name is not contacted; each teaches the list something else."""

    NO_TIME = "no-time", "I had no time: it may come again"
    BAD_MOMENT = "bad-moment", "A bad moment for them: ask again later"
    NOT_MINE = "not-mine", "Somebody else knows them better: not on my list again"
    LOST = "lost", "They cannot be reached: the details are wrong"
    NO_POINT = "no-point", "I see no point: count on it less"


class WeeklyNameQuerySet(models.QuerySet["WeeklyName"]):
    def open(self) -> Self:
        return self.filter(state=NameState.OPEN)


class WeeklyName(models.Model):
    """A name on a person's list of one week, and why it stands there."""

    week = models.ForeignKey(Week, models.CASCADE, related_name="names")
    # A copy of the week's, so that a name stands on one list a week.
    monday = models.DateField()
    acquaintance = models.ForeignKey(
        Acquaintance, models.PROTECT, related_name="weekly_names"
    )
    position = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=12, choices=NameState.choices, default=NameState.OPEN
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    minutes = models.PositiveSmallIntegerField(help_text="What the channel takes.")
    value = models.DecimalField(
        max_digits=16, decimal_places=2, help_text="Of a rekindled relation, a year."
    )
    chance = models.FloatField(help_text="That a contact rekindles it.")
    urgency = models.FloatField(help_text="0 to 1, by the time since the last contact.")
    # Whether value and chance are the firm's assumption, not the loyalty model's.
    assumed = models.BooleanField(default=True)
    reason = models.CharField(max_length=400)
    carries = models.PositiveSmallIntegerField(
        default=0, help_text="How often it was carried over."
    )
    carried_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    skip_reason = models.CharField(
        max_length=12, choices=SkipReason.choices, blank=True
    )
    note = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True, help_text="Postponed until.")
    handed_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.OneToOneField(
        Contact, models.SET_NULL, null=True, blank=True, related_name="weekly_name"
    )
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="names"
    )
    # The occasion that it is on the ledger of a promise; empty: none.
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    occasion = models.CharField(max_length=80, blank=True, editable=False)
    listed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WeeklyNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_list_per_name_and_week",
                fields=["acquaintance", "monday"],
                condition=~Q(state="handed-over"),
            ),
            models.CheckConstraint(
                name="weekly_name_state_is_known",
                condition=Q(state__in=NameState.values),
            ),
            models.CheckConstraint(
                name="weekly_name_takes_time", condition=Q(minutes__gt=0)
            ),
            models.CheckConstraint(
                name="skipped_for_a_reason",
                condition=~Q(state="skipped") | ~Q(skip_reason=""),
            ),
            models.CheckConstraint(
                name="chance_and_urgency_are_shares",
                condition=Q(
                    chance__gte=0, chance__lte=1, urgency__gte=0, urgency__lte=1
                ),
            ),
            models.CheckConstraint(
                name="an_occasion_is_one_of_a_promise",
                condition=Q(occasion="") | Q(promise__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["monday", "state"], name="weekly_name_by_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.acquaintance} in the week of {self.monday}"

    @property
    def trail_name(self) -> str:
        """What the audit trail calls it: nothing that tells of anybody."""
        return f"weekly name {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == NameState.OPEN
