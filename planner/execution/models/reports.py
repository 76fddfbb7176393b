"""What people said of a task: reports, answers of the consulted, and escalations."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from planner.execution.models.task import Task, TaskState


class TaskReport(models.Model):
    """One report on a task: its state and progress from here on. Only ever added."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="reports")
    state = models.CharField(max_length=10, choices=TaskState.choices)
    progress = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_report_is_known",
                condition=Q(state__in=TaskState.values, progress__lte=100),
            ),
        ]
        indexes = [models.Index(fields=["task", "-at"])]

    def __str__(self) -> str:
        return f"{self.task}: {self.get_state_display()}, {self.progress} %"


class Consultation(models.Model):
    """What somebody who is consulted was asked when the task was done, and said."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="consultations")
    person = models.ForeignKey(User, models.PROTECT, related_name="consultations")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(null=True)
    note = models.TextField(blank=True, max_length=2_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_consultation_per_task_and_person", fields=["task", "person"]
            ),
            models.CheckConstraint(
                name="consultation_is_answered_whole",
                condition=Q(answered_at__isnull=True, agrees__isnull=True)
                | Q(answered_at__isnull=False, agrees__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.task}"


class Escalation(models.Model):
    """Who was told that a task is late or silent, once for each such day."""

    class Cause(models.TextChoices):
        DEADLINE = "deadline", "past its deadline"
        PLANNED_END = "planned-end", "past its planned end"
        SILENT = "silent", "without a report"

    task = models.ForeignKey(Task, models.CASCADE, related_name="escalations")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    since = models.DateField(help_text="The day that went by.")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_escalation_per_cause_day_and_person",
                fields=["task", "cause", "since", "to"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} is {self.get_cause_display()}"
