"""A shop's half a million lines as they lie there, beside two ways of plain inserting.

Ours reads the raw file, checks every row twice (the dry run, and when it writes), enters
the customers, leaves out what is not plain, stores, and counts every customer's history.
Timed beside the peers is the writing; what led up to it stands below it. The peers are handed the rows that
stay, with their customers entered already, and only parse and store them: Django's
``bulk_create``, and django-import-export in its bulk mode, with and without its cache
of foreign keys, on the first rows (its time grows with the rows, and all of them take
minutes).

Needs PostgreSQL's server programs: a private server is started and removed.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.harness import Section, table

NOW: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ROWS: Final = 541_909
FEW: Final = 5_000
TIMES: Final = 3
CENT: Final = Decimal("0.01")
HEAD: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
DATA: Final = Path(os.environ.get("PLANNER_DATA", "../shared/data"))
RETAIL: Final = DATA / "online_retail/online_retail.csv.gz"
WIDGETS: Final = {
    "import-export": "ForeignKeyWidget",
    "import-export, keys cached": "CachedForeignKeyWidget",
}
# What leads up to it: the peers have none of it, their rows are clean already.
WITH: Final = {
    "ours, with the dry run": ("check", "write"),
    "ours, and reading the file": ("read", "check", "write"),
}
MOST: Final = {"bulk_create": 10.0, "import-export": 100.0}
Rows = Sequence[Sequence[Any]]


def content() -> tuple[str, bytes]:
    """Return UCI Online Retail if it is here, else a file of its shape."""
    if RETAIL.exists():
        return "UCI Online Retail", RETAIL.read_bytes()
    draw = random.Random(20_260_105)  # noqa: S311  # figures, not secrets
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD)
    start = datetime(2025, 1, 1, 8, 0)  # noqa: DTZ001  # as a file says it
    for number in range(ROWS):
        cancelled = draw.random() < 0.02
        moment = start + timedelta(minutes=number // 25 * 20)
        customer = "" if draw.random() < 0.25 else f"{draw.randrange(12_000, 16_400)}.0"
        lines.writerow(
            [
                f"{'C' if cancelled else ''}{536_365 + number // 25}",
                f"{draw.randrange(10_000, 14_000)}A",
                "A THING",
                -1.0 if cancelled else float(draw.randrange(1, 25)),
                f"{moment:%Y-%m-%d %H:%M:%S}",
                draw.randrange(50, 2_000) / 100,
                customer,
                "Sweden",
            ]
        )
    return "a generated shop", gzip.compress(text.getvalue().encode(), 1, mtime=0)


def kept_rows(packed: bytes) -> list[dict[str, str]]:
    """Clean the file as ours does by default, row by row, for the peers."""
    reader = csv.DictReader(io.StringIO(gzip.decompress(packed).decode()))
    return [
        row
        for row in reader
        if row["CustomerID"]
        and not row["InvoiceNo"].startswith("C")
        and float(row["Quantity"]) > 0
        and float(row["UnitPrice"]) > 0
    ]


def _amount(row: dict[str, str]) -> Decimal:
    exact = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
    return exact.quantize(CENT, ROUND_HALF_UP)


def _day(row: dict[str, str]) -> Any:  # noqa: ANN401  # a date
    return datetime.fromisoformat(row["InvoiceDate"]).date()


def _bulk_create(rows: list[dict[str, str]]) -> None:
    from django.db import transaction

    from customers.models import Customer, Purchase

    ids = dict(Customer.objects.values_list("code", "pk"))
    with transaction.atomic():
        Purchase.objects.bulk_create(
            [
                Purchase(
                    customer_id=ids[row["CustomerID"].removesuffix(".0")],
                    reference=row["InvoiceNo"],
                    item=row["StockCode"],
                    on=_day(row),
                    amount=_amount(row),
                )
                for row in rows
            ],
            batch_size=5_000,
        )


def _import_export(rows: list[dict[str, str]], widget: str) -> None:
    fields = import_module("import_export.fields")
    resources = import_module("import_export.resources")
    widgets = import_module("import_export.widgets")
    dataset = import_module("tablib").Dataset

    from customers.models import Customer, Purchase

    class PurchaseResource(resources.ModelResource):  # type: ignore[misc, name-defined]
        customer = fields.Field(
            "customer",
            "customer",
            widget=getattr(widgets, widget)(Customer, "code"),
        )

        class Meta:
            model = Purchase
            fields = ("customer", "reference", "item", "on", "amount")
            force_init_instance = True
            import_id_fields = ()
            use_bulk = True
            batch_size = 5_000
            skip_diff = True
            skip_unchanged = False
            report_skipped = False
            use_transactions = True

    prepared = dataset(headers=["customer", "reference", "item", "on", "amount"])
    for row in rows:
        prepared.append(
            [
                row["CustomerID"].removesuffix(".0"),
                row["InvoiceNo"],
                row["StockCode"],
                _day(row).isoformat(),
                str(_amount(row)),
            ]
        )
    PurchaseResource().import_data(prepared, raise_errors=True)


def _digest(few: int = 0) -> str:
    """Return a digest of the first purchases, or of all: what is stored, in order."""
    from customers.models import Purchase

    found = hashlib.sha256()
    rows = Purchase.objects.order_by("pk").values_list(
        "customer__code", "reference", "item", "on", "amount"
    )
    for row in (rows[:few] if few else rows).iterator(20_000):
        found.update(repr(row).encode())
    return found.hexdigest()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _empty(*, customers: bool) -> None:
    from django.db import connection

    tables = "customers_purchase, customers_history"
    tables += ", customers_customer CASCADE" if customers else ""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables}")
        cursor.execute("ANALYZE customers_purchase")


def _ours(packed: bytes, actor: Any) -> dict[str, Any]:  # noqa: ANN401
    """Import the file: the dry run, and the commit, each with its seconds."""
    from customers import importing
    from customers.incoming.mapping import Mapping, guess
    from customers.models import CustomerImport
    from customers.services import imports as services

    def work() -> None:
        while importing.run_next(now=NOW):
            pass

    job = services.upload(
        actor=actor,
        kind="purchases",
        file_name="retail.csv.gz",
        content=packed,
        now=NOW,
    )
    read = _seconds(work)
    job.refresh_from_db()
    mapping = Mapping.read("purchases", guess("purchases", job.columns))
    services.ask_check(actor=actor, job=job, mapping=mapping, now=NOW)
    checked = _seconds(work)
    job.refresh_from_db()
    services.ask_commit(actor=actor, job=job, now=NOW)
    written = _seconds(work)
    job = CustomerImport.objects.get(pk=job.pk)
    assert job.stage == "committed", job.error  # noqa: S101
    return {"read": read, "check": checked, "write": written, "report": job.report}


def measure() -> dict[str, Any]:
    """Let each take its turn on fresh tables; return seconds and what was stored."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command

    from customers.models import Customer
    from tests.make import make_user

    call_command("migrate", verbosity=0)
    called, packed = content()
    rows = kept_rows(packed)
    actor = make_user()
    seconds: dict[str, list[float]] = {
        name: [] for name in ("ours", *WITH, "bulk_create", *WIDGETS)
    }
    digests: dict[str, set[str]] = {"all": set(), "few": set()}
    ours: dict[str, Any] = {}
    for _ in range(TIMES):
        _empty(customers=True)
        ours = _ours(packed, actor)
        seconds["ours"].append(ours["write"])
        for name, stages in WITH.items():
            seconds[name].append(sum(ours[stage] for stage in stages))
        digests["all"].add(_digest())
        digests["few"].add(_digest(FEW))
        customers = Customer.objects.count()
        _empty(customers=False)
        seconds["bulk_create"].append(_seconds(lambda: _bulk_create(rows)))
        digests["all"].add(_digest())
        for peer, widget in WIDGETS.items():
            _empty(customers=False)
            try:
                spent = _seconds(partial(_import_export, rows[:FEW], widget))
            except ModuleNotFoundError:
                continue
            seconds[peer].append(spent)
            digests["few"].add(_digest())
    return {
        "name": called,
        "seconds": seconds,
        "report": ours["report"],
        "customers": customers,
        "kept": len(rows),
        "same": len(digests["all"]) == 1 and len(digests["few"]) == 1,
        "load": os.getloadavg()[0],
    }


