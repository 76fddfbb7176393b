"""The same score beside a ledger of any size: scoring reads the weekly counts only.

Needs PostgreSQL's server programs: a private server is started and removed. Up to a
million outcomes; ``KEPT_BENCH_LEDGER=10000000`` goes on to ten million (some gigabytes and
minutes).
"""

import json
import os
import secrets
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Section, exponent, table

if TYPE_CHECKING:
    from promises.models import Promise

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LARGEST = int(os.environ.get("KEPT_BENCH_LEDGER", "1000000"))
WEEKS_ON_RECORD = 104
REPETITIONS = 7
LARGEST_EXPONENT = 0.05
ONCE = (
    "On 2026-11-23, at a load average of 9 on the two processors, to build and score the case "
    "took 342, 361, 174 and 298 ms at 10,000, 100,000, 1,000,000 and 10,000,000 outcomes: an "
    "exponent of −0.05. Filling and counting the ten million took ten minutes."
)

FILL = """
INSERT INTO promises_outcome (promise_id, reference, customer, promised_at, due_at,
    done_at, due_on, due_week, in_time, on_day{more})
SELECT (%(promises)s)[1 + n %% %(count)s], 'order-' || n, 'c-' || n %% 50000,
    week - interval '3 days', week + interval '12 hours', week + interval '11 hours',
    week::date, week::date, n %% 50 <> 0, n %% 50 <> 0{values}
FROM (SELECT n, timestamptz '2026-01-05 00:00+00'
        - (1 + n / %(count)s %% %(weeks)s) * interval '7 days' AS week
      FROM generate_series(%(first)s, %(last)s) AS n) AS made
"""


def fill(promises: "list[Promise]", first: int, last: int) -> None:
    """Add outcomes to the ledger by the database's own means."""
    from django.db import connection

    known = {
        "promise_id",
        "reference",
        "customer",
        "promised_at",
        "due_at",
        "done_at",
        "due_on",
        "due_week",
        "in_time",
        "on_day",
        "id",
    }
    from promises.models import Outcome

    other = [
        field
        for field in Outcome._meta.concrete_fields
        if field.column not in known and not field.null
    ]
    more = "".join(f", {field.column}" for field in other)
    values = ", timestamptz '2026-01-05 00:00+00'" * len(other)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(more=more, values=values),
            {
                "promises": [promise.pk for promise in promises],
                "count": len(promises),
                "weeks": WEEKS_ON_RECORD,
                "first": first,
                "last": last,
            },
        )
        cursor.execute("ANALYZE promises_outcome")


def count_again() -> None:
    """Make the weekly counts of what is in the ledger."""
    from django.db import connection

    from promises.models import KeptWeek

    KeptWeek.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO promises_keptweek (promise_id, week, due, done, in_time, on_day)"
            " SELECT promise_id, due_week, count(*), count(done_at),"
            " count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE on_day)"
            " FROM promises_outcome GROUP BY promise_id, due_week"
        )


def measure() -> dict[str, Any]:
    """Score one plan beside ledgers of growing size; return the seconds."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command

    import engine
    from benchmarks.inquiry import a_company, a_plan
    from planner.plans.queries import plan_content
    from planner.scores.assembly import build_case
    from promises.models import KeptWeek, Outcome
    from tests.make import MONDAY

    call_command("migrate", verbosity=0)
    promises = a_company()
    plan = a_plan(promises)
    content = plan_content(plan)
    found, filled = [], 0
    for size in (size for size in SIZES if size <= LARGEST):
        start = time.perf_counter()
        fill(promises, filled, size - 1)
        filled = size
        count_again()
        filling = time.perf_counter() - start
        building, scoring = [], []
        for _ in range(REPETITIONS):
            start = time.perf_counter()
            case = build_case(content, as_of=MONDAY, plan=plan)
            building.append(time.perf_counter() - start)
            start = time.perf_counter()
            engine.score(engine.parse_case(case), sensitivities=False)
            scoring.append(time.perf_counter() - start)
        found.append(
            {
                "outcomes": Outcome.objects.count(),
                "counted": sum(KeptWeek.objects.values_list("due", flat=True)),
                "weeks": KeptWeek.objects.count(),
                "recorded": sum(
                    promise["track_record"]["kept"] + promise["track_record"]["broken"]
                    for promise in case["promises"]
                ),
                "filling": filling,
                "building": min(building),
                "scoring": min(scoring),
            }
        )
    return {"sizes": found}


def section() -> Section:
    """Measure on a private PostgreSQL, if its programs are here."""
    from tests.servers import NoServers, servers

    title = "A score beside a growing ledger"
    try:
        with servers() as addresses:
            done = subprocess.run(  # our own program
                [sys.executable, "-m", "benchmarks.ledger_size"],
                env={
                    **os.environ,
                    "DATABASE_URL": addresses.database,
                    "DJANGO_SETTINGS_MODULE": "tests.settings",
                    "SECRET_KEY": secrets.token_hex(),
                },
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
    except NoServers as reason:
        return Section(title, f"Not measured here: {reason}.", passed=True)
    return described(title, json.loads(done.stdout.splitlines()[-1])["sizes"])


def described(title: str, found: list[dict[str, Any]]) -> Section:
    """Describe what was found."""
    rows = [
        (
            f"{entry['outcomes']:,}",
            f"{entry['recorded']:,}",
            f"{entry['building'] * 1e3:.0f}",
            f"{entry['scoring'] * 1e3:.0f}",
            f"{entry['filling']:.0f}",
        )
        for entry in found
    ]
    sizes = [entry["outcomes"] for entry in found]
    seconds = [entry["building"] + entry["scoring"] for entry in found]
    slope = exponent(sizes, seconds)
    right = all(entry["outcomes"] == entry["counted"] for entry in found)
    checks = [
        ("all outcomes are in the weekly counts", "yes" if right else "NO", "yes"),
        ("exponent in the ledger's size", f"{slope:.3f}", f"≤ {LARGEST_EXPONENT}"),
    ]
    head = (
        "outcomes in the ledger",
        "behind the case's records",
        "build the case, ms",
        "score it, ms",
        "fill and count, s",
    )
    body = (
        "A plan of 10 tactics on PostgreSQL, 10 promises and 104 weeks on record, whatever "
        "the number of outcomes: quickest of 7. `KEPT_BENCH_LEDGER=10000000 make bench` goes "
        "on to ten million.\n\n"
        f"{table(head, rows)}\n\n{table(('check', 'found', 'aim'), checks)}\n\n{ONCE}"
    )
    return Section(title, body, passed=right)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
