"""Schedules that were worked out, and those that were adopted as the baseline."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import User
from core.jobs import JobQuerySet, JobState, LeasedJob
from planner.plans.models import Plan


class PeopleRule(models.Model):
    """Whether the people of a plan do one task at a time; without a row they do."""

    plan = models.OneToOneField(
        Plan, models.CASCADE, primary_key=True, related_name="people_rule"
    )
    one_at_a_time = models.BooleanField(default=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: models.Manager["PeopleRule"] = models.Manager()

    def __str__(self) -> str:
        return f"How the people of “{self.plan}” are scheduled"


class ScheduleRunQuerySet(JobQuerySet["ScheduleRun"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the plan sees its schedules."""
        return self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))

    def done(self) -> Self:
        return self.filter(state=JobState.DONE)

    def as_it_stands(self) -> Self:
        """Leave out what somebody only tried."""
        return self.filter(moves=[])


class ScheduleRun(LeasedJob):
    """The job of scheduling a plan's tasks, and what came of it.

    ``moves`` is what somebody tries; without any it is the plan as it stands.
    ``inputs_hash`` tells whether the tasks, or what is left for them, changed since.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="schedule_runs")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    moves = models.JSONField(default=list, editable=False)
    as_of = models.DateField(null=True, editable=False)
    inputs_hash = models.CharField(max_length=64, blank=True, editable=False)
    model_version = models.CharField(max_length=40, blank=True, editable=False)
    result = models.JSONField(null=True, editable=False)

    objects: ClassVar[ScheduleRunQuerySet] = ScheduleRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(LeasedJob.Meta):
        indexes = [
            *LeasedJob.Meta.indexes,
            models.Index(fields=["plan", "-id"]),
        ]

    def __str__(self) -> str:
        return f"Schedule {self.pk} of plan {self.plan_id}"


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))


class Adoption(models.Model):
    """A schedule that became the baseline: its dates as they were, by whom and why."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="adoptions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    moves = models.JSONField(default=list)
    dates = models.JSONField(help_text="First and last day by the task's code.")
    ends_on = models.DateField()
    in_time = models.FloatField(null=True)
    inputs_hash = models.CharField(max_length=64)
    model_version = models.CharField(max_length=40)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "-id"])]

    def __str__(self) -> str:
        return f"Baseline of “{self.plan}”, ends {self.ends_on}"