def section() -> Section:
    """Measure on a private PostgreSQL, if its programs are here."""
    from tests.servers import NoServers, servers

    title = "Customers: half a million purchases from a file"
    try:
        with servers() as addresses:
            environment = {
                **os.environ,
                "DATABASE_URL": addresses.database,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "SECRET_KEY": secrets.token_hex(),
            }
            done = subprocess.run(  # our own program
                [sys.executable, "-m", "benchmarks.purchase_import"],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
    except NoServers as reason:
        return Section(title, f"Not measured here: {reason}.", passed=True)
    return _section(title, json.loads(done.stdout.splitlines()[-1]))


def _section(title: str, found: dict[str, Any]) -> Section:
    kept, report = found["kept"], found["report"]
    whole = dict.fromkeys(("ours", *WITH, "bulk_create"), kept)
    sizes = {**whole, **dict.fromkeys(WIDGETS, FEW)}
    speeds = {
        name: sizes[name] / median(seconds)
        for name, seconds in found["seconds"].items()
        if seconds
    }
    rows = [
        (
            name,
            f"{sizes[name]:,}",
            ", ".join(f"{s:.2f}" for s in found["seconds"][name]),
            f"{speed:,.0f}",
            f"{speeds['ours'] / speed:.1f}"
            if name in {"bulk_create", *WIDGETS}
            else "",
        )
        for name, speed in speeds.items()
    ]
    reached = {n: speeds["ours"] / s for n, s in speeds.items() if n in MOST}
    goals = "; ".join(
        f"{name}: {ratio:.1f} times, the goal is {MOST[name]:.0f}"
        f"{'' if ratio >= MOST[name] else ' (NOT REACHED)'}"
        for name, ratio in reached.items()
    )
    body = (
        f"{found['name']}, {report['rows']:,} rows as they lie there: {kept:,} stay, of "
        f"{found['customers']:,} customers, worth {Decimal(report['amount']):,}. Ours checks every "
        "row, enters the customers, stores and counts their histories, in one transaction; "
        "the file was read at its upload. The peers get the rows that stay, read and cleaned, "
        "and their customers, and turn them into values and store them. What is stored is "
        f"{'the same' if found['same'] else 'NOT THE SAME'}, row by row. "
        f"Load average {found['load']:.1f}.\n\n"
        + table(
            ("", "rows", "seconds", "rows stored a second", "ours is quicker"), rows
        )
        + f"\n\n{goals}."
    )
    same = found["same"] and report["stay"] == kept
    return Section(title, body, passed=bool(same))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
