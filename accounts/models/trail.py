"""The audit trail: rows that are only ever added."""

from typing import Any

from django.db import models

from accounts.models.people import User


class AuditEvent(models.Model):
    """Who changed what, when. Rows are only ever added (a trigger sees to it).

    ``digest`` covers this event and the digest before it, so that a row that was
    taken out or altered breaks the chain.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=160)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action}"

    @property
    def deed(self) -> str:
        """Say the action as words: "promise.put-up" was "put up"."""
        subject, mark, deed = self.action.rpartition(".")
        return deed.replace("-", " ") if mark and " " not in subject else self.action

    @property
    def said(self) -> list[dict[str, str]]:
        """What changed, as text: a pair is before and after, anything else is new."""
        return [
            {"name": name.replace("_", " "), "before": before, "after": after}
            for name, value in self.changes.items()
            for before, after in [_before_and_after(value)]
        ]


def _before_and_after(value: Any) -> tuple[str, str]:  # noqa: ANN401  # JSON
    if isinstance(value, list) and len(value) == 2:
        return _in_words(value[0]), _in_words(value[1])
    return "", _in_words(value)


def _in_words(value: Any) -> str:  # noqa: ANN401  # JSON
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_in_words(each) for each in value)
    return str(value)
