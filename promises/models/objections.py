"""What those who keep a promise say against it: "we can't keep this", and the answers."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from promises.models.promise import Promise


class ObjectionReason(models.TextChoices):
    TIME = "no-time", "No time"
    PEOPLE = "no-people", "Not enough people"
    MATERIAL = "no-material", "No material or stock"
    SYSTEM = "system-down", "A system is down"
    EXPECTS = "expects-otherwise", "The customer expects something else"
    SAFETY = "not-safe", "It would not be safe"
    OTHER = "other", "Another reason"


class ObjectionState(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Taken back"


class FrontlineObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the promise sees what is said against it, as the team's."""
        return self.standing().filter(promise__in=Promise.objects.visible_to(user))

    def standing(self) -> Self:
        """Leave out what was taken back within its minute: nobody ever hears of it."""
        return self.exclude(state=ObjectionState.WITHDRAWN)

    def open(self) -> Self:
        return self.filter(state=ObjectionState.OPEN)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)


class Objection(models.Model):
    """A team says that it cannot keep a promise. It must be answered.

    Who said it is in ``ObjectionVoice``, which nothing here leads to.
    """

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="objections")
    reason = models.CharField(max_length=20, choices=ObjectionReason.choices)
    words = models.CharField(
        max_length=500, blank=True, help_text="What stands in the way, in a sentence."
    )
    team = models.CharField(max_length=120, help_text="Whose it is shown as.")
    place = models.CharField(
        max_length=200, blank=True, help_text="Where in the work it arose."
    )
    link = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When it must be answered.")
    state = models.CharField(
        max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = FrontlineObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_state_is_known",
                condition=Q(state__in=ObjectionState.values),
            ),
            models.CheckConstraint(
                name="objection_reason_is_known",
                condition=Q(reason__in=ObjectionReason.values),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.promise}"

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN


class ObjectionVoice(models.Model):
    """Who raised an objection: read for that person alone, to tell them the answer.

    No relation leads here from the objection or from the person, so that no filter,
    ordering, serializer or export of theirs can ask for it.
    """

    objection = models.OneToOneField(
        Objection, models.PROTECT, primary_key=True, related_name="+"
    )
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    # What the person's device called it: the same one sent again is the same objection.
    key = models.CharField(max_length=64)
    about = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_objection_per_person_and_key", fields=["person", "key"]
            ),
        ]

    def __str__(self) -> str:
        return f"the voice of objection {self.pk}"


class ObjectionAnswer(models.Model):
    """What was said and done about an objection. Rows are only ever added."""

    class Deed(models.TextChoices):
        CHANGED = "promise-changed", "The promise is changed"
        ADDED = "capacity-added", "Capacity is added"
        EXPLAINED = "explained", "It can be kept, and this is how"
        STAYS = "not-changed", "Nothing is changed, because"

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="answers")
    deed = models.CharField("what was done", max_length=20, choices=Deed.choices)
    text = models.CharField(
        "your answer",
        max_length=1000,
        help_text="For example: From Monday two colleagues from returns help in packing.",
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_answer_says_something", condition=~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.text}"
