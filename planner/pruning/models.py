"""What was found worth retiring, what the CEO said to it, and who has to be told."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Department, Deputy, User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, JobState, LeasedJob
from core.pages import Tone
from operations.models import Initiative
from planner.decisions.models import Decision
from planner.decisions.models.decision import acted
from planner.plans.models import PlanVersion
from promises.models import Promise


class PruningQuerySet(JobQuerySet["Pruning"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees decisions sees what they are made on."""
        return self if allows(user, Act.SEE_DECISIONS) else self.none()

    def done(self) -> Self:
        return self.filter(state=JobState.DONE)

    def under_way(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class Pruning(LeasedJob):
    """The job of looking at all that is promised and planned, and what was found."""

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    as_of = models.DateField(help_text="The company's day of which it tells.")
    result = models.JSONField(null=True, editable=False)
    model_version = models.CharField(max_length=40, blank=True, editable=False)

    objects: ClassVar[PruningQuerySet] = PruningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_pruning_that_is_done_has_a_result",
                condition=~Q(state="done") | Q(result__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Look at what could be retired, {self.as_of}"


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

    ``finding`` is what was seen of it, for good. What is decided is never altered; a
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


class TellingQuerySet(models.QuerySet["Telling"]):
    def visible_to(self, user: User) -> Self:
        return self if allows(user, Act.SEE_DECISIONS) else self.none()

    def left(self) -> Self:
        return self.filter(done_at__isnull=True)


class Telling(models.Model):
    """Something that somebody has to be told because a thing was retired."""

    retirement = models.ForeignKey(Retirement, models.CASCADE, related_name="tellings")
    number = models.PositiveSmallIntegerField()
    whom = models.CharField(max_length=120, help_text="1,204 customers who hold it")
    what = models.CharField(max_length=300)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tellings"
    )
    department = models.CharField(max_length=20, choices=Department.choices, blank=True)
    due_on = models.DateField()
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tellings_are_numbered", fields=["retirement", "number"]
            ),
            models.CheckConstraint(
                name="who_was_told_says_by_whom",
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom}: {self.what}"

    def tone_on(self, day: date) -> Tone:
        if self.done_at:
            return "kept"
        return "not-kept" if self.due_on < day else "at-risk"
