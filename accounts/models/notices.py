"""What a person is told, here and by mail."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.people import Post, User

UNREAD = Q(read_at__isnull=True)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """Return what its person has not looked at yet."""
        return self.filter(UNREAD)

    def due(self, now: datetime) -> Self:
        """Return what should be mailed now; who has read it needs no mail."""
        return self.filter(
            UNREAD,
            mailed_at__isnull=True,
            next_try_at__lte=now,
            person__is_active=True,
        )


class Notice(models.Model):
    """Something a person should know, with the page where they can act on it.

    The row is the outbox, too: it is written in the transaction of what it tells
    of, and stays due until the mail server took it (``next_try_at``; empty where
    the person wants no mail).
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=300)
    about = models.CharField(max_length=60, blank=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["person"], condition=UNREAD, name="unread_notices"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(mailed_at__isnull=True, read_at__isnull=True),
                name="notices_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def comes_alone(self) -> bool:
        """Tell whether its mail holds nothing else; ``person`` must be loaded."""
        return self.urgent or self.person.post == Post.AT_ONCE
