"""The secret address under which a person's calendar reads their tasks."""

from django.db import models

from accounts.models import User


class CalendarKey(models.Model):
    """The digest of a calendar's secret address: shown once, revocable."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return f"the calendar of {self.user}"
