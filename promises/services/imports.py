"""Take a file of outcomes from its upload into the ledger, step by step."""

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
from customers.models import Segment
from promises import tasks
from promises.mapping import Mapping
from promises.models import LedgerImport, Promise

Stage = LedgerImport.Stage


class ImportMoved(Conflict):
    """The import is at another step by now."""


def _ask(job: LedgerImport, before: tuple[str, str], **fields: Any) -> None:  # noqa: ANN401
    """Queue the next part of the work, if the import still stands where it stood."""
    stage, state = before
    here = {"pk": job.pk, "stage": stage, "state": state}
    if not working.ask(LedgerImport.objects.all(), before=here, **fields):
        _refuse_moved()
    wake(tasks.work)
    job.refresh_from_db(fields=["stage", "state", "progress", "note", "error"])


def _refuse_moved() -> None:
    raise ImportMoved(
        "Somebody was quicker: this import is at another step by now.",
        next_step="Reload the page to see where it is.",
    )


@transaction.atomic
def upload(
    *,
    actor: User,
    file_name: str,
    content: bytes,
    mapping: Mapping | None = None,
    now: datetime,
) -> LedgerImport:
    """Take a file in; the worker reads its columns next, and checks it if mapped."""
    require(actor, Act.REPORT_OUTCOMES)
    if mapping is not None:
        _check_codes(mapping)
    name = "".join(filter(str.isprintable, file_name))[-200:]
    job = LedgerImport.objects.create(
        file_name=name,
        content=pack(name, content),
        content_hash=hashlib.sha256(content).hexdigest(),
        mapping=mapping.document() if mapping else {},
        uploaded_by=actor,
        uploaded_at=now,
    )
    audit.record(actor=actor, action="ledger-import.uploaded", subject=job, now=now)
    wake(tasks.work)
    return job


def _check_codes(mapping: Mapping) -> None:
    errors = {}
    if mapping.promise and not Promise.objects.filter(code=mapping.promise).exists():
        errors["promise"] = ["There is no promise with this code."]
    if mapping.segment and not Segment.objects.filter(code=mapping.segment).exists():
        errors["segment"] = ["There is no segment with this code."]
    if errors:
        raise Invalid("The mapping is not right.", errors=errors)


@transaction.atomic
def ask_check(
    *, actor: User, job: LedgerImport, mapping: Mapping, now: datetime
) -> LedgerImport:
    """Say which column is what, and have every row checked."""
    require(actor, Act.REPORT_OUTCOMES)
    if not job.can_be_mapped:
        _refuse_moved()
    mapping.check([column["name"] for column in job.columns])
    _check_codes(mapping)
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
def ask_commit(*, actor: User, job: LedgerImport, now: datetime) -> LedgerImport:
    """Have a checked file brought into the ledger, all of it or nothing."""
    require(actor, Act.REPORT_OUTCOMES)
    if job.stage == Stage.CHECKED and job.report.get("errors"):
        raise Invalid(
            "The file has errors; nothing of it goes in.",
            next_step="Correct the rows that are named and upload it again.",
        )
    if not job.can_be_committed:
        _refuse_moved()
    _ask(job, (Stage.CHECKED, JobState.DONE), stage=Stage.COMMITTING)
    audit.record(
        actor=actor,
        action="ledger-import.committed",
        subject=job,
        now=now,
        changes={key: job.report[key] for key in ("rows", "new", "changed")},
    )
    return job


@transaction.atomic
def cancel(*, actor: User, job: LedgerImport, now: datetime) -> LedgerImport:
    """Take a waiting part of the work back; what runs already is not stopped."""
    require(actor, Act.REPORT_OUTCOMES)
    back: dict[str, dict[str, Any]] = {
        Stage.UPLOADED: {"state": JobState.CANCELLED},
        Stage.CHECKING: {"state": JobState.DONE, "stage": Stage.UPLOADED},
        Stage.COMMITTING: {"state": JobState.DONE, "stage": Stage.CHECKED},
    }
    fields = back.get(job.stage)
    waiting = LedgerImport.objects.filter(
        pk=job.pk, stage=job.stage, state=JobState.QUEUED
    )
    if fields is None or not waiting.update(**fields, finished_at=Now()):
        raise ImportMoved(
            "The worker has begun: it cannot be cancelled any more.",
            next_step="Wait until it is through. Checking changes nothing.",
        )
    job.refresh_from_db(fields=["stage", "state"])
    return job


@transaction.atomic
def retry(*, actor: User, job: LedgerImport, now: datetime) -> LedgerImport:
    """Try a failed part again."""
    require(actor, Act.REPORT_OUTCOMES)
    stage = Stage.CHECKING if job.stage == Stage.CHECKED else job.stage
    _ask(job, (job.stage, JobState.FAILED), stage=stage)
    return job
