"""100,000 outcomes from a CSV file into the ledger, beside a bare bulk insert.

Needs PostgreSQL's server programs: a private server is started and removed. Run
alone, ``python -m benchmarks.ledger_import`` measures on the database that
``DATABASE_URL`` names, whose tables it makes and leaves empty of outcomes.
"""

import csv
import io
import json
import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.harness import Section, table

ROWS = 100_000
WEEKS = 104
SEED = 20_260_105
SECONDS_ALLOWED = 30.0
RATIO_ALLOWED = 8.0  # where the machine is shared, the ratio counts
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


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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

    def bring_in(*, changes: bool) -> dict[str, float]:
        found = {}

        def work() -> None:
            while runs.run_next(now=NOW):
                pass

        job = services.upload(
            actor=actor, file_name="orders.csv", content=content, now=NOW
        )
        found["read"] = _timed(work)
        job = LedgerImport.objects.get(pk=job.pk)
        services.ask_check(actor=actor, job=job, mapping=columns, now=NOW)
        found["check"] = _timed(work)
        job = LedgerImport.objects.get(pk=job.pk)
        if changes:
            services.ask_commit(actor=actor, job=job, now=NOW)
            found["commit"] = _timed(work)
        else:
            assert job.report["unchanged"] == ROWS, job.report  # noqa: S101
        return found

    before = time.process_time()
    first = bring_in(changes=True)
    computed = time.process_time() - before
    again = bring_in(changes=False)
    counted = sum(KeptWeek.objects.values_list("due", flat=True))
    figures = {
        "database": connection.vendor,
        "bare": _timed(lambda: _bare(content)) if connection.vendor != "sqlite" else 0,
        "first": first,
        "computed": computed,
        "again": again,
        "rows": Outcome.objects.count(),
        "counted": counted,
    }
    Outcome.objects.all().delete()
    KeptWeek.objects.all().delete()
    return figures


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
    total = sum(found["first"].values())
    ratio = total / found["bare"]
    rows = [
        (name, f"{found['first'][name]:.1f}", f"{found['again'].get(name, 0):.1f}")
        for name in ("read", "check", "commit")
    ]
    rows.append(("in all", f"{total:.1f}", f"{sum(found['again'].values()):.1f}"))
    body = (
        f"Seconds on {found['database']}, worker's time only. All {found['rows']:,} "
        f"rows are in the ledger and {found['counted']:,} in its weekly counts; the "
        f"same file again changes nothing. Beside it, parsing the dates and inserting "
        f"the rows into a bare table, without key, check, comparison or counts: "
        f"{found['bare']:.1f} s (ratio {ratio:.1f}). Of the first time, the worker "
        f"itself computed for {found['computed']:.1f} s. Aim: under "
        f"{SECONDS_ALLOWED:.0f} s, or on a shared machine within "
        f"{RATIO_ALLOWED:.0f} times the bare insert.\n\n"
        + table(("step", "first time", "again"), rows)
    )
    right = found["rows"] == found["counted"] == ROWS
    quick = total < SECONDS_ALLOWED or ratio < RATIO_ALLOWED
    return Section(title, body, passed=right and quick)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
