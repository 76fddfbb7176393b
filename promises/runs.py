"""The worker's part of an import: read the file, check it, bring it in.

Each part is idempotent: a claimed row is worked on under its lease, and what comes
out is stored in the transaction that finishes the job. The last part checks once
more while it writes, so nothing slips in between; one error, and nothing is written.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts import audit
from core import working
from core.bulk import refresh_statistics
from core.dates import fitting
from core.jobs import JobState, Lease
from core.sheets import Row, Sheet, UnreadableFile, open_sheet, printable
from customers.models import Segment
from promises import ledger
from promises.ledger import Change, Tally
from promises.mapping import Mapping
from promises.models import LedgerImport, Promise
from promises.models import Outcome as KeptOrBroken
from promises.progress import Progress, tell
from promises.rows import Reader

SAMPLE_ROWS: Final = 5
SAMPLES: Final = 3
SHOWN_CHANGES: Final = 50
UNDATED_AFTER: Final = 200  # rows without a single date: the column holds none
ROWS_PER_SECOND: Final = 500  # far below what was measured: the lease has to last


class NotClean(Exception):
    """The second check found what the first one did not."""


def run_next(*, now: datetime) -> bool:
    """Work on the oldest import that waits; tell whether there was one."""
    return working.run_next(LedgerImport.objects.all(), lambda lease: _work(lease, now))


def _work(lease: Lease, now: datetime) -> None:
    job = LedgerImport.objects.defer("problems").get(pk=lease.job_id)
    parts = {
        LedgerImport.Stage.UPLOADED: examine,
        LedgerImport.Stage.CHECKING: check,
        LedgerImport.Stage.COMMITTING: commit,
    }
    parts[LedgerImport.Stage(job.stage)](job, lease, now)


def _store(lease: Lease, **fields: Any) -> None:  # noqa: ANN401
    working.store(LedgerImport.objects.all(), lease, **fields)


def _progress(lease: Lease, done: int, total: int, note: str) -> None:
    working.prolong(LedgerImport.objects.all(), lease, done, total, note)


# --- Reading what is there ------------------------------------------------------


@dataclass
class Column:
    """What one column holds, as far as it was read."""

    name: str
    filled: int = 0
    dated: int = 0

    def __post_init__(self) -> None:
        self.samples: list[str] = []
        self.formats: Counter[str] = Counter()

    def see(self, cell: str) -> None:
        self.filled += 1
        if len(self.samples) < SAMPLES and cell[:60] not in self.samples:
            self.samples.append(printable(cell[:60]))
        if self.filled <= UNDATED_AFTER or self.dated:
            found = fitting(cell)
            self.dated += bool(found)
            self.formats.update(found)

    def document(self) -> dict[str, Any]:
        """Name the formats that fit best; two of them means: ask."""
        best = max(self.formats.values(), default=0)
        usual = best * 2 >= min(self.filled, UNDATED_AFTER) > 0
        formats = [f for f, n in self.formats.items() if n == best and usual]
        return {
            "name": self.name,
            "filled": self.filled,
            "samples": self.samples,
            "formats": sorted(formats),
        }


def _seen(sheet: Sheet, lease: Lease) -> Iterator[Row]:
    """Pass the rows on, saying now and then that the work goes on."""
    for count, row in enumerate(sheet.rows, start=1):
        yield row
        if count % ledger.BATCH == 0:
            _progress(lease, 50, 100, f"{count:,} rows read")


def examine(job: LedgerImport, lease: Lease, _now: datetime) -> None:
    """Tell the columns, how their dates are written, and how the file is made."""
    sheet = open_sheet(bytes(job.content))
    columns = [Column(name) for name in sheet.head]
    sample: list[list[str]] = []
    count = 0
    for _, cells in _seen(sheet, lease):
        count += 1
        if len(sample) < SAMPLE_ROWS:
            sample.append([printable(cell[:60]) for cell in cells])
        for column, cell in zip(columns, cells, strict=False):
            if cell:
                column.see(cell)
    if not count:
        words = "The file has a head row and nothing below it."
        raise UnreadableFile(words, next_step="Send a file with rows.")
    found = {
        "columns": [column.document() for column in columns],
        "sample": sample,
        "facts": {
            "kind": sheet.kind,
            "encoding": sheet.encoding,
            "delimiter": sheet.delimiter,
            "rows": count,
        },
    }
    with transaction.atomic():
        _store(lease, **found)
        if job.mapping:
            _check_next(job, sheet.head)


def _check_next(job: LedgerImport, head: list[str]) -> None:
    """Queue the check of a file that came with its mapping."""
    Mapping.read(job.mapping).check(head)
    LedgerImport.objects.filter(pk=job.pk).update(
        stage=LedgerImport.Stage.CHECKING, state=JobState.QUEUED, attempts=0, progress=0
    )


# --- Checking, and bringing in ---------------------------------------------------


@dataclass
class Outcome:
    """What a pass over the file found, and did if it was to write."""

    reader: Reader
    tally: Tally
    changes: list[dict[str, Any]]
    promise_ids: set[int]

    def report(self) -> dict[str, Any]:
        reader, tally = self.reader, self.tally
        return {
            "rows": reader.read,
            "new": tally.new,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "repeated": reader.repeated,
            "due_before_promised": reader.due_before_promised,
            "errors": reader.problems.count,
            "first_errors": [asdict(problem) for problem in reader.problems.first],
            "first_changes": self.changes,
            "promises": sorted(self.promise_ids),
        }


def _reader(job: LedgerImport, sheet: Sheet, now: datetime) -> Reader:
    columns = Mapping.read(job.mapping)
    columns.check(sheet.head)
    promises = Promise.objects.all()
    if columns.promise:
        promises = promises.filter(code=columns.promise)
    return Reader(
        head=sheet.head,
        columns=columns,
        promises=dict(promises.values_list("code", "pk")),
        segments=dict(Segment.objects.values_list("code", "pk")),
        now=now,
    )


def _shown(change: Change, zone: ZoneInfo) -> dict[str, Any]:
    """Return what a changed occasion said before and says now."""
    now, before = change.entry, change.before

    def moment(value: datetime | None) -> str:
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if value else ""

    told: dict[str, Any] = {"row": now.row, "reference": now.reference}
    if before is not None:
        told["changes"] = {
            name.removesuffix("_at"): [
                moment(getattr(before, name)),
                moment(getattr(now, name)),
            ]
            for name in ("promised_at", "due_at", "done_at")
            if getattr(before, name) != getattr(now, name)
        }
        if before.customer != now.customer:
            told["changes"]["customer"] = [before.customer, now.customer]
        if before.segment_id != now.segment_id:
            told["changes"]["segment"] = ["", "another"]
    return told


def check(job: LedgerImport, lease: Lease, now: datetime) -> None:
    """Say what would happen, row by row, and change nothing."""
    sheet = open_sheet(bytes(job.content))
    total = job.facts["rows"]
    found = Outcome(_reader(job, sheet, now), Tally(), [], set())
    for batch in found.reader.batches(sheet.rows):
        changes = ledger.compare(batch, found.tally)
        found.promise_ids |= {entry.promise_id for entry in batch}
        room = SHOWN_CHANGES - len(found.changes)
        changed = (change for change in changes if change.before is not None)
        zone = found.reader.columns.zone
        found.changes += [_shown(change, zone) for change in islice(changed, room)]
        read = found.reader.read
        _progress(lease, read, total, f"{read:,} of {total:,} rows checked")
    _store(
        lease,
        stage=LedgerImport.Stage.CHECKED,
        report=found.report(),
        problems=found.reader.problems.packed(),
    )


def commit(job: LedgerImport, lease: Lease, now: datetime) -> None:
    """Bring all of the file into the ledger, or nothing of it."""
    rows = job.facts["rows"]
    LedgerImport.objects.prolong(
        lease,
        seconds=settings.JOB_LEASE_SECONDS + rows / ROWS_PER_SECOND,
        note=f"Writing {rows:,} rows: all of them, or none",
    )
    sheet = open_sheet(bytes(job.content))
    reader = _reader(job, sheet, now)

    def say(note: str) -> None:
        tell(lease, Progress(min(99, 100 * reader.read // max(rows, 1)), note))

    try:
        with transaction.atomic():
            zones = ledger.hold(job.report["promises"])
            report = _write(reader, sheet, zones, say)
            refresh_statistics(KeptOrBroken, rows=report["new"])
            LedgerImport.objects.held(lease).update(
                stage=LedgerImport.Stage.COMMITTED, report=report, content=b""
            )
            LedgerImport.objects.finish(lease)
            audit.record(
                actor=None,
                action="ledger.imported",
                subject=job,
                now=now,
                changes={key: report[key] for key in ("rows", "new", "changed")},
            )
    except NotClean as error:
        LedgerImport.objects.held(lease).update(
            stage=LedgerImport.Stage.CHECKED,
            report=Outcome(reader, Tally(), [], set()).report(),
            problems=reader.problems.packed(),
        )
        LedgerImport.objects.fail(lease, error=str(error))


def _write(
    reader: Reader,
    sheet: Sheet,
    zones: dict[int, ZoneInfo],
    say: Callable[[str], None],
) -> dict[str, Any]:
    held = set(zones)
    found = Outcome(reader, Tally(), [], held)
    for batch in reader.batches(sheet.rows):
        if reader.problems.count or not {entry.promise_id for entry in batch} <= held:
            msg = "The company's promises changed since the check: check it again."
            raise NotClean(msg)
        ledger.write(ledger.compare(batch, found.tally), zones, found.tally)
        say(f"{reader.read:,} rows written; they count once all of them are")
    say("All rows are written; counting the weeks")
    ledger.count_weeks(found.tally.touched)
    return found.report()
