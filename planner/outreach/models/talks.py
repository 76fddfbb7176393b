"""Talks that were had, what was promised in them, and whom they led to."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.policy import Act, allows
from planner.outreach.models.people import Acquaintance, Interest


class Channel(models.TextChoices):
    MAIL = "mail", "Mail with a story"
    CALL = "call", "Call"
    BREAKFAST = "breakfast", "Breakfast"
    LUNCH = "lunch", "Lunch"
    MET = "met", "Met in person"
    MESSAGE = "message", "Message"


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> Self:
        """Whoever takes part in outreach sees what everybody heard."""
        return self if allows(user, Act.SEE_OUTREACH) else self.none()


class Contact(models.Model):
    """A talk, or a letter: with whom, through what, and a line of what was said."""

    class Direction(models.TextChoices):
        FROM_US = "from-us", "We spoke to them"
        FROM_THEM = "from-them", "They spoke to us"

    class GoodTime(models.TextChoices):
        NOT_ASKED = "", "Not asked"
        YES = "yes", "It was a good time"
        NO = "no", "It was not a good time"

    acquaintance = models.ForeignKey(
        Acquaintance, models.PROTECT, related_name="contacts"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    channel = models.CharField(
        max_length=10, choices=Channel.choices, default=Channel.CALL
    )
    direction = models.CharField(
        max_length=10, choices=Direction.choices, default=Direction.FROM_US
    )
    on = models.DateField(help_text="The day of the talk.")
    line = models.CharField(
        max_length=300, blank=True, help_text="What it was about, in a line."
    )
    interest = models.ForeignKey(
        Interest, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    good_time = models.CharField(
        max_length=3, choices=GoodTime.choices, default=GoodTime.NOT_ASKED, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long it took, if you know."
    )
    asked_for_referral = models.BooleanField(
        default=False, help_text="We asked whom else they know."
    )
    thanked = models.BooleanField(
        default=False, help_text="They thanked us, or praised something."
    )
    key = models.CharField(
        max_length=64, help_text="Your own random name for it, to send it again."
    )
    logged_at = models.DateTimeField(editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_contact_per_person_and_key", fields=["by", "key"]
            ),
            models.CheckConstraint(
                name="contact_channel_is_known",
                condition=Q(channel__in=Channel.values),
            ),
            models.CheckConstraint(
                name="contact_direction_is_known",
                condition=Q(direction__in=["from-us", "from-them"]),
            ),
        ]
        indexes = [
            models.Index(fields=["acquaintance", "-on"], name="contact_by_person"),
            models.Index(fields=["by", "-on"], name="contact_by_colleague"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} on {self.on}"

    @property
    def trail_name(self) -> str:
        """What the audit trail calls it: nothing that tells of anybody."""
        return f"contact {self.pk}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> Self:
        """Whoever takes part in outreach sees what was promised to whom."""
        return self if allows(user, Act.SEE_OUTREACH) else self.none()

    def open(self) -> Self:
        return self.filter(done_at__isnull=True, released_at__isnull=True)

    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)


class FollowUp(models.Model):
    """Something promised in a talk, due at a moment: an occasion on the ledger."""

    class Kind(models.TextChoices):
        PROMISE = "promise", "Something promised"
        CALL_BACK = "call-back", "A call-back"

    acquaintance = models.ForeignKey(
        Acquaintance, models.PROTECT, related_name="follow_ups"
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="follow_ups"
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PROMISE)
    what = models.CharField(
        max_length=200, help_text="What was promised: send the article on oak."
    )
    promised_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(help_text="The end of the day that was said.")
    # The moment that was agreed on, if one was: a calendar shows it.
    planned_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_note = models.CharField(max_length=300, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_because = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="follow_up_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="follow_up_falls_due_after_it_is_promised",
                condition=Q(due_at__gt=F("promised_at")),
            ),
            models.CheckConstraint(
                name="follow_up_ends_in_one_way",
                condition=Q(done_at__isnull=True) | Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="released_follow_up_says_why",
                condition=Q(released_at__isnull=True) | ~Q(released_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="follow_up_by_owner"),
            models.Index(
                fields=["due_at"],
                name="follow_up_open",
                condition=Q(done_at__isnull=True, released_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def trail_name(self) -> str:
        """What the audit trail calls it: nothing that tells of anybody."""
        return f"follow-up {self.pk}"

    @property
    def reference(self) -> str:
        """Its name on the ledger of promises."""
        return f"follow-up-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.released_at is None

    def standing(self, now: datetime) -> str:
        """Say in a word how it stands: due, kept, broken or released."""
        if self.released_at is not None:
            return "released"
        if self.done_at is not None:
            return "kept" if self.done_at <= self.due_at else "kept late"
        return "broken" if self.due_at < now else "due"


class Chase(models.Model):
    """Somebody was told of a follow-up that falls due or is past it: each once."""

    class Step(models.TextChoices):
        DUE = "due", "It falls due today"
        OVERDUE = "overdue", "It was due yesterday"
        RAISED = "raised", "It is still not done"

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="chases")
    step = models.CharField(max_length=10, choices=Step.choices)
    # A promise that was moved is chased anew.
    due_at = models.DateTimeField()
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_chase_per_step_and_person",
                fields=["follow_up", "step", "due_at", "to"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.follow_up_id}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """Whoever takes part in outreach sees who brought whom."""
        return self if allows(user, Act.SEE_OUTREACH) else self.none()


class Referral(models.Model):
    """Who brought whom, and what became of it."""

    class Became(models.TextChoices):
        NOTHING_YET = "nothing-yet", "Nothing yet"
        TALKED = "talked", "We talked"
        CUSTOMER = "customer", "Became a customer"
        NOTHING = "nothing", "Came to nothing"

    source = models.ForeignKey(
        Acquaintance, models.PROTECT, related_name="referrals_made"
    )
    brought = models.ForeignKey(
        Acquaintance, models.PROTECT, related_name="referrals_received"
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()
    became = models.CharField(
        max_length=12, choices=Became.choices, default=Became.NOTHING_YET
    )
    became_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_referral_per_pair", fields=["source", "brought"]
            ),
            models.CheckConstraint(
                name="nobody_refers_themselves", condition=~Q(source=F("brought"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} brought {self.brought}"
