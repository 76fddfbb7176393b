"""The conditions of an approval: who owes what until when, and what became of it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Deputy, Role, User
from core.pages import Tone
from planner.decisions.models.decision import Decision, acted
from planner.plans.models import Plan
from promises.models import Promise


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, user: User) -> Self:
        """Planners see those of decisions they may see; everybody sees their own."""
        own = Q(owner=user)
        if not user.is_active or user.role not in {Role.CEO, Role.DIRECTOR}:
            return self.filter(own) if user.is_active else self.none()
        plans = Q(decision__version__plan__in=Plan.objects.visible_to(user))
        promises = Q(decision__promise__in=Promise.objects.visible_to(user))
        return self.filter(own | plans | promises)

    def overdue(self, day: date) -> Self:
        """Return what was not met although its last day is over."""
        return self.filter(state=Condition.State.OPEN, due_on__lt=day)


class Condition(models.Model):
    """One condition of an approval: an obligation with an owner and a last day.

    Its words and owner are those of the decision. Its state and day move only with a
    ``ConditionStep``, which says who moved it and why; triggers see to both.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MET = "met", "Met"
        WAIVED = "waived", "Waived"
        MISSED = "missed", "Missed"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="obligations")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(User, models.PROTECT, related_name="conditions")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="condition_state_is_known",
                condition=Q(state__in=["open", "met", "waived", "missed"]),
            ),
            models.CheckConstraint(
                name="a_condition_says_something", condition=~Q(text="")
            ),
            models.UniqueConstraint(
                name="one_condition_per_decision_and_number",
                fields=["decision", "number"],
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return self.text

    @property
    def tone(self) -> Tone:
        tones: dict[str, Tone] = {"met": "kept", "missed": "not-kept"}
        return tones.get(self.state, "neutral")


class ConditionStep(models.Model):
    """What became of a condition: met, waived, extended or missed. Only ever added."""

    class Kind(models.TextChoices):
        MET = "met", "Met"
        WAIVED = "waived", "Waived"
        EXTENDED = "extended", "Given more time"
        MISSED = "missed", "Missed"

    condition = models.ForeignKey(Condition, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due_on = models.DateField(help_text="Its last day from here on.")
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    standing_in = models.ForeignKey(
        Deputy, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="condition_step_is_known",
                condition=Q(kind__in=["met", "waived", "extended", "missed"]),
            ),
            models.CheckConstraint(
                name="a_step_says_who_and_why",
                condition=Q(kind="missed", by__isnull=True)
                | (~Q(kind="missed") & Q(by__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.condition}"

    @property
    def who(self) -> str:
        return acted(self.by, self.standing_in) if self.by else ""

    @property
    def tone(self) -> Tone:
        tones: dict[str, Tone] = {
            "met": "kept",
            "missed": "not-kept",
            "extended": "at-risk",
        }
        return tones.get(self.kind, "neutral")
