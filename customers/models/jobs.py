"""Files about customers on their way in."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import Role, User
from accounts.policy import Act, allows
from core.jobs import JobQuerySet, JobState, LeasedJob


class CustomerImportQuerySet(JobQuerySet["CustomerImport"]):
    def visible_to(self, user: User) -> Self:
        """Planners see every file, a system its own."""
        if not allows(user, Act.EDIT_CUSTOMERS):
            return self.none()
        if user.role == Role.INTEGRATION:
            return self.filter(uploaded_by=user)
        return self

    def light(self) -> Self:
        """Leave the file itself, read or not, and its list of problems in the database."""
        return self.defer("content", "packed", "problems")


class CustomerImport(LeasedJob):
    """A file about customers: uploaded, mapped, checked, in, and maybe undone.

    ``content`` is the workbook or the gzipped text, ``packed`` the table that was read
    from it (``core.packing``); both are empty once it is in. ``problems`` is a gzipped CSV file of every row that was not plain.
    """

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", "Customers"
        PURCHASES = "purchases", "Purchases"
        ANSWERS = "answers", "Survey answers"
        INTERACTIONS = "interactions", "Interactions"
        DEFECTIONS = "defections", "Defections"
        NEEDS = "needs", "Needs"

    class Stage(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        COMMITTING = "committing", "Going in"
        COMMITTED = "committed", "In"
        UNDOING = "undoing", "Being taken out"
        UNDONE = "undone", "Taken out again"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    stage = models.CharField(
        max_length=12, choices=Stage.choices, default=Stage.UPLOADED
    )
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    packed = models.BinaryField(default=bytes)
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problems = models.BinaryField(default=bytes)
    # Of the rows that it wrote: between these two, and marked with this import.
    first_key = models.BigIntegerField(null=True, editable=False)
    last_key = models.BigIntegerField(null=True, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects: ClassVar[CustomerImportQuerySet] = CustomerImportQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def can_be_mapped(self) -> bool:
        """The file has been read, and is not in or on its way in."""
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

    @property
    def can_be_undone(self) -> bool:
        return self.stage == self.Stage.COMMITTED and self.state == JobState.DONE


class CustomerBefore(models.Model):
    """What an import found of a row that it changed, so that it can be put back."""

    job = models.ForeignKey(CustomerImport, models.CASCADE, related_name="befores")
    subject_id = models.BigIntegerField()
    revision = models.PositiveIntegerField(help_text="After the change.")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="before_by_subject")]

    def __str__(self) -> str:
        return f"row {self.subject_id} before import {self.job_id}"
