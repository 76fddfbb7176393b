"""Campaigns with the people we know: which part of a plan's tactics they are."""

from decimal import Decimal
from typing import Final, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.policy import Act, allows
from operations.models import Capability
from planner.outreach.models.people import Acquaintance, Closeness, Interest
from planner.outreach.models.talks import Channel
from planner.plans.models import Plan
from promises.models import Promise

HOUR: Final = "hour"  # the unit of a capability whose load is time


class Group(models.TextChoices):
    """The channels that take the same time and stand under the same promise."""

    MAIL = "mail", "Mails"
    CALL = "call", "Calls"
    MEAL = "meal", "Breakfasts and lunches"


GROUPS: Final[dict[str, Group]] = {
    Channel.MAIL: Group.MAIL,
    Channel.MESSAGE: Group.MAIL,
    Channel.CALL: Group.CALL,
    Channel.BREAKFAST: Group.MEAL,
    Channel.LUNCH: Group.MEAL,
    Channel.MET: Group.MEAL,
}


class Part(models.TextChoices):
    """What a tactic of a campaign does."""

    MAIL = "mail", "Mails"
    CALL = "call", "Calls"
    MEAL = "meal", "Breakfasts and lunches"
    FOLLOW_UP = "follow-up", "What talks lead to"


class CampaignRulesManager(models.Manager["CampaignRules"]):
    def current(self) -> "CampaignRules":
        """Return what campaigns stand on, with the defaults if nobody set it yet."""
        return self.first() or CampaignRules(pk=1)


class CampaignRules(models.Model):
    """What campaigns stand on: whose hours they take, and which promises they make."""

    capability = models.ForeignKey(
        Capability,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The hours that people have for whom we know; operations count them.",
    )
    mail_promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    call_promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    meal_promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    follow_up_minutes = models.PositiveSmallIntegerField(
        default=20,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
        help_text="An assumption: what keeping one follow-up takes.",
    )
    follow_up_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.3"),
        validators=[MinValueValidator(0), MaxValueValidator(3)],
        help_text="An assumption, until enough talks are logged: follow-ups a talk "
        "leads to, 0.3 is three of ten talks.",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CampaignRulesManager()

    class Meta:
        verbose_name_plural = "campaign rules"
        constraints = [
            models.CheckConstraint(
                name="there_is_one_set_of_campaign_rules", condition=Q(pk=1)
            ),
        ]

    def __str__(self) -> str:
        return "what campaigns stand on"

    def promise_of(self, group: str) -> int | None:
        """Return the key of the promise that a name for this kind of talk is under."""
        return {
            Group.MAIL: self.mail_promise_id,
            Group.CALL: self.call_promise_id,
            Group.MEAL: self.meal_promise_id,
        }[Group(group)]


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        """Who takes part in outreach sees the campaigns of the plans they may see."""
        if not allows(user, Act.SEE_OUTREACH):
            return self.none()
        return self.filter(plan__in=Plan.objects.visible_to(user))


class Campaign(models.Model):
    """Whom tactics of a plan are meant for, so that weekly lists know them.

    How many talks a week it means stands in the plan alone: in its draft, and once it
    is approved in what it has committed. When that ends, so does the campaign.
    """

    class Who(models.TextChoices):
        ANYBODY = "", "Customers or not"
        SILENT = "silent", "Customers who are late or silent"
        OTHERS = "others", "Nobody who is a late or silent customer"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, help_text="For example: Old friends in May")
    kind = models.CharField(
        max_length=15, choices=Acquaintance.Kind.choices, blank=True
    )
    interest = models.ForeignKey(
        Interest, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closeness = models.PositiveSmallIntegerField(
        choices=Closeness.choices, default=Closeness.HEARD_OF
    )
    who = models.CharField(max_length=10, choices=Who.choices, blank=True)
    starts = models.PositiveSmallIntegerField(help_text="First week, counted from 1.")
    ends = models.PositiveSmallIntegerField(help_text="Last week, counted from 1.")
    # The same people in the same weeks of a plan are one campaign.
    fingerprint = models.CharField(max_length=200, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_campaign_per_plan_and_people", fields=["plan", "fingerprint"]
            ),
            models.CheckConstraint(name="campaign_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="campaign_starts_before_it_ends",
                condition=Q(starts__gte=1, ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="campaign_closeness_is_a_step",
                condition=Q(closeness__in=Closeness.values),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignTactic(models.Model):
    """One tactic of the plan that belongs to a campaign, by its code."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="parts")
    part = models.CharField(max_length=10, choices=Part.choices)
    code = models.CharField(max_length=50)

    objects: models.Manager["CampaignTactic"] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_tactic_per_part_of_a_campaign", fields=["campaign", "part"]
            ),
        ]

    def __str__(self) -> str:
        return self.code
