"""What the pages of an import about customers show."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import User
from core import working
from core.jobs import JobState
from core.pages import Step, steps
from core.working import Progress
from customers.incoming.mapping import Mapping
from customers.incoming.troubles import TROUBLES
from customers.models import CustomerImport

TITLES: Final = ("Upload", "Match the columns", "Check", "In")
Stage = CustomerImport.Stage


@dataclass(frozen=True)
class Earlier:
    """The same file has come before."""

    pk: int
    is_in: bool


@dataclass(frozen=True)
class Trouble:
    """Rows that are not plain: how many, what becomes of them, and the first."""

    label: str
    count: int
    way: str
    stops: bool
    rows: list[dict[str, Any]]


def imports_of(user: User) -> QuerySet[CustomerImport]:
    """List the files this person may see, the latest first; without their contents."""
    return (
        CustomerImport.objects.visible_to(user)
        .light()
        .select_related("uploaded_by")
        .order_by("-pk")
    )


def way(job: CustomerImport) -> tuple[Step, ...]:
    """Mark how far the file has come."""
    current = {
        Stage.UPLOADED: 1 if job.state == JobState.DONE else 0,
        Stage.CHECKING: 2,
        Stage.CHECKED: 2,
        Stage.COMMITTING: 3,
    }
    return steps(TITLES, current=current.get(Stage(job.stage), len(TITLES)))


def doing(job: CustomerImport) -> str:
    """Say what the worker does, or will do."""
    part = {
        Stage.UPLOADED: "Reading the columns",
        Stage.CHECKING: "Checking every row",
        Stage.COMMITTING: "Writing",
        Stage.UNDOING: "Taking it out again",
    }.get(Stage(job.stage), "")
    return f"{part}: waiting for a worker" if job.state == JobState.QUEUED else part


def latest(job: CustomerImport) -> Progress:
    """Return how far the worker is."""
    writing = job.stage in {Stage.COMMITTING, Stage.UNDOING}
    return working.latest(CustomerImport.objects.all(), job, writing=writing)


def earlier(job: CustomerImport, user: User) -> Earlier | None:
    """Find the same file among those that came before."""
    found = (
        CustomerImport.objects.visible_to(user)
        .filter(content_hash=job.content_hash, kind=job.kind, pk__lt=job.pk)
        .order_by("-pk")
        .values("pk", "stage")
        .first()
    )
    return Earlier(found["pk"], found["stage"] == Stage.COMMITTED) if found else None


def troubles(job: CustomerImport) -> list[Trouble]:
    """Return the troubles that rows of this file are in, as they were handled."""
    counts = job.report.get("troubles", {})
    shown = job.report.get("shown", {})
    mapping = Mapping.read(job.kind, job.mapping)
    return [
        Trouble(
            label=each.label,
            count=counts[each.name],
            way=dict(each.ways)[mapping.choice(each.name)],
            stops=mapping.choice(each.name) == "stop",
            rows=shown.get(each.name, []),
        )
        for each in TROUBLES[job.kind]
        if counts.get(each.name)
    ]
