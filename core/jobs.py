"""Long work as a row: claimed with a lease, finished with a fencing token.

The row is the job; a broker's message only says "look". A worker claims a row
for a while (the lease), may prolong it, and hands in its result under the token
it was given. If the worker dies, the lease runs out and another worker claims
the row under a new token; should the first one come back, its token no longer
fits and its result is refused. Only the database's clock is read, so workers on
several machines need not agree on the time.

The pattern is that of a lease with a fencing token: Kleppmann, "How to do
distributed locking" (2016).
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self, TypeVar

from django.db import connections, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now


class LostLease(Exception):
    """Another worker holds the job now: throw the result away."""


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


def from_now(seconds: float) -> Any:  # noqa: ANN401  # a combined expression
    """Return the database's clock plus some seconds, as an expression."""
    return models.ExpressionWrapper(
        Now() + Value(timedelta(seconds=seconds), models.DurationField()),
        output_field=models.DateTimeField(),
    )


J = TypeVar("J", bound="LeasedJob", covariant=True)


@dataclass(frozen=True)
class Lease:
    """The right to work on one row until its time runs out."""

    job_id: int
    token: uuid.UUID
    attempt: int


class JobQuerySet(models.QuerySet[J]):
    def waiting(self) -> Self:
        """Rows that a worker may take now."""
        orphaned = Q(state=JobState.RUNNING, lease_until__lt=Now())
        due = Q(not_before__isnull=True) | Q(not_before__lte=Now())
        return self.filter((Q(state=JobState.QUEUED) & due) | orphaned)

    def give_up(self, *, attempts: int) -> int:
        """Fail what has been tried often enough; return how many rows.

        A job that was handed back keeps the words of its last attempt.
        """
        stopped = Value("The worker stopped in the middle of this job several times.")
        silent = When(Q(state=JobState.RUNNING) | Q(error=""), then=stopped)
        words = Case(silent, default=F("error"), output_field=models.TextField())
        return (
            self.waiting()
            .filter(attempts__gte=attempts)
            .update(
                error=words,
                state=JobState.FAILED,
                token=None,
                lease_until=None,
                finished_at=Now(),
            )
        )

    def requeue(self) -> int:
        """Queue these rows again from the start, as if never tried."""
        return self.update(
            state=JobState.QUEUED,
            token=None,
            lease_until=None,
            not_before=None,
            queued_at=Now(),
            started_at=None,
            finished_at=None,
            attempts=0,
            progress=0,
            note="",
            error="",
        )

    def claim(self, *, seconds: float, attempts: int) -> Lease | None:
        """Take the oldest waiting row, or nothing."""
        self.give_up(attempts=attempts)
        token = uuid.uuid4()
        skip = connections[self.db].features.has_select_for_update_skip_locked
        with transaction.atomic(using=self.db):
            row = (
                self.waiting()
                .filter(attempts__lt=attempts)
                .select_for_update(skip_locked=skip)
                .order_by("pk")
                .values("pk", "attempts")
                .first()
            )
            if row is None:
                return None
            self.filter(pk=row["pk"]).update(
                state=JobState.RUNNING,
                token=token,
                lease_until=from_now(seconds),
                attempts=F("attempts") + 1,
                started_at=Now(),
                progress=0,
                note="",
            )
        return Lease(job_id=row["pk"], token=token, attempt=row["attempts"] + 1)

    def held(self, lease: Lease) -> Self:
        """Return the row, if the lease still holds it."""
        return self.filter(pk=lease.job_id, token=lease.token, state=JobState.RUNNING)

    def prolong(
        self, lease: Lease, *, seconds: float, progress: int = 0, note: str = ""
    ) -> None:
        """Say "still working", how far (in percent) and at what."""
        kept = self.held(lease).update(
            lease_until=from_now(seconds), progress=progress, note=note
        )
        if not kept:
            raise LostLease

    def finish(self, lease: Lease) -> None:
        """Mark the row done; call inside the transaction that stores the result."""
        done = self.held(lease).update(
            state=JobState.DONE,
            progress=100,
            token=None,
            lease_until=None,
            finished_at=Now(),
            error="",
        )
        if not done:
            raise LostLease

    def fail(self, lease: Lease, *, error: str) -> None:
        """Mark the row failed for a reason that trying again would not mend."""
        failed = self.held(lease).update(
            state=JobState.FAILED,
            token=None,
            lease_until=None,
            finished_at=Now(),
            error=error[:2000],
        )
        if not failed:
            raise LostLease

    def hand_back(self, lease: Lease, *, seconds: float, error: str) -> None:
        """Queue the row again, to be tried after some seconds."""
        self.held(lease).update(
            state=JobState.QUEUED,
            token=None,
            lease_until=None,
            not_before=from_now(seconds),
            error=error[:2000],
        )


class LeasedJob(models.Model):
    """A row of long work. Concrete jobs add what the work is about."""

    state = models.CharField(
        max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    queued_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    token = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    note = models.CharField(max_length=200, blank=True, editable=False)
    error = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "lease_until"])]

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
