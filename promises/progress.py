"""How far an import into the ledger is, told while its transaction is still open."""

from core import working
from core.jobs import Lease
from core.working import Progress
from promises.models import LedgerImport

__all__ = ["Progress", "latest", "tell"]


def tell(lease: Lease, progress: Progress) -> None:
    """Let others see it, until the lease would have run out."""
    working.tell(LedgerImport.objects.all(), lease, progress)


def latest(job: LedgerImport) -> Progress:
    """Return what the worker said last of this import."""
    writing = job.stage == LedgerImport.Stage.COMMITTING
    return working.latest(LedgerImport.objects.all(), job, writing=writing)
