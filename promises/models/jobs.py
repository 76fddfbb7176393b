"""Long work on the ledger."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import Role, User
from core.jobs import JobQuerySet, JobState, LeasedJob


class LedgerImportQuerySet(JobQuerySet["LedgerImport"]):
    def visible_to(self, user: User) -> Self:
        """Planners see every file, a system its own."""
        if not user.is_active or user.role in {Role.ADMINISTRATOR, Role.FRONTLINE}:
            return self.none()
        if user.role == Role.INTEGRATION:
            return self.filter(uploaded_by=user)
        return self

    def light(self) -> Self:
        """Leave the file itself and its list of errors in the database."""
        return self.defer("content", "problems")


class LedgerImport(LeasedJob):
    """A file of outcomes on its way into the ledger: uploaded, mapped, checked, in.

    ``content`` is the workbook or the gzipped text, and empty once it is in;
    ``problems`` is a gzipped CSV file of every error that was found.
    """

    class Stage(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        COMMITTING = "committing", "Going in"
        COMMITTED = "committed", "In the ledger"

    stage = models.CharField(
        max_length=12, choices=Stage.choices, default=Stage.UPLOADED
    )
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problems = models.BinaryField(default=bytes)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects: ClassVar[LedgerImportQuerySet] = LedgerImportQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def can_be_mapped(self) -> bool:
        """The file has been read, and is not in the ledger or on its way there."""
        return (
            self.stage in {self.Stage.UPLOADED, self.Stage.CHECKED}
            and self.state == JobState.DONE
        )

    @property
    def can_be_committed(self) -> bool:
        return (
            self.stage == self.Stage.CHECKED
            and self.state == JobState.DONE
            and self.report.get("errors") == 0
            and self.report.get("new", 0) + self.report.get("changed", 0) > 0
        )


class LedgerRecount(LeasedJob):
    """Count every ledger anew whose days are not those of the company's clock."""

    objects: ClassVar[JobQuerySet["LedgerRecount"]] = JobQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"recount {self.pk}"
