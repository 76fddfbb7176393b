"""A plan, what was submitted of it, and the capacity that holds."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Department, Role, User
from core.fields import AmountField
from core.pages import Tone
from core.weeks import WEEK, monday_of
from planner.plans.models.states import EDITABLE, RUNNING, TONES, PlanState
from promises.models import Promise


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        """Drafts belong to their author, their department and who is invited.

        The rest belongs to the planners; the frontline sees what is carried out.
        """
        if not user.is_active or user.role == Role.ADMINISTRATOR:
            return self.none()
        if user.role == Role.CEO:
            return self
        if user.role == Role.INTEGRATION:
            return self.filter(author=user)
        invited = Exists(user.invitations.filter(plan=OuterRef("pk")))
        if user.role == Role.FRONTLINE:
            return self.filter(Q(state__in=RUNNING) | invited)
        own = Q(author=user) | Q(department=user.department)
        submitted = Exists(PlanVersion.objects.filter(plan=OuterRef("pk")))
        return self.filter(own | submitted | invited)


class Plan(models.Model):
    """A plan that is worked on. What was submitted of it are its versions."""

    title = models.CharField(max_length=120, help_text="For example: Spring launch")
    objective = models.TextField(
        help_text="What it is for, in a sentence: 5,000 families buy a second time."
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="plans")
    department = models.CharField(
        max_length=20, choices=Department.choices, blank=True, editable=False
    )
    starts_on = models.DateField(help_text="The Monday of the first week.")
    weeks = models.PositiveSmallIntegerField(
        default=26,
        validators=[MinValueValidator(1), MaxValueValidator(104)],
        help_text="How many weeks the plan looks ahead: 26",
    )
    state = models.CharField(
        max_length=10,
        choices=PlanState.choices,
        default=PlanState.DRAFT,
        editable=False,
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_state_is_known", condition=Q(state__in=PlanState.values)
            ),
            models.CheckConstraint(
                name="plan_has_weeks", condition=Q(weeks__gte=1, weeks__lte=104)
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"]),
            models.Index(fields=["state", "-changed_at", "-id"]),
            models.Index(fields=["title", "id"]),
            models.Index(fields=["starts_on", "id"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> Tone:
        """The colour that goes with its state."""
        return TONES[PlanState(self.state)]

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    def first_day_of(self, week: int) -> date:
        """Return the Monday of one of its weeks, counted from 1."""
        return monday_of(self.starts_on) + WEEK * (week - 1)

    def is_over(self, day: date) -> bool:
        """Tell whether its last week is over on a day."""
        return self.first_day_of(self.weeks + 1) <= day

    def is_of(self, user: User) -> bool:
        """Tell whether it is this person's: its author's and their department's."""
        if self.author_id == user.pk:
            return True
        colleagues = user.role == Role.DIRECTOR and user.department == self.department
        return colleagues and user.is_active

    def is_workable_by(self, user: User) -> bool:
        """Tell whether this person drafts it: whose it is, and who is invited to."""
        if self.is_of(user):
            return True
        invited = user.is_active and user.role in {Role.CEO, Role.DIRECTOR}
        return invited and user.invitations.filter(plan=self, may_edit=True).exists()


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: User) -> Self:
        """Planners see what was submitted; the frontline what was approved of it."""
        if not user.is_active or user.role == Role.ADMINISTRATOR:
            return self.none()
        if user.role == Role.INTEGRATION:
            return self.filter(plan__author=user)
        if user.role == Role.FRONTLINE:
            approved = Commitment.objects.filter(
                version=OuterRef("pk"), kind=Commitment.Kind.APPROVED
            )
            return self.filter(Exists(approved), plan__state__in=RUNNING)
        return self


class PlanVersion(models.Model):
    """A plan as it was submitted: frozen, numbered, never changed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    plan_revision = models.PositiveIntegerField()
    content = models.JSONField(help_text="The plan, its tactics and assumptions.")

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_version_per_plan_and_number", fields=["plan", "number"]
            ),
            models.UniqueConstraint(
                name="one_version_per_plan_revision", fields=["plan", "plan_revision"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def holding(self) -> Self:
        """Return what takes capacity: standing, reserved and approved."""
        return self.filter(released_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Planners see all; others what the company has made, and their own."""
        if not user.is_active or user.role == Role.ADMINISTRATOR:
            return self.none()
        if user.role in {Role.CEO, Role.DIRECTOR}:
            return self
        made = ~Q(kind=Commitment.Kind.RESERVED)
        return self.filter(made | Q(version__plan__author=user))


class Commitment(models.Model):
    """Occasions of a promise that already hold capacity.

    Standing ones are made to existing customers and have no plan; a submitted plan
    reserves its own until it is decided or they expire; an approved plan's stay.
    Occasions are a three-point estimate a week from ``starts_on`` for ``weeks`` weeks.
    """

    class Kind(models.TextChoices):
        STANDING = "standing", "To existing customers"
        RESERVED = "reserved", "Reserved by a submitted plan"
        APPROVED = "approved", "Made by an approved plan"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="commitments")
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    tactic_code = models.CharField(max_length=50, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    low = AmountField()
    likely = AmountField()
    high = AmountField()
    reserved_until = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commitment_estimate_is_in_order",
                condition=Q(low__gte=0, likely__gte=F("low"), high__gte=F("likely")),
            ),
            models.CheckConstraint(
                name="commitment_is_standing_or_of_a_version",
                condition=Q(kind="standing", version__isnull=True)
                | Q(
                    kind__in=["reserved", "approved"],
                    version__isnull=False,
                    starts_on__isnull=False,
                    weeks__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="only_reservations_expire",
                condition=Q(kind="reserved", reserved_until__isnull=False)
                | (~Q(kind="reserved") & Q(reserved_until__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_commitment_per_version_tactic_and_promise",
                fields=["version", "tactic_code", "promise"],
                condition=Q(version__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_standing_commitment_per_promise",
                fields=["promise"],
                condition=Q(kind="standing", released_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["kind", "released_at"])]

    def __str__(self) -> str:
        return f"{self.likely} a week of {self.promise}"

    @property
    def tactic_name(self) -> str:
        """Name the tactic as its version has it; ``version`` must be loaded."""
        if self.version is None:
            return ""
        names = {row["code"]: row["name"] for row in self.version.content["tactics"]}
        return str(names.get(self.tactic_code, self.tactic_code))
