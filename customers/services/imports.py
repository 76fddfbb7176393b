"""Take a file about customers from its upload to where it belongs, and out again."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import working
from core.jobs import JobState
from core.refusals import Conflict, Invalid
from core.sheets import pack
from core.wake import wake
from customers import tasks
from customers.incoming.mapping import Mapping
from customers.models import CustomerImport

Stage = CustomerImport.Stage


class ImportMoved(Conflict):
    """The import is at another step by now."""


def _refuse_moved() -> None:
    raise ImportMoved(
        "Somebody was quicker: this import is at another step by now.",
        next_step="Reload the page to see where it is.",
    )


def _ask(job: CustomerImport, before: tuple[str, str], **fields: Any) -> None:  # noqa: ANN401
    """Queue the next part of the work, if the import still stands where it stood."""
    stage, state = before
    here = {"pk": job.pk, "stage": stage, "state": state}
    if not working.ask(CustomerImport.objects.all(), before=here, **fields):
        _refuse_moved()
    wake(tasks.bring_in)
    job.refresh_from_db(fields=["stage", "state", "progress", "note", "error"])


@transaction.atomic
def upload(
    *,
    actor: User,
    kind: str,
    file_name: str,
    content: bytes,
    mapping: Mapping | None = None,
    now: datetime,
) -> CustomerImport:
    """Take a file in; the worker reads its columns next, and checks it if mapped."""
    require(actor, Act.EDIT_CUSTOMERS)
    if kind not in CustomerImport.Kind.values:
        words = f"Choose one of: {', '.join(CustomerImport.Kind.values)}."
        raise Invalid("What is in the file?", errors={"kind": [words]})
    name = "".join(filter(str.isprintable, file_name))[-200:]
    job = CustomerImport.objects.create(
        kind=kind,
        file_name=name,
        content=pack(name, content),
        content_hash=hashlib.sha256(content).hexdigest(),
        mapping=mapping.document() if mapping else {},
        uploaded_by=actor,
        uploaded_at=now,
    )
    audit.record(actor=actor, action="customer-import.uploaded", subject=job, now=now)
    wake(tasks.bring_in)
    return job


@transaction.atomic
def ask_check(
    *, actor: User, job: CustomerImport, mapping: Mapping, now: datetime
) -> CustomerImport:
    """Say which column is what and what to do with rows in trouble; have all checked."""
    require(actor, Act.EDIT_CUSTOMERS)
    if not job.can_be_mapped:
        _refuse_moved()
    mapping.check([column["name"] for column in job.columns])
    _ask(
        job,
        (job.stage, job.state),
        stage=Stage.CHECKING,
        mapping=mapping.document(),
        report={},
        problems=b"",
    )
    return job


@transaction.atomic
def ask_commit(*, actor: User, job: CustomerImport, now: datetime) -> CustomerImport:
    """Have a checked file brought in, all that is to come in or nothing."""
    require(actor, Act.EDIT_CUSTOMERS)
    if job.stage == Stage.CHECKED and job.report.get("errors"):
        raise Invalid(
            "Some rows stop the file; nothing of it goes in.",
            next_step="Choose what to do with them, or correct them in the source.",
        )
    if not job.can_be_committed:
        _refuse_moved()
    _ask(job, (Stage.CHECKED, JobState.DONE), stage=Stage.COMMITTING)
    _record(actor, "customer-import.committed", job, now)
    return job


@transaction.atomic
def ask_undo(*, actor: User, job: CustomerImport, now: datetime) -> CustomerImport:
    """Have an import taken out again: what it entered goes, what it changed returns."""
    require(actor, Act.EDIT_CUSTOMERS)
    if not job.can_be_undone:
        _refuse_moved()
    _ask(job, (Stage.COMMITTED, JobState.DONE), stage=Stage.UNDOING)
    _record(actor, "customer-import.undone", job, now)
    return job


def _record(actor: User, action: str, job: CustomerImport, now: datetime) -> None:
    changes = {key: job.report[key] for key in ("rows", "new", "changed")}
    audit.record(actor=actor, action=action, subject=job, now=now, changes=changes)


@transaction.atomic
def cancel(*, actor: User, job: CustomerImport, now: datetime) -> CustomerImport:
    """Stop a part of the work, waiting or running: it loses its lease, and writes nothing."""
    require(actor, Act.EDIT_CUSTOMERS)
    back: dict[str, dict[str, Any]] = {
        Stage.UPLOADED: {"state": JobState.CANCELLED},
        Stage.CHECKING: {"state": JobState.DONE, "stage": Stage.UPLOADED},
        Stage.COMMITTING: {"state": JobState.DONE, "stage": Stage.CHECKED},
        Stage.UNDOING: {"state": JobState.DONE, "stage": Stage.COMMITTED},
    }
    fields = back.get(job.stage)
    under_way = CustomerImport.objects.filter(
        pk=job.pk, stage=job.stage, state__in=[JobState.QUEUED, JobState.RUNNING]
    )
    ended = {"token": None, "lease_until": None, "finished_at": Now()}
    if fields is None or not under_way.update(**fields, **ended):
        raise ImportMoved(
            "The worker is through: there is nothing left to cancel.",
            next_step="Reload the page. What came in can be taken out again.",
        )
    audit.record(actor=actor, action="customer-import.cancelled", subject=job, now=now)
    job.refresh_from_db(fields=["stage", "state"])
    return job


@transaction.atomic
def retry(*, actor: User, job: CustomerImport, now: datetime) -> CustomerImport:
    """Try a failed part again."""
    require(actor, Act.EDIT_CUSTOMERS)
    _ask(job, (job.stage, JobState.FAILED), stage=job.stage)
    return job
