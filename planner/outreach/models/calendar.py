"""The secret address under which a person's calendar reads their follow-ups."""

from django.db import models

from accounts.models import User


class FollowUpCalendar(models.Model):
    """The digest of a calendar's secret address: shown once, revocable."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return f"the follow-ups of {self.user}"
