"""Stories to tell, who told which to whom, and words that sell in the firm's trade."""

from typing import Self

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.policy import Act, allows
from planner.outreach.models.people import Acquaintance, Interest
from planner.outreach.models.talks import Contact

LONGEST_STORY = 4_000
LONGEST_LETTER = 6_000
PLAIN_LETTER = """Dear {name},

{last}

I heard something that you might like:

{story}

How are you?

{from}"""


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: User) -> Self:
        """Whoever takes part in outreach may tell every story."""
        return self if allows(user, Act.SEE_OUTREACH) else self.none()

    def to_tell(self, acquaintance: Acquaintance) -> Self:
        """Keep what this person has not been told by anybody."""
        return self.filter(active=True).exclude(tellings__acquaintance=acquaintance)


class Story(models.Model):
    """Something worth telling: nothing in it is for sale."""

    title = models.CharField(
        max_length=120, unique=True, help_text="A few words: The driver in the snow"
    )
    text = models.TextField(
        max_length=LONGEST_STORY,
        validators=[MinLengthValidator(20)],
        help_text="As you would tell it, in your own words.",
    )
    of_whom = models.CharField(
        max_length=120,
        blank=True,
        help_text="Whose story it is, if they agreed: Mrs Klein of Ulm",
    )
    interests = models.ManyToManyField(Interest, blank=True, related_name="stories")
    active = models.BooleanField(default=True, help_text="It may be told.")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(name="story_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="story_has_a_text", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["active", "title"], name="story_by_title")]

    def __str__(self) -> str:
        return self.title


class Telling(models.Model):
    """Who told which story to whom: nobody hears one twice."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="tellings")
    acquaintance = models.ForeignKey(
        Acquaintance, models.PROTECT, related_name="tellings"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()
    contact = models.OneToOneField(
        Contact, models.SET_NULL, null=True, blank=True, related_name="telling"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="nobody_is_told_a_story_twice", fields=["story", "acquaintance"]
            ),
        ]
        indexes = [
            models.Index(fields=["acquaintance", "-on"], name="telling_by_person"),
        ]

    def __str__(self) -> str:
        return f"telling {self.pk}"


class SellingWord(models.Model):
    """A phrase that sells in this firm's trade, or one of everybody's list that does not."""

    phrase = models.CharField(
        max_length=60, unique=True, help_text="In small letters: maintenance plan"
    )
    off = models.BooleanField(
        "lets pass",
        default=False,
        help_text="Do not challenge these words, though they stand on everybody's list.",
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="selling_word_is_not_empty", condition=~Q(phrase="")
            ),
        ]

    def __str__(self) -> str:
        return self.phrase


class FamilyOff(models.Model):
    """A whole family of words that this firm does not challenge, and why."""

    code = models.CharField(max_length=20, unique=True)
    reason = models.CharField(
        max_length=200, help_text="Why these words do not sell in your trade."
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name_plural = "families off"
        constraints = [
            models.CheckConstraint(
                name="family_is_off_for_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LetterManager(models.Manager["Letter"]):
    def current(self) -> "Letter":
        """Return the firm's letter, or the plain one."""
        return self.first() or Letter(pk=1)


class Letter(models.Model):
    """What a letter with a story is drafted from: one for the firm."""

    subject = models.CharField(max_length=120, default="I had to think of you")
    body = models.TextField(
        max_length=2_000,
        default=PLAIN_LETTER,
        help_text="{name}, {last}, {story} and {from} are filled in.",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = LetterManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_letter", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return "the letter"
