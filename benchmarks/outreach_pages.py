"""Pages and commands of outreach for a hundred thousand people known.

Needs PostgreSQL's server programs: a private server is started and removed.
``KEPT_BENCH_PEOPLE`` says how many people; half are customers with purchases, a tenth have
been talked to, one in fifty looks like another. Server time is that of Django's test
client, without network. ``python -m benchmarks.outreach_pages --text`` takes the database
that ``DATABASE_URL`` names instead, and fills it only where it is empty.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from statistics import median
from typing import Any, Final

from benchmarks.harness import Section, table

PEOPLE: Final = int(os.environ.get("KEPT_BENCH_PEOPLE", "100000"))
REPETITIONS: Final = 5
MOST_MILLISECONDS: Final = 100.0
MOST_OF_A_LIST: Final = 1_000.0
HTTP_OK: Final = 200
TITLE: Final = "Outreach to very many people"
LISTS: Final = {
    "people": [
        "/outreach/people/",
        "/outreach/people/?page=1000",
        "/outreach/people/?kind=friend",
        "/outreach/people/?which=never",
        "/outreach/people/?which=no-contact",
    ],
    "people, searched": [
        "/outreach/people/?q=Berg+77",
        "/outreach/people/?q=nobody",
        "/outreach/people/?q=example",
    ],
    "REST, people": ["/api/v1/outreach/people/"],
    "duplicates": ["/outreach/duplicates/"],
    "follow-ups": ["/outreach/follow-ups/", "/outreach/follow-ups/?which=all"],
    "REST, follow-ups": ["/api/v1/outreach/follow-ups/"],
    "referrals": ["/outreach/referrals/"],
    "this week": ["/outreach/"],
}
REPORTS: Final = {
    "involvement": ["/outreach/involvement/"],
    "does it work?": ["/outreach/does-it-work/"],
}


def now() -> datetime:
    """Return the moment, as a view would."""
    return datetime.now(tz=UTC)  # noqa: TID251  # as a view does


def fill(by: Any) -> None:  # noqa: ANN401  # a user
    """Write down everybody, with customers, purchases, talks and follow-ups."""
    from core.bulk import insert
    from customers.models import Customer, Purchase
    from planner.outreach.keys import key
    from planner.outreach.models import Acquaintance, Contact, FollowUp, Referral

    moment, today = now(), now().date()
    customers = PEOPLE // 2
    rows = [
        Customer(
            code=f"B-{n}",
            name=f"Customer {n}",
            consent="given",
            first_seen=today - timedelta(days=900),
        )
        for n in range(customers)
    ]
    Customer.objects.bulk_create(rows, batch_size=5_000)
    keys = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    insert(
        Purchase,
        columns=("customer_id", "reference", "item", "on", "amount"),
        rows=[
            (one, "", "", today - timedelta(days=10 + (n * 37 + k * 91) % 800), 50 + k)
            for n, one in enumerate(keys)
            for k in range(4)
        ],
    )
    people = []
    for n in range(PEOPLE):
        twin = n - 1 if n % 50 == 1 else n
        person = Acquaintance(
            name=f"{_word(twin)} {_word(twin * 7 + 3)}berg {twin % 1_000}",
            email=f"person{twin}@example.com",
            kind=("friend", "vendor", "old-customer", "other")[n % 4],
            closeness=1 + n % 4,
            customer_id=keys[n // 2] if n % 2 == 0 else None,
            last_contact_on=_talked_on(n, today),
            added_by=by,
            added_at=moment,
        )
        key(person)
        people.append(person)
    Acquaintance.objects.bulk_create(people, batch_size=2_000)
    Contact.objects.bulk_create(
        [
            Contact(
                acquaintance=one,
                by=by,
                channel="call",
                on=one.last_contact_on,
                key=f"b{one.pk}",
                logged_at=moment,
            )
            for one in people
            if one.last_contact_on
        ],
        batch_size=2_000,
    )
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                acquaintance=one,
                owner=by,
                what="Send the article on oak",
                promised_at=moment - timedelta(days=30),
                due_at=moment + timedelta(days=one.pk % 60 - 30),
                changed_at=moment,
            )
            for one in people[::20]
        ],
        batch_size=2_000,
    )
    Referral.objects.bulk_create(
        [
            Referral(source=one, brought=other, by=by, on=today)
            for one, other in zip(people[::200], people[100::200], strict=True)
        ],
        batch_size=2_000,
    )


def _word(n: int) -> str:
    """Make a name of three syllables out of a number."""
    parts = ("ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu", "wa", "ze")
    return "".join(parts[(n // 12**k) % 12] for k in range(3)).capitalize()


def _talked_on(n: int, today: date) -> date | None:
    """Tell when one in ten was talked to."""
    return today - timedelta(days=20 + n % 700) if n % 10 == 0 else None


def timed(work: Callable[[], Any], repetitions: int = REPETITIONS) -> dict[str, float]:
    """Return least and median milliseconds of some work, and its queries."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:  # noqa: ANN401
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        work()
    spent = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1e3)
    return {"least": min(spent), "ms": median(spent), "queries": len(asked)}


