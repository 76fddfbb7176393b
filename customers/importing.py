"""The worker's part of an import: read the file, check it, bring it in, take it out.

Each part is idempotent: a claimed row is worked on under its lease, and what comes
out is stored in the transaction that finishes the job. A cancelled job has lost its
lease, so that its transaction is rolled back and nothing is half saved.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import audit
from accounts.queries import company
from core import working
from core.bulk import refresh_statistics
from core.columns import Table, describe, encode, sample
from core.jobs import JobState, Lease
from core.packing import pack, unpack
from core.problems import Problems
from core.sheets import Sheet, UnreadableFile, open_sheet
from core.working import Progress
from customers.growth import began, grew
from customers.incoming.checking import check, reading_of
from customers.incoming.comparing import KEYED, KINDS, Plan, plan, stand_in_line
from customers.incoming.mapping import Mapping
from customers.incoming.telling import first_of, tell
from customers.incoming.undoing import take_out
from customers.incoming.writing import ENTERED_AS, write
from customers.models import Customer, CustomerImport, History, Segment

Stage = CustomerImport.Stage
SHOWN: Final = 5  # rows of each trouble on the page
ROWS_PER_SECOND: Final = 5_000  # far below what was measured: the lease has to last
TOLD: Final = ("rows", "new", "changed", "unchanged", "new_customers")


class Stopped(UnreadableFile):
    """Between the check and the writing, something came that stops the file."""


def _rows() -> Any:  # noqa: ANN401  # a JobQuerySet
    return CustomerImport.objects.all()


def run_next(*, now: datetime) -> bool:
    """Work on the oldest import that waits; tell whether there was one."""
    return working.run_next(_rows(), partial(_work, now=now))


def _work(lease: Lease, *, now: datetime) -> None:
    job = CustomerImport.objects.light().get(pk=lease.job_id)
    parts: dict[Stage, Callable[[CustomerImport, Lease, datetime], None]] = {
        Stage.UPLOADED: examine,
        Stage.CHECKING: look,
        Stage.COMMITTING: commit,
        Stage.UNDOING: undo,
    }
    parts[Stage(job.stage)](job, lease, now)


def _read(job: CustomerImport, say: Callable[[int, str], None]) -> tuple[Sheet, Table]:
    """Read the file, saying how much of it is read."""
    rows = int(job.facts.get("rows", 0))
    sheet = open_sheet(bytes(job.content))

    def heard(read: int) -> None:
        share = 60 * read // max(rows, read, 1)
        say(share if rows else 30, f"{read:,} rows read")

    return sheet, encode(sheet, heard)


def _table(job: CustomerImport, say: Callable[[int, str], None]) -> Table:
    """Return what was read of the file, or read it once more."""
    table = unpack(bytes(job.packed))
    return _read(job, say)[1] if table is None else table


def examine(job: CustomerImport, lease: Lease, _now: datetime) -> None:
    """Tell the columns, how their dates are written, and how the file is made."""
    sheet, table = _read(job, partial(_say_on_row, lease))
    if not len(table):
        words = "The file has a head row and nothing below it."
        raise UnreadableFile(words, next_step="Send a file with rows.")
    facts = {
        "kind": sheet.kind,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "rows": len(table),
    }
    found = {
        "columns": describe(table),
        "sample": sample(table),
        "facts": facts,
        "packed": pack(table),
    }
    with transaction.atomic():
        working.store(_rows(), lease, **found)
        if job.mapping:
            Mapping.read(job.kind, job.mapping).check(sheet.head)
            _rows().filter(pk=job.pk).update(
                stage=Stage.CHECKING, state=JobState.QUEUED, attempts=0, progress=0
            )


def _say_on_row(lease: Lease, share: int, note: str) -> None:
    working.prolong(_rows(), lease, share, 100, note)


def _take_time(job: CustomerImport, lease: Lease, note: str, share: int = 0) -> None:
    """Hold the job for as long as its rows may take without a word."""
    extra = int(job.facts.get("rows", 0)) / ROWS_PER_SECOND
    working.prolong(_rows(), lease, share, 100, note, extra_seconds=extra)


def _planned(job: CustomerImport, table: Table, now: datetime) -> Plan:
    mapping = Mapping.read(job.kind, job.mapping)
    mapping.check(list(table.columns))
    segments = dict(Segment.objects.values_list("code", "pk"))
    zone = ZoneInfo(company().time_zone)
    reading = reading_of(mapping, zone=zone, segments=segments)
    return plan(check(table, mapping, reading, now=now))


def look(job: CustomerImport, lease: Lease, now: datetime) -> None:
    """Say what would happen, trouble by trouble, and change nothing."""
    say = partial(_say_on_row, lease)
    table = _table(job, say)
    _take_time(job, lease, "Checking every row", share=30)
    found = _planned(job, table, now)
    say(85, "Listing what is not plain")
    problems = Problems()
    tell(found.checked, problems)
    report = {**found.report(), "shown": _shown(found)}
    working.store(
        _rows(), lease, stage=Stage.CHECKED, report=report, problems=problems.packed()
    )


def _shown(found: Plan) -> dict[str, list[dict[str, Any]]]:
    """Return the first rows of each trouble."""
    return {
        finding.trouble: [
            asdict(problem) for problem in first_of(found.checked, finding, SHOWN)
        ]
        for finding in reversed(found.checked.findings)
    }


def commit(job: CustomerImport, lease: Lease, now: datetime) -> None:
    """Bring in all that is to come in, or nothing of it."""

    def say(share: int, note: str) -> None:
        working.tell(_rows(), lease, Progress(share, note))

    _take_time(job, lease, "Checking every row once more")
    table = _table(job, say)
    with transaction.atomic():
        stand_in_line()
        found = _planned(job, table, now)
        if found.checked.stopping:
            raise Stopped(
                "Since the check, rows came up that stop the file.",
                next_step="Match the columns again to see which.",
            )
        say(30, f"Writing {len(found.fresh):,} rows: all of them, or none")
        written = write(found, job)
        began(written.newcomers, relationship=ENTERED_AS)
        grew(
            customer_ids=written.customer_ids,
            only_added=not found.changed,
        )
        refresh_statistics(Customer, History, KINDS[found.kind], rows=len(found.fresh))
        report = {**found.report(), "shown": {}}
        working.store(
            _rows(),
            lease,
            stage=Stage.COMMITTED,
            report=report,
            content=b"",
            packed=b"",
            sample=[],
            columns=[],
            first_key=written.first_key,
            last_key=written.last_key,
        )
        _record(job, "customer-import.brought-in", report, now)


def undo(job: CustomerImport, lease: Lease, now: datetime) -> None:
    """Take out what came in, and put back what was changed."""
    _take_time(job, lease, "Taking it out again: all of it, or nothing")
    with transaction.atomic():
        stand_in_line()
        told, customer_ids = take_out(job)
        if job.kind not in KEYED:
            grew(customer_ids=customer_ids, only_added=False)
        report = {**job.report, "undone": told}
        working.store(_rows(), lease, stage=Stage.UNDONE, report=report)
        audit.record(
            actor=None,
            action="customer-import.taken-out",
            subject=job,
            now=now,
            changes=told,
        )


def _record(
    job: CustomerImport, action: str, report: dict[str, Any], now: datetime
) -> None:
    """Write down how many rows came in, never what they say of anybody."""
    changes = {"kind": job.kind, **{key: report[key] for key in TOLD}}
    audit.record(actor=None, action=action, subject=job, now=now, changes=changes)
