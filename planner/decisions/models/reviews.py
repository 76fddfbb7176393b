"""What a decision is found to have been, looked at again."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.pages import Tone
from planner.decisions.models.decision import Decision


class Judged(models.TextChoices):
    GOOD = "good", "Good"
    BAD = "bad", "Bad"


class Turned(models.TextChoices):
    GOOD = "good", "Good"
    BAD = "bad", "Bad"
    UNKNOWN = "unknown", "Not known yet"


# A decision is one thing, how it turned out another: J. E. Russo and P. J. H.
# Schoemaker, "Winning Decisions" (2001), chapter 9.
QUADRANTS: dict[tuple[str, str], tuple[str, Tone]] = {
    ("good", "good"): ("Deserved success", "kept"),
    ("good", "bad"): ("Bad luck", "at-risk"),
    ("bad", "good"): ("Good luck", "at-risk"),
    ("bad", "bad"): ("Deserved failure", "not-kept"),
    ("good", "unknown"): ("Well decided", "neutral"),
    ("bad", "unknown"): ("Badly decided", "neutral"),
}


class Review(models.Model):
    """One look back: the reviewer's judgement beside the figures of that day.

    ``figures`` is what was predicted, what was known then and what has happened, as
    the reviewer saw it. Rows are only ever added, and only by the CEO.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reviews")
    decided_well = models.CharField(max_length=10, choices=Judged.choices)
    turned_out = models.CharField(max_length=10, choices=Turned.choices)
    lesson = models.TextField()
    figures = models.JSONField()
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_judgement_is_known",
                condition=Q(
                    decided_well__in=["good", "bad"],
                    turned_out__in=["good", "bad", "unknown"],
                ),
            ),
            models.CheckConstraint(
                name="a_review_leaves_a_lesson", condition=~Q(lesson="")
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"])]

    def __str__(self) -> str:
        return f"Review of {self.decision}"

    @property
    def quadrant(self) -> str:
        return QUADRANTS[self.decided_well, self.turned_out][0]

    @property
    def tone(self) -> Tone:
        return QUADRANTS[self.decided_well, self.turned_out][1]
