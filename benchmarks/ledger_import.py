"""100,000 outcomes from a CSV file into the ledger, beside a bare bulk insert.

Needs PostgreSQL's server programs: a private server is started and removed. Run
alone, ``python -m benchmarks.ledger_import`` measures on the database that
``DATABASE_URL`` names, whose tables it makes and leaves empty of outcomes.
"""

import csv
import hashlib
import io
import json
import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Section, table

if TYPE_CHECKING:
    from django.db.models import Model

ROWS = 100_000
WEEKS = 104
SEED = 20_260_105
SECONDS_ALLOWED = 30.0  # for the check and the commit, however busy the machine
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
HEAD = ("order", "customer", "promised", "due", "done")


def orders() -> bytes:
    """Make a file of orders over two years: nine of ten done, most of them in time."""
    draw = random.Random(SEED)  # noqa: S311  # figures, not secrets
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD)
    for number in range(ROWS):
        promised = NOW - timedelta(minutes=draw.randrange(20_160, WEEKS * 10_080))
        due = promised + timedelta(days=draw.randrange(2, 10))
        done = due + timedelta(hours=draw.gauss(-24, 20))
        moments = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (promised, due, done)]
        if number % 10 == 0:
            moments[2] = ""
        lines.writerow([f"order-{number:06}", f"c-{number % 20_000}", *moments])
    return text.getvalue().encode()


@dataclass(frozen=True)
class Spent:
    """Seconds of one step: on the clock, and those this process computed for."""

    clock: float
    computed: float


def _timed(work: Callable[[], object]) -> Spent:
    start, before = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - start, time.process_time() - before)


def _bare(content: bytes) -> None:
    """Parse the dates and insert the rows, without index, check or comparison."""
    from django.db import connection, transaction

    rows = list(csv.reader(io.StringIO(content.decode())))[1:]
    parsed = [
        (
            reference,
            customer,
            *(datetime.fromisoformat(text) if text else None for text in moments),
        )
        for reference, customer, *moments in rows
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bare (reference varchar(80), customer varchar(80), "
            "promised timestamptz, due timestamptz, done timestamptz) ON COMMIT DROP"
        )
        for start in range(0, len(parsed), 5_000):
            part = parsed[start : start + 5_000]
            places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(part))
            values = [value for row in part for value in row]
            cursor.execute(f"INSERT INTO bare VALUES {places}", values)  # noqa: S608


def measure() -> dict[str, Any]:
    """Import the file twice on a database with fresh tables; return the seconds."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from promises import runs, services
    from promises.mapping import Mapping
    from promises.models import KeptWeek, LedgerImport, Outcome
    from tests.make import make_promise, make_user

    call_command("migrate", verbosity=0)
    actor, promise = make_user(), make_promise(kept_rule="moment")
    columns = Mapping(
        promise=promise.code,
        reference_column="order",
        customer_column="customer",
        promised_column="promised",
        due_column="due",
        done_column="done",
    )
    content = orders()

    def work() -> None:
        while runs.run_next(now=NOW):
            pass

    def check() -> tuple[LedgerImport, dict[str, Spent]]:
        job = services.upload(
            actor=actor, file_name="orders.csv", content=content, now=NOW
        )
        spent = {"read": _timed(work)}
        job.refresh_from_db()
        services.ask_check(actor=actor, job=job, mapping=columns, now=NOW)
        spent["check"] = _timed(work)
        job.refresh_from_db()
        return job, spent

    job, first = check()
    services.ask_commit(actor=actor, job=job, now=NOW)
    first["commit"] = _timed(work)
    written = _state_of(Outcome), _state_of(KeptWeek)
    repeated, again = check()
    # Asking to commit what changes nothing is refused: the write is tried as such.
    LedgerImport.objects.filter(pk=repeated.pk).update(
        stage="committing", state="queued", attempts=0
    )
    again["commit"] = _timed(work)
    repeated.refresh_from_db()
    figures = {
        "database": connection.vendor,
        "bare": asdict(_timed(lambda: _bare(content))),
        "first": {name: asdict(spent) for name, spent in first.items()},
        "again": {name: asdict(spent) for name, spent in again.items()},
        "rows": Outcome.objects.count(),
        "counted": sum(KeptWeek.objects.values_list("due", flat=True)),
        "unchanged": repeated.report["unchanged"],
        "load": os.getloadavg()[0],
        "same": written == (_state_of(Outcome), _state_of(KeptWeek)),
    }
    Outcome.objects.all().delete()
    KeptWeek.objects.all().delete()
    return figures


def _state_of(model: "type[Model]") -> str:
    """Return a digest of the table."""
    digest = hashlib.sha256()
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if model.__name__ == "Outcome" or not field.primary_key
    ]
    for row in model._default_manager.order_by("pk").values_list(*names).iterator():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def section() -> Section:
    """Measure on a private PostgreSQL, if its programs are here."""
    from tests.servers import NoServers, servers

    title = f"Ledger: {ROWS:,} outcomes from a file"
    try:
        with servers() as addresses:
            environment = {
                **os.environ,
                "DATABASE_URL": addresses.database,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "SECRET_KEY": secrets.token_hex(),
            }
            done = subprocess.run(  # our own program
                [sys.executable, "-m", "benchmarks.ledger_import"],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
    except NoServers as reason:
        return Section(title, f"Not measured here: {reason}.", passed=True)
    return _section(title, json.loads(done.stdout.splitlines()[-1]))


def _section(title: str, found: dict[str, Any]) -> Section:
    first, again = found["first"], found["again"]
    bare = found["bare"]["clock"]
    judged = first["check"]["clock"] + first["commit"]["clock"]
    rows = [
        (name, *(_shown(times[name]) for times in (first, again))) for name in first
    ]
    body = (
        f"Seconds of the worker on {found['database']}, in brackets those it computed "
        f"itself. All {found['rows']:,} rows are in the ledger and "
        f"{found['counted']:,} in its weekly counts. The same file again: "
        f"{found['unchanged']:,} unchanged, and after its commit both tables are "
        f"{'the same' if found['same'] else 'NOT THE SAME'}, row by row. Beside it, "
        f"parsing the dates and inserting the rows into a bare table, without key, "
        f"check, comparison or counts: {_shown(found['bare'])}.\n\n"
        f"Check and commit: **{judged:.1f} s**, {judged / bare:.1f} times the bare "
        f"insert, at a load average of {found['load']:.1f}. Allowed: "
        f"{SECONDS_ALLOWED:.0f} s, on a shared machine, too.\n\n"
        + table(("step", "first time", "again"), rows)
    )
    right = found["rows"] == found["counted"] == found["unchanged"] == ROWS
    quick = judged < SECONDS_ALLOWED
    return Section(title, body, passed=right and found["same"] and quick)


def _shown(spent: dict[str, float]) -> str:
    return f"{spent['clock']:.1f} ({spent['computed']:.1f})"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
