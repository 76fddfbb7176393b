"""Scores: the run that makes one, the score itself, and the company's policy."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.jobs import JobQuerySet, JobState, LeasedJob
from core.pages import Tone
from planner.plans.models import Plan, PlanVersion


class PolicyQuerySet(models.QuerySet["Policy"]):
    def current(self) -> "Policy":
        """Return the company's policy, with the defaults if nobody set one."""
        return self.first() or Policy(pk=1)


class Policy(models.Model):
    """How sure the company wants to be before it promises. There is one."""

    class WhoWaits(models.TextChoices):
        PLAN = "plan", "The plan: existing customers are served first"
        EVERYONE = "everyone", "Everyone: all load stands in one queue"

    keepable = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.900"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text="A plan is keepable from this keep probability on: 0.90",
    )
    at_risk = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.600"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text="Below this it is not keepable: 0.60",
    )
    who_waits = models.CharField(
        max_length=10, choices=WhoWaits.choices, default=WhoWaits.PLAN
    )
    reservation_days = models.PositiveSmallIntegerField(
        default=28,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Days a submitted plan holds its capacity: 28",
    )
    review_weeks = models.PositiveSmallIntegerField(
        default=13,
        validators=[MinValueValidator(1), MaxValueValidator(104)],
        help_text="Weeks after which a decision is looked at again: 13",
    )
    dissent_days = models.PositiveSmallIntegerField(
        default=14,
        validators=[MinValueValidator(0), MaxValueValidator(365)],
        help_text="Days after a decision in which a dissent can be put down: 14",
    )
    escalate_after = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.500"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text="Share of the time that a plan holds its capacity, after which it is "
        "escalated if nobody decided: 0.50",
    )
    answer_days = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="Days in which “we can't keep this” is answered: 3",
    )
    silent_days = models.PositiveSmallIntegerField(
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Days without a report after which who answers for a task is told: 7",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(name="there_is_one_policy", condition=Q(pk=1)),
            models.CheckConstraint(
                name="policy_thresholds_are_in_order",
                condition=Q(at_risk__gt=0, keepable__lte=1, keepable__gte=F("at_risk")),
            ),
        ]

    def __str__(self) -> str:
        return "Policy"


class ScoringRunQuerySet(JobQuerySet["ScoringRun"]):
    def visible_to(self, user: User) -> Self:
        """Return the runs of plans that this person may see."""
        return self.filter(version__in=PlanVersion.objects.visible_to(user))

    def under_way(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class ScoringRun(LeasedJob):
    """The job of scoring one version of a plan against the world as it is."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="runs")
    reason = models.CharField(max_length=120, default="Submitted")
    # The world changed after it was queued: it may have read before that.
    asked_again = models.BooleanField(default=False)

    objects: ClassVar[ScoringRunQuerySet] = ScoringRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        constraints = [
            models.UniqueConstraint(
                name="one_open_run_per_version",
                fields=["version"],
                condition=Q(state__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Scoring of {self.version}"


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: User) -> Self:
        """Return the scores of plans that this person may see."""
        return self.filter(version__in=PlanVersion.objects.visible_to(user))


TONES: Mapping[str, Tone] = {
    "keepable": "kept",
    "at-risk": "at-risk",
    "not-keepable": "not-kept",
}


class Score(models.Model):
    """A result and the case that it was computed from. Never changed."""

    class Verdict(models.TextChoices):
        KEEPABLE = "keepable", "Keepable"
        AT_RISK = "at-risk", "At risk"
        NOT_KEEPABLE = "not-keepable", "Not keepable"

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="scores")
    run = models.OneToOneField(ScoringRun, models.PROTECT, related_name="score")
    case = models.JSONField()
    case_hash = models.CharField(max_length=64)
    result = models.JSONField()
    model_version = models.CharField(max_length=40)
    seed = models.PositiveIntegerField()
    draws = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    keep_probability = models.FloatField()
    standard_error = models.FloatField()
    money_at_risk = models.DecimalField(max_digits=16, decimal_places=2)
    scored_at = models.DateTimeField()
    people = models.JSONField(
        default=dict,
        help_text="Who holds the promises that it endangers, counted when it was scored.",
    )
    late_starts = models.JSONField(
        default=list, help_text="Which tactics start late because of their tasks."
    )

    objects = ScoreQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["version", "-scored_at"])]
        constraints = [
            models.CheckConstraint(
                name="score_keep_probability_is_one",
                condition=Q(keep_probability__gte=0, keep_probability__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.version}"

    @property
    def tone(self) -> Tone:
        return TONES[self.verdict]


class TakenOfferQuerySet(models.QuerySet["TakenOffer"]):
    def standing(self) -> Self:
        """Return the offers that nobody took back."""
        return self.filter(undone_at__isnull=True)


class TakenOffer(models.Model):
    """A counter-offer that somebody made a draft of, so that the draft can say so."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="taken_offers")
    number = models.PositiveSmallIntegerField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="taken_offers")
    plan_revision = models.PositiveIntegerField()
    before = models.JSONField()
    offer = models.JSONField()
    weaker = models.JSONField(default=dict)
    taken_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = TakenOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_draft_per_offer_and_person",
                fields=["score", "number", "actor"],
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Counter-offer {self.number} of {self.score_id}"
