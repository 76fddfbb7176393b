"""Pages and lists of a million customers with ten million purchases, study and review.

Needs PostgreSQL's server programs: a private server is started and removed. Usually a
tenth of that size; ``KEPT_BENCH_CUSTOMERS=1000000`` makes all of it (some gigabytes and
minutes). ``python -m benchmarks.customer_pages`` takes the database that
``DATABASE_URL`` names instead, and fills it only where it is empty. Server time is that of
Django's test client, without network.
"""

import json
import os
import resource
import secrets
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from benchmarks.harness import Section, table

if TYPE_CHECKING:
    from django.test import Client

CUSTOMERS: Final = int(os.environ.get("KEPT_BENCH_CUSTOMERS", "100000"))
PURCHASES_EACH: Final = 10
REPETITIONS: Final = 7
MOST_MILLISECONDS: Final = 100.0
MOST_MEGABYTES: Final = 2_000.0
STUDY, REVIEW = "study", "review"
HTTP_OK: Final = 200
SORTED: Final = ("value", "last", "revenue", "purchases", "code")
NARROWED: Final = (
    "",
    "segment=scale-2",
    "relationship=former",
    "relationship=prospect",
    "rfm_class=slipping",
    "segment=scale-2&rfm_class=best",
    "relationship=former&rfm_class=asleep",
    "segment=scale-2&relationship=former",
    "segment=scale-1&relationship=former&rfm_class=recent",
)
SEARCHED: Final = {
    "number begins with, 1,000 fit": "S-00012",
    "name contains, 20 fit": "77712",
    "nobody of that name": "nobody",
    "a word in every name": "Customer",
    "two letters in most names": "er",
}


