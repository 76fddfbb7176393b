"""What hangs together: prerequisites, alternatives, and what must be in the set.

A candidate is a plan, an initiative or a promise as something to be chosen. It has a
``depth``: whoever requires another is deeper than what is required. The database holds
to that (``portfolio.triggers``), so nothing can require itself by any detour.
"""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.policy import Act, allows
from operations.models import Initiative
from planner.plans.models import Plan, PlanVersion
from planner.plans.models.states import RUNNING
from promises.models import Promise

ENDS = ("plan", "initiative", "promise")


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def named(self) -> Self:
        """Load what a candidate is called by."""
        return self.select_related(*ENDS)

    def visible_to(self, user: User) -> Self:
        """Return those of which this person may see the plan, if it is one."""
        if not allows(user, Act.SEE_DECISIONS):
            return self.none()
        plans = Plan.objects.visible_to(user)
        return self.filter(Q(plan__isnull=True) | Q(plan__in=plans))

    def without_drafts(self) -> Self:
        """Leave out plans that nobody but their department has seen yet."""
        handed_in = Exists(PlanVersion.objects.filter(plan=OuterRef("plan")))
        return self.filter(Q(plan__isnull=True) | handed_in)


class Candidate(models.Model):
    """Something that can be in the set: one plan, one initiative or one promise."""

    plan = models.OneToOneField(Plan, models.CASCADE, null=True, related_name="+")
    initiative = models.OneToOneField(
        Initiative, models.CASCADE, null=True, related_name="+"
    )
    promise = models.OneToOneField(Promise, models.CASCADE, null=True, related_name="+")
    depth = models.PositiveIntegerField(default=0)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="candidate_is_one_thing",
                condition=Q(
                    plan__isnull=False, initiative__isnull=True, promise__isnull=True
                )
                | Q(plan__isnull=True, initiative__isnull=False, promise__isnull=True)
                | Q(plan__isnull=True, initiative__isnull=True, promise__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.plan or self.initiative or self.promise)

    @property
    def code(self) -> str:
        """Return its name in a case: plan-12, initiative-second-line."""
        if self.plan_id is not None:
            return f"plan-{self.plan_id}"
        if self.initiative is not None:
            return f"initiative-{self.initiative.code}"
        assert self.promise is not None  # noqa: S101 - a constraint says so
        return f"promise-{self.promise.code}"

    @property
    def kind(self) -> str:
        return self.code.partition("-")[0]

    @property
    def is_settled(self) -> bool:
        """Tell whether the company has chosen it already."""
        if self.plan is not None:
            return self.plan.state in RUNNING
        if self.initiative is not None:
            return self.initiative.state == Initiative.State.FUNDED
        return self.promise is not None and self.promise.is_made


class PrerequisiteQuerySet(models.QuerySet["Prerequisite"]):
    def named(self) -> Self:
        """Load what both ends are called."""
        ends = [f"{side}__{end}" for side in ("candidate", "requires") for end in ENDS]
        return self.select_related("candidate", "requires", "by", *ends)

    def visible_to(self, user: User) -> Self:
        """Return those of which this person may see both ends."""
        seen = Candidate.objects.visible_to(user)
        return self.filter(candidate__in=seen, requires__in=seen)


class Prerequisite(models.Model):
    """A candidate that cannot be chosen without another."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="needs")
    requires = models.ForeignKey(Candidate, models.CASCADE, related_name="needed_by")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PrerequisiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_prerequisite_per_pair", fields=["candidate", "requires"]
            ),
            models.CheckConstraint(
                name="nothing_requires_itself", condition=~Q(candidate=F("requires"))
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.candidate}” requires “{self.requires}”"


class Exclusion(models.Model):
    """Alternatives: at most one of them may be chosen."""

    members = models.ManyToManyField(Candidate, related_name="exclusions")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: models.Manager["Exclusion"] = models.Manager()

    def __str__(self) -> str:
        names = " and ".join(f"“{member}”" for member in self.listed)
        return f"At most one of {names}"

    @property
    def listed(self) -> list[Candidate]:
        """Return the members in one order; load them with their names before."""
        return sorted(self.members.all(), key=lambda member: member.pk)


class MustHave(models.Model):
    """A candidate that every set has to hold, because the CEO says so."""

    candidate = models.OneToOneField(
        Candidate, models.CASCADE, related_name="must_have"
    )
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: models.Manager["MustHave"] = models.Manager()

    def __str__(self) -> str:
        return f"“{self.candidate}” must be in the set"
