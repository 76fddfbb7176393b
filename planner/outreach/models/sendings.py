"""Letters that go out from here: written down first, with what came of each."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from planner.outreach.models.stories import LONGEST_LETTER
from planner.outreach.models.talks import Contact

# Longer than any mail server takes: after that nobody is sending it any more.
PATIENCE = timedelta(minutes=10)


class SendingQuerySet(models.QuerySet["Sending"]):
    def loose(self, now: datetime) -> "SendingQuerySet":
        """Keep those that nobody is sending now and that are not out, as far as we know."""
        interrupted = Q(state="sending", begun_at__lt=now - PATIENCE)
        return self.filter(Q(state__in=["waiting", "failed"]) | interrupted)


class Sending(models.Model):
    """A letter sent from here, on its contact; its words are kept until it is out."""

    class State(models.TextChoices):
        WAITING = "waiting", "Written down, and not sent yet"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not taken by the mail server"

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="sending")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=LONGEST_LETTER, blank=True)
    begun_at = models.DateTimeField(help_text="When it was last tried.")
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sending_state_is_known",
                condition=Q(state__in=["waiting", "sending", "sent", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"sending of contact {self.contact_id}"

    @property
    def trail_name(self) -> str:
        """What the audit trail calls it: nothing that tells of anybody."""
        return f"letter of contact {self.contact_id}"