def addresses() -> dict[str, list[str]]:
    """Name the pages that are measured; of several addresses the slowest counts."""
    from customers.models import History, Segment

    rows = History.objects.order_by("-value", "-customer_id")
    deep = rows[CUSTOMERS * 9 // 10]
    person = rows[0]
    segment = Segment.objects.get(code="scale-2").pk
    everyone, rest = "/customers/all/", "/api/v1/customer-histories/"
    silent = [f"state={one}" for one in ("", "due", "late", "silent")]
    silent += [f"{one}&segment={segment}" for one in silent]
    complaining = [f"state={one}" for one in ("", "in-rhythm", "late", "unknown")]
    complaining += [f"{one}&segment={segment}" for one in complaining]
    corners = ("loyalist", "mercenary", "hostage", "defector")
    kinds = ("segment=scale-2", "relationship=prospect", "consent=refused")
    return {
        "loyalty": ["/customers/"],
        **{
            f"customers by {sort}, narrowed in {len(NARROWED)} ways": [
                f"{everyone}?sort={sort}&{one}" for one in NARROWED
            ]
            for sort in SORTED
        },
        "worth most first, 9 of 10 pages in": [
            f"{everyone}?after={deep.pk}~{deep.value}"
        ],
        **{
            f"search: {name}": [
                f"{everyone}?q={words}",
                f"{everyone}?q={words}&segment=scale-2&sort=last",
            ]
            for name, words in SEARCHED.items()
        },
        "a customer": [f"/customers/{person.pk}/"],
        "promises kept to them": [f"/promises/kept-to/{person.pk}/"],
        "silent, narrowed in 8 ways, and the last page": [
            *(f"/customers/silent/?{one}" for one in silent),
            f"/customers/silent/?{silent[-1]}&page=20",
        ],
        "complaining, narrowed in 8 ways": [
            f"/customers/complaining/?{one}" for one in complaining
        ],
        "satisfaction": ["/customers/satisfaction/"],
        "one quadrant": [f"/customers/quadrants/{one}/" for one in corners],
        "REST, customers": [f"/api/v1/customers/?{one}" for one in ("", *kinds)],
        "REST, customers' figures": [
            f"{rest}?ordering={sort}&{one}"
            for sort in ("-value", "revenue")
            for one in NARROWED
        ],
        "REST, silent": [f"/api/v1/silent-customers/?{one}" for one in silent],
        "REST, complaining": [
            f"/api/v1/complaining-customers/?{one}{order}"
            for one in complaining
            for order in ("", "&ordering=-at_stake")
        ],
        "REST, loyalty": ["/api/v1/loyalty/"],
    }


def visit(browser: "Client", found: list[str]) -> dict[str, float]:
    """Return the times of the slowest of these pages, and its queries."""
    return max((_visit(browser, one) for one in found), key=lambda one: one["least"])


def _visit(browser: "Client", address: str) -> dict[str, float]:
    """Return least and median milliseconds of a page, and how many queries it made."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:  # noqa: ANN401
        asked.append(sql)
        return execute(sql, *rest)

    browser.get(address)
    with connection.execute_wrapper(note):
        answer = browser.get(address)
    if answer.status_code != HTTP_OK:
        msg = f"{address} answered {answer.status_code}"
        raise RuntimeError(msg)
    spent = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        browser.get(address)
        spent.append((time.perf_counter() - start) * 1e3)
    return {"least": min(spent), "ms": median(spent), "queries": len(asked)}


def measure() -> dict[str, Any]:
    """Fill the database, study it in a process of its own, and visit the pages."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts.models import Role, User
    from customers.models import Customer
    from tests.make import make_user

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    purchases = CUSTOMERS * PURCHASES_EACH
    options = {"scale": True, "customers": CUSTOMERS, "purchases": purchases}
    if not Customer.objects.exists():
        call_command("seed_demo", stdout=sys.stderr, **options)
    filled = time.perf_counter() - start
    ceo = User.objects.filter(role=Role.CEO).first() or make_user(role=Role.CEO)
    work = [_apart(STUDY), _apart(REVIEW)]
    grow()
    work += [_apart(STUDY), _apart(REVIEW)]
    with connection.cursor() as cursor:
        for table_name in ("history", "standing", "customer"):
            cursor.execute(f"VACUUM ANALYZE customers_{table_name}")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(ceo)
    pages = {name: visit(browser, found) for name, found in addresses().items()}
    return {"filled": filled, "work": work, "pages": pages}


def grow() -> None:
    """Let one in a hundred buy on the day after all that is known."""
    from django.db.models import Max

    from core.bulk import insert
    from customers import rollup
    from customers.models import History, Purchase

    newest = History.objects.aggregate(day=Max("last_on"))["day"]
    day = newest + timedelta(days=1)
    keys = list(History.objects.order_by("pk").values_list("pk", flat=True)[::100])
    names = ("customer_id", "reference", "item", "on", "amount")
    insert(Purchase, columns=names, rows=[(key, "", "", day, 50) for key in keys])
    rollup.count(keys)


def _apart(job: str) -> dict[str, float]:
    """Do long work in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.customer_pages", job]
    done = subprocess.run(  # noqa: S603  # itself
        command, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def work_on(job: str) -> dict[str, float]:
    """Study or review everybody, as the worker does; return seconds and memory."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from accounts.models import Role, User
    from customers import reviewing, services, studying

    now = datetime.now(tz=UTC)  # noqa: TID251  # as the worker does
    ceo = User.objects.filter(role=Role.CEO).earliest("pk")
    asked: Any
    if job == STUDY:
        asked = services.ask_study(actor=ceo, now=now)
    else:
        asked = services.ask_review(actor=ceo, now=now)
    start, began = time.perf_counter(), time.process_time()
    (studying if job == STUDY else reviewing).run_next(now=now)
    spent, computed = time.perf_counter() - start, time.process_time() - began
    asked.refresh_from_db()
    if asked.state != "done":
        raise RuntimeError(asked.error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": spent,
        "computed": computed,
        "megabytes": peak,
        "written": _written(asked),
    }


def _written(asked: Any) -> int:  # noqa: ANN401  # a study or a review
    """Return how many customers' rows it changed."""
    from accounts.models import AuditEvent

    if "written" in asked.document:
        return int(asked.document["written"])
    event = AuditEvent.objects.filter(action="studied loyalty").latest("pk")
    return int(event.changes["rows_written"])


def section() -> Section:
    """Measure on a server of its own, or say that there is none."""
    from tests.servers import NoServers, servers

    title = "Pages of very many customers"
    try:
        with servers() as found:
            environment = {
                **os.environ,
                "DATABASE_URL": found.database,
                "REDIS_URL": found.redis,
                "SECRET_KEY": secrets.token_hex(),
            }
            command = [sys.executable, "-m", "benchmarks.customer_pages"]
            done = subprocess.run(  # noqa: S603  # itself
                command, check=True, stdout=subprocess.PIPE, text=True, env=environment
            )
    except NoServers as missing:
        return Section(title, f"Not measured: {missing}.", passed=True)
    return written(json.loads(done.stdout), title)


def written(found: dict[str, Any], title: str) -> Section:
    """Write what was measured."""
    pages, work = found["pages"], found["work"]
    rows = [
        (name, f"{one['least']:.0f}", f"{one['ms']:.0f}", f"{one['queries']:.0f}")
        for name, one in pages.items()
    ]
    slowest = max(one["least"] for one in pages.values())
    megabytes = max(one["megabytes"] for one in work)
    checks = [
        ("slowest page, least ms", f"{slowest:.0f}", f"≤ {MOST_MILLISECONDS:.0f}"),
        (
            "most memory of the worker, MB",
            f"{megabytes:.0f}",
            f"≤ {MOST_MEGABYTES:.0f}",
        ),
        ("filling and counting, seconds", f"{found['filled']:.0f}", "shown"),
    ]
    names = ("study", "review", "study, a day later", "review, a day later")
    checks += [
        (
            f"{name}: seconds (computing, without the database), rows written",
            f"{one['seconds']:.0f} ({one['computed']:.0f}), {one['written']:,.0f}",
            "shown",
        )
        for name, one in zip(names, work, strict=True)
    ]
    body = (
        f"{CUSTOMERS:,} customers, {CUSTOMERS * PURCHASES_EACH:,} purchases, on "
        f"PostgreSQL; least and median of {REPETITIONS} visits by Django's test client, "
        "everything in the database's memory or the system's; of several addresses the "
        "slowest. A day later one customer in a hundred has bought. Where others use the machine, too, the least is the page's own time.\n\n"
        f"{table(('page', 'least ms', 'median ms', 'queries'), rows)}\n\n"
        f"{table(('check', 'found', 'aim'), checks)}"
    )
    passed = slowest <= MOST_MILLISECONDS and megabytes <= MOST_MEGABYTES
    return Section(title, body, passed=passed)


def main(arguments: list[str]) -> None:
    """Do one part of the work, or measure all; write what was found as JSON."""
    part = next((one for one in (STUDY, REVIEW) if one in arguments), "")
    if part:
        sys.stdout.write(json.dumps(work_on(part)))
        return
    found = measure()
    if "--text" in arguments:
        sys.stdout.write(f"{written(found, 'Pages of very many customers').body}\n")
        return
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
