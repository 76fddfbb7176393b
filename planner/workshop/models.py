"""A planning session: who was there, what they changed, and what is left open."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from planner.plans.models import Plan


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see the plan sees its sessions; the frontline where it was asked."""
        rows = self.filter(plan__in=Plan.objects.visible_to(user))
        if user.role != Role.FRONTLINE:
            return rows
        return rows.filter(plan__in=user.invitations.values("plan"))

    def under_way(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Workshop(models.Model):
    """Several people working on one draft at the same time."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="workshops")
    facilitator = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(
        max_length=200, help_text="For example: settle what we promise in spring"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    start_revision = models.PositiveIntegerField()
    end_revision = models.PositiveIntegerField(null=True, blank=True)
    asked = models.JSONField(default=dict, help_text="Every question that came up.")
    record = models.JSONField(default=dict, help_text="What it came to, once ended.")

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = "planning session"
        constraints = [
            models.UniqueConstraint(
                name="one_session_under_way_per_plan",
                fields=["plan"],
                condition=Q(ended_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["plan", "-id"])]

    def __str__(self) -> str:
        return self.purpose


class Presence(models.Model):
    """Somebody in a session: where they are, and for how long they have been there."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="presences")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_presence_per_session_and_person",
                fields=["workshop", "person"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.workshop}"


class Edit(models.Model):
    """One accepted edit, by the id that its browser gave it: a resend does no more."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="edits")
    # A browser may send it again when another session on the plan is under way.
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    answer = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_edit_per_plan_and_client_id",
                fields=["plan", "client_id"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} to revision {self.revision}"


class OpenPointQuerySet(models.QuerySet["OpenPoint"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see the plan, and whose point it is."""
        seen = Q(workshop__in=Workshop.objects.visible_to(user))
        return self.filter(seen | Q(owner=user)) if user.is_active else self.none()

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class OpenPoint(models.Model):
    """A question that somebody takes out of the room, and answers by a day."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="points")
    question = models.CharField(max_length=120, blank=True, editable=False)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(User, models.PROTECT, related_name="open_points")
    due_on = models.DateField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OpenPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_point_per_session_and_question",
                fields=["workshop", "question"],
                condition=~Q(question=""),
            )
        ]

    def __str__(self) -> str:
        return self.text
