"""Where each customer stands: silent or not, satisfied or not, loyal or not."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, JobState, LeasedJob
from customers.models.customer import Customer
from customers.models.segment import Segment


class Rhythm(models.TextChoices):
    """What a customer's silence means against the customer's own rhythm."""

    IN_RHYTHM = "in-rhythm", "In rhythm"
    DUE = "due", "Due"
    LATE = "late", "Late"
    SILENT = "silent", "Silent"
    LEFT = "left", "Left"
    UNKNOWN = "unknown", "Nothing known"


WATCHED = (Rhythm.DUE, Rhythm.LATE, Rhythm.SILENT)


class Quadrant(models.TextChoices):
    """Behaviour against the last answer (Jones and Sasser 1995)."""

    LOYALIST = "loyalist", "Loyalists"
    MERCENARY = "mercenary", "Mercenaries"
    HOSTAGE = "hostage", "Hostages"
    DEFECTOR = "defector", "Defectors"


def _narrowed(name: str, column: str, listed: Q) -> list[models.Index]:
    """Return the indexes of a list that a state, a segment or both narrow."""
    groups = {"": [], "state_": ["state"], "segment_": ["segment"]}
    groups["both_"] = ["segment", "state"]
    return [
        models.Index(
            fields=[*group, column, "customer"],
            name=f"standing_{prefix}by_{name}",
            condition=listed,
        )
        for prefix, group in groups.items()
    ]


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees where they stand."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()

    def watched(self) -> Self:
        """Keep customers whose silence lasts longer than half of theirs do."""
        return self.filter(state__in=WATCHED)

    def worst_first(self) -> Self:
        return self.order_by("-expected_loss", "-customer_id")

    def in_quadrant(self, quadrant: Quadrant, satisfied_from: Decimal) -> Self:
        """Keep customers by what they answered last and what they do."""
        loyal = quadrant in {Quadrant.LOYALIST, Quadrant.HOSTAGE}
        content = quadrant in {Quadrant.LOYALIST, Quadrant.MERCENARY}
        answered = self.filter(loyal=loyal, score__isnull=False)
        if content:
            return answered.filter(score__gte=satisfied_from)
        return answered.filter(score__lt=satisfied_from)


class Standing(models.Model):
    """What the last review found about one customer; all of it as of ``as_of``.

    ``score`` is the last answer (before leaving, of who left) on the review's scale.
    """

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="standing"
    )
    # A copy: the customer's own row keeps the segment from being deleted.
    segment = models.ForeignKey(
        Segment,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=Rhythm.choices)
    signs = models.PositiveIntegerField(help_text="Days with a sign of life.")
    last_sign = models.DateField(null=True)
    due_after = models.FloatField(
        null=True, help_text="Days of silence, half are shorter."
    )
    late_after = models.FloatField(null=True)
    silent_after = models.FloatField(null=True)
    loss = models.FloatField(
        null=True, help_text="Chance of no sign of life in the next 52 weeks."
    )
    at_stake = models.DecimalField(
        max_digits=16,
        decimal_places=2,
        default=Decimal(0),
        help_text="A year's revenue, were the rhythm kept.",
    )
    expected_loss = models.DecimalField(
        max_digits=16, decimal_places=2, default=Decimal(0)
    )
    complained_on = models.DateField(null=True, help_text="The last complaint.")
    complaints = models.PositiveIntegerField(default=0, help_text="In the last year.")
    answered_on = models.DateField(null=True)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    left_on = models.DateField(null=True)
    left_over = models.CharField(max_length=50, blank=True)
    loyal = models.BooleanField(
        default=False, help_text="Came back, is in rhythm or due, and has not left."
    )

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [
            *_narrowed("loss", "expected_loss", Q(state__in=["due", "late", "silent"])),
            *_narrowed("complaint", "complained_on", Q(complained_on__isnull=False)),
            models.Index(
                fields=["at_stake", "customer"],
                name="standing_of_complaining",
                condition=Q(complained_on__isnull=False),
            ),
            models.Index(
                fields=["segment", "at_stake", "customer"],
                name="standing_of_complaining_in",
                condition=Q(complained_on__isnull=False),
            ),
            models.Index(
                fields=["loyal", "at_stake", "customer"],
                name="standing_by_quadrant",
                condition=Q(score__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"standing of {self.customer_id}"

    @property
    def silent_days(self) -> int | None:
        """Return the days since the last sign of life."""
        return None if self.last_sign is None else (self.as_of - self.last_sign).days


class ReviewQuerySet(JobQuerySet["StandingReview"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see customers sees what is said of all of them."""
        return self if allows(user, Act.SEE_CUSTOMERS) else self.none()

    def under_way(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def latest_done(self) -> "StandingReview | None":
        return self.filter(state=JobState.DONE).order_by("-pk").first()


class StandingReview(LeasedJob):
    """A look at where every customer stands; ``document`` holds what is said of all."""

    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    as_of = models.DateField(
        help_text="The last day that counts, by the company's clock."
    )
    document = models.JSONField(default=dict)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"review {self.pk} as of {self.as_of}"
