"""What every worker does with a row of work: claim it, do it, say how it went.

What is written inside a transaction is seen by nobody until its end, so how far it is
goes through the cache, under the token of the lease: a later attempt never shows what
an earlier one said. Without the cache the row's own note remains.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import Error, transaction
from django.db.models.functions import Now

from core.jobs import JobQuerySet, JobState, Lease, LeasedJob, LostLease
from core.refusals import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """A share in percent, and what is done."""

    share: int
    note: str


def run_next(rows: JobQuerySet[Any], work: Callable[[Lease], None]) -> bool:
    """Do the oldest job that waits; tell whether there was one."""
    lease = rows.claim(
        seconds=settings.JOB_LEASE_SECONDS, attempts=settings.JOB_ATTEMPTS
    )
    if lease is None:
        return False
    try:
        _do(rows, lease, work)
    except LostLease:
        log.warning("job %s of %s is not ours any more", lease.job_id, _name(rows))
    return True


def _name(rows: JobQuerySet[Any]) -> str:
    return str(rows.model._meta.label_lower)


def _do(rows: JobQuerySet[Any], lease: Lease, work: Callable[[Lease], None]) -> None:
    try:
        work(lease)
    except Refusal as refusal:
        named = (word for words in refusal.errors.values() for word in words)
        told = dict.fromkeys([refusal.message, *named, refusal.next_step])
        rows.fail(lease, error=" ".join(filter(None, told)))
    except Error as error:
        # The message of a database names values: its kind is enough for a log.
        log.warning("job %s of %s: %s", lease.job_id, _name(rows), type(error).__name__)
        words = "The database did not answer in time."
        rows.hand_back(lease, seconds=5 * lease.attempt, error=words)


def store(rows: JobQuerySet[Any], lease: Lease, **fields: Any) -> None:  # noqa: ANN401
    """Finish the job with its result, if the lease still holds."""
    with transaction.atomic():
        rows.held(lease).update(**fields)
        rows.finish(lease)


def prolong(
    rows: JobQuerySet[Any],
    lease: Lease,
    done: int,
    total: int,
    note: str,
    *,
    extra_seconds: float = 0,
) -> None:
    """Say how far it is, on the row itself: not inside the job's own transaction.

    What follows in one transaction cannot say so again: it takes its time ahead.
    """
    share = min(99, 100 * done // max(total, 1))
    seconds = settings.JOB_LEASE_SECONDS + extra_seconds
    rows.prolong(lease, seconds=seconds, progress=share, note=note)


def ask(
    rows: JobQuerySet[Any],
    *,
    before: dict[str, Any],
    **fields: Any,  # noqa: ANN401
) -> bool:
    """Queue the next part of a row's work, if it still stands where it stood."""
    fresh: dict[str, Any] = {
        "state": JobState.QUEUED,
        "queued_at": Now(),
        "not_before": None,
        "finished_at": None,
        "attempts": 0,
        "progress": 0,
        "note": "",
        "error": "",
    }
    return bool(rows.filter(**before).update(**fresh, **fields))


def _key(rows: JobQuerySet[Any], token: object) -> str:
    return f"{_name(rows)}:{token}"


def tell(rows: JobQuerySet[Any], lease: Lease, progress: Progress) -> None:
    """Let others see it, until the lease would have run out."""
    told = (progress.share, progress.note)
    try:
        cache.set(_key(rows, lease.token), told, settings.JOB_LEASE_SECONDS)
    except OSError as error:  # Redis' own failures do not come this far
        log.warning("progress of job %s is not shown: %s", lease.job_id, error)


def latest(rows: JobQuerySet[Any], job: LeasedJob, *, writing: bool) -> Progress:
    """Return what the worker said last of this job."""
    stored = Progress(job.progress, job.note)
    if not writing or job.state != JobState.RUNNING:
        return stored
    try:
        told = cache.get(_key(rows, job.token))
    except OSError as error:
        log.warning("progress of job %s is not known: %s", job.pk, error)
        return stored
    return Progress(*told) if told else stored
