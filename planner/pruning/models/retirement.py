"""A proposal to retire something, and what the CEO said to it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Deputy, User
from accounts.policy import Act, allows
from core.pages import Tone
from operations.models import Initiative
from planner.decisions.models import Decision
from planner.decisions.models.decision import acted
from planner.plans.models import PlanVersion
from planner.pruning.models.look import Pruning
from promises.models import Promise


class RetirementQuerySet(models.QuerySet["Retirement"]):
    def visible_to(self, user: User) -> Self:
        return self if allows(user, Act.SEE_DECISIONS) else self.none()

    def open(self) -> Self:
        return self.filter(state=Retirement.State.PROPOSED)

    def kept_until_after(self, day: date) -> Self:
        """Keep what the CEO holds on to, and does not want to be asked of yet."""
        return self.filter(state=Retirement.State.KEPT, review_on__gt=day)


class Retirement(models.Model):
    """A proposal to retire one thing, and what the CEO said to it.

    ``finding`` is what was seen of it, for good, and ``heard`` who disagreed by then. What is decided is never altered; a
    trigger sees to it, and to who decides (``planner.pruning.triggers``).
    """

    class Kind(models.TextChoices):
        PROMISE = "promise", "Promise"
        TACTIC = "tactic", "Tactic"
        INITIATIVE = "initiative", "Initiative"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waits for the CEO"
        RETIRED = "retired", "Retired"
        KEPT = "kept", "Kept on"
        WITHDRAWN = "withdrawn", "Taken back"

    pruning = models.ForeignKey(Pruning, models.PROTECT, related_name="retirements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="retirements"
    )
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="retirements"
    )
    tactic_code = models.CharField(max_length=50, blank=True)
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, related_name="retirements"
    )
    key = models.CharField(max_length=80, help_text="promise-12, tactic-7-letters")
    name = models.CharField(max_length=200)
    finding = models.JSONField()
    reason = models.TextField()
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PROPOSED
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    standing_in = models.ForeignKey(
        Deputy, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True)
    heard = models.JSONField(default=list, editable=False)
    review_on = models.DateField(null=True, blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="retirement"
    )

    objects = RetirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_retirement_is_of_one_thing",
                condition=Q(
                    kind="promise",
                    promise__isnull=False,
                    version__isnull=True,
                    initiative__isnull=True,
                    tactic_code="",
                )
                | (
                    Q(
                        kind="tactic",
                        promise__isnull=True,
                        version__isnull=False,
                        initiative__isnull=True,
                    )
                    & ~Q(tactic_code="")
                )
                | Q(
                    kind="initiative",
                    promise__isnull=True,
                    version__isnull=True,
                    initiative__isnull=False,
                    tactic_code="",
                ),
            ),
            models.CheckConstraint(
                name="a_retirement_that_is_decided_says_by_whom_and_why",
                condition=(
                    Q(
                        state__in=["proposed", "withdrawn"],
                        decided_by__isnull=True,
                        decided_at__isnull=True,
                        decided_why="",
                        review_on__isnull=True,
                        decision__isnull=True,
                    )
                    | (
                        Q(
                            state__in=["retired", "kept"],
                            decided_by__isnull=False,
                            decided_at__isnull=False,
                        )
                        & ~Q(decided_why="")
                    )
                ),
            ),
            models.CheckConstraint(
                name="what_is_kept_on_is_looked_at_again",
                condition=~Q(state="kept") | Q(review_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_retirement_gives_a_reason", condition=~Q(reason="")
            ),
            models.UniqueConstraint(
                name="one_open_retirement_of_a_thing",
                fields=["key"],
                condition=Q(state="proposed"),
            ),
        ]
        indexes = [models.Index(fields=["state", "-proposed_at"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PROPOSED

    @property
    def decider(self) -> str:
        """Name who decided, and for whom; nobody where it waits or was taken back."""
        return acted(self.decided_by, self.standing_in) if self.decided_by else ""

    @property
    def tone(self) -> Tone:
        tones: dict[str, Tone] = {"proposed": "accent", "kept": "kept"}
        return tones.get(self.state, "neutral")