def measure() -> dict[str, Any]:
    """Fill the database, visit the pages and make lists."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from accounts.models import Role, User
    from customers import rollup
    from customers.models import Customer
    from planner.outreach import services
    from planner.outreach.models import Acquaintance
    from planner.outreach.queries.twins import twins_of
    from tests.make import make_user

    call_command("migrate", verbosity=0)
    user = User.objects.filter(role=Role.CEO).first() or make_user(role=Role.CEO)
    if not Acquaintance.objects.exists():
        fill(user)
        rollup.count(list(Customer.objects.values_list("pk", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user)

    def visit(address: str) -> None:
        answer = browser.get(address)
        if answer.status_code != HTTP_OK:
            msg = f"{address} answered {answer.status_code}"
            raise RuntimeError(msg)

    def slowest(found: list[str]) -> dict[str, float]:
        each = [timed(partial(visit, one)) for one in found]
        return max(each, key=lambda one: one["least"])

    def make_a_list() -> None:
        with transaction.atomic():
            services.set_hours(actor=user, hours=Decimal(4), now=now())
            transaction.set_rollback(True)

    twin = Acquaintance.objects.order_by("pk")[51]
    commands = {
        "making a weekly list": timed(make_a_list, 3),
        "looking for duplicates of one name": timed(lambda: twins_of(twin)),
    }
    return {
        "lists": {name: slowest(found) for name, found in LISTS.items()},
        "reports": {name: slowest(found) for name, found in REPORTS.items()},
        "commands": commands,
    }


def section() -> Section:
    """Measure on a server of its own, or say that there is none."""
    from tests.servers import NoServers, servers

    try:
        with servers() as found:
            environment = {
                **os.environ,
                "DATABASE_URL": found.database,
                "REDIS_URL": found.redis,
                "SECRET_KEY": secrets.token_hex(),
            }
            command = [sys.executable, "-m", "benchmarks.outreach_pages"]
            done = subprocess.run(  # noqa: S603  # itself
                command, check=True, stdout=subprocess.PIPE, text=True, env=environment
            )
    except NoServers as missing:
        return Section(TITLE, f"Not measured: {missing}.", passed=True)
    return written(json.loads(done.stdout))


def written(found: dict[str, Any]) -> Section:
    """Write what was measured."""
    rows = [
        (name, f"{one['least']:.0f}", f"{one['ms']:.0f}", f"{one['queries']:.0f}")
        for part in ("lists", "reports", "commands")
        for name, one in found[part].items()
    ]
    slowest = max(one["least"] for one in found["lists"].values())
    making = found["commands"]["making a weekly list"]["least"]
    checks = [
        ("slowest list page, least ms", f"{slowest:.0f}", f"≤ {MOST_MILLISECONDS:.0f}"),
        ("making a weekly list, least ms", f"{making:.0f}", f"≤ {MOST_OF_A_LIST:,.0f}"),
    ]
    body = (
        f"{PEOPLE:,} people, half of them customers with four purchases each, a tenth "
        "talked to, one in twenty with a follow-up open, on PostgreSQL; least and median "
        f"of {REPETITIONS} visits by Django's test client (3 for a weekly list); of "
        "several addresses the slowest.\n\n"
        f"{table(('page or command', 'least ms', 'median ms', 'queries'), rows)}\n\n"
        f"{table(('check', 'found', 'aim'), checks)}"
    )
    passed = slowest <= MOST_MILLISECONDS and making <= MOST_OF_A_LIST
    return Section(TITLE, body, passed=passed)


def main(arguments: list[str]) -> None:
    """Measure; write what was found as JSON, or as text."""
    found = measure()
    shown = written(found).body if "--text" in arguments else json.dumps(found)
    sys.stdout.write(f"{shown}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
