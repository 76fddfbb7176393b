"""Ideas, results and questions from those who do the work, and what was done."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from planner.execution.models import Task
from planner.plans.models import Plan


class FeedbackKind(models.TextChoices):
    IDEA = "idea", "An idea"
    RESULT = "result", "A result"
    QUESTION = "question", "A question"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the plan sees what came back."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(answered=False)


class Feedback(models.Model):
    """What somebody who does the work says of it; an idea may be their team's.

    ``said_by`` is all that others read of who it was; ``FeedbackVoice`` knows, and
    nothing leads there.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="feedback")
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    place = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=FeedbackKind.choices)
    text = models.CharField(
        max_length=1000, help_text="We could pack the small ones on Mondays."
    )
    said_by = models.CharField(max_length=120)
    raised_at = models.DateTimeField()
    answered = models.BooleanField(default=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                name="feedback_says_something", condition=~Q(text="")
            ),
            models.CheckConstraint(
                name="feedback_kind_is_known",
                condition=Q(kind__in=FeedbackKind.values),
            ),
        ]
        indexes = [models.Index(fields=["plan", "answered", "-raised_at"])]

    def __str__(self) -> str:
        return self.text


class FeedbackVoice(models.Model):
    """Who gave it: read for that person alone, to bring them the answer."""

    feedback = models.OneToOneField(
        Feedback, models.CASCADE, primary_key=True, related_name="+"
    )
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    about = models.PositiveBigIntegerField(help_text="The number of the task.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_feedback_per_person_and_key", fields=["person", "key"]
            ),
        ]

    def __str__(self) -> str:
        return f"the voice of feedback {self.pk}"


class FeedbackAnswer(models.Model):
    """What was said and done about it. Rows are only ever added."""

    class Deed(models.TextChoices):
        DONE = "done", "Done"
        PLANNED = "planned", "Taken up"
        NOT_DONE = "not-done", "Not done, because"
        ANSWERED = "answered", "The answer"

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="answers")
    deed = models.CharField("what was done", max_length=10, choices=Deed.choices)
    text = models.CharField("your answer", max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_answer_says_something", condition=~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.text}"
