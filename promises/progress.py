"""How far a commit is, told while its one transaction is still open.

What is written inside the transaction is seen by nobody until its end, so the worker
says it through the cache, under the token of its lease: a later attempt never shows
what an earlier one said. Without the cache the row's own note remains.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from core.jobs import JobState, Lease
from promises.models import LedgerImport

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """A share in percent, and what is done."""

    share: int
    note: str


def _key(token: object) -> str:
    return f"ledger-import:{token}"


def tell(lease: Lease, progress: Progress) -> None:
    """Let others see it, until the lease would have run out."""
    told = (progress.share, progress.note)
    try:
        cache.set(_key(lease.token), told, settings.JOB_LEASE_SECONDS)
    except OSError as error:  # Redis' own failures do not come this far
        log.warning("progress of import %s is not shown: %s", lease.job_id, error)


def latest(job: LedgerImport) -> Progress:
    """Return what the worker said last of this import."""
    stored = Progress(job.progress, job.note)
    writing = job.stage == LedgerImport.Stage.COMMITTING
    if not writing or job.state != JobState.RUNNING:
        return stored
    try:
        told = cache.get(_key(job.token))
    except OSError as error:
        log.warning("progress of import %s is not known: %s", job.pk, error)
        return stored
    return Progress(*told) if told else stored
