"""What the pages of an import show."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from core.jobs import JobState
from core.pages import Step, steps
from promises.models import LedgerImport

TITLES: Final = ("Upload", "Match the columns", "Check", "In the ledger")
Stage = LedgerImport.Stage


@dataclass(frozen=True)
class Earlier:
    """The same file has come before."""

    pk: int
    is_in: bool


def imports_of(user: User) -> QuerySet[LedgerImport]:
    """List the files this person may see, the latest first; without their contents."""
    return (
        LedgerImport.objects.visible_to(user)
        .light()
        .select_related("uploaded_by")
        .order_by("-pk")
    )


def way(job: LedgerImport) -> tuple[Step, ...]:
    """Mark how far the file has come."""
    current = {
        Stage.UPLOADED: 1 if job.state == JobState.DONE else 0,
        Stage.CHECKING: 2,
        Stage.CHECKED: 2,
        Stage.COMMITTING: 3,
        Stage.COMMITTED: len(TITLES),
    }
    return steps(TITLES, current=current[Stage(job.stage)])


def doing(job: LedgerImport) -> str:
    """Say what the worker does, or will do."""
    part = {
        Stage.UPLOADED: "Reading the columns",
        Stage.CHECKING: "Checking every row",
        Stage.COMMITTING: "Writing to the ledger",
    }.get(Stage(job.stage), "")
    return f"{part}: waiting for a worker" if job.state == JobState.QUEUED else part


def earlier(job: LedgerImport, user: User) -> Earlier | None:
    """Find the same file among those that came before."""
    found = (
        LedgerImport.objects.visible_to(user)
        .filter(content_hash=job.content_hash, pk__lt=job.pk)
        .order_by("-pk")
        .values("pk", "stage")
        .first()
    )
    if found is None:
        return None
    return Earlier(found["pk"], found["stage"] == Stage.COMMITTED)
