"""The live inquiry at the server: from what was sent to what can be kept.

A plan of ten tactics meets a company with standing commitments and other plans under
way; the whole request is timed, through the URLs, permissions and the database.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.harness import Section, in_turn, surroundings, table, timing_table

if TYPE_CHECKING:
    from django.test import Client

    from planner.plans.models import Plan
    from promises.models import Promise

P95_MILLISECONDS = 150.0
REPETITIONS = 15
REQUESTS = 200
TACTICS, CAPABILITIES, WEEKS, OTHER_PLANS, WEEKS_ON_RECORD = 10, 6, 26, 5, 104
ENGINE, INQUIRY = "the engine alone", "inquiry over REST"
LIVE = "live score beside the form, as HTML"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Open the product on an empty database, and throw it away afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)
        teardown_test_environment()


def a_company() -> "list[Promise]":
    """Make what the plan meets: capabilities, promises with a record, commitments."""
    from planner.plans.models import Commitment
    from promises.models import KeptWeek
    from tests.make import MONDAY, make_capability, make_made_promise

    capabilities = [
        make_capability(low=900, likely=1000, high=1050, committed=300)
        for _ in range(CAPABILITIES)
    ]
    promises = [
        make_made_promise(
            requires=[
                (capabilities[number % CAPABILITIES], Decimal(1)),
                (capabilities[(number + 1) % CAPABILITIES], Decimal("0.5")),
            ]
        )
        for number in range(TACTICS)
    ]
    for promise in promises:
        Commitment.objects.create(
            kind="standing", promise=promise, low=20, likely=30, high=35
        )
        KeptWeek.objects.bulk_create(
            KeptWeek(
                promise=promise,
                week=MONDAY - timedelta(weeks=number + 1),
                due=200,
                done=200,
                in_time=196,
                on_day=196,
            )
            for number in range(WEEKS_ON_RECORD)
        )
    return promises


def a_plan(promises: "list[Promise]") -> "Plan":
    from tests.make import make_assumption, make_plan, make_tactic

    plan = make_plan(weeks=WEEKS)
    for number, promise in enumerate(promises):
        tactic = make_tactic(
            plan, [promise], low=8, likely=12, high=20, starts=1 + number, ends=WEEKS
        )
        if number < 3:
            make_assumption(plan, tactic=tactic)
    return plan


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody signed in, and the plan they draft."""

    client: "Client"
    plan: "Plan"

    def ask(self) -> dict[str, Any]:
        """Ask over REST, as an integration does for a document it holds."""
        from planner.plans.queries import plan_content

        answer = self.client.post(
            "/api/v1/inquiries/",
            json.dumps({"plan": plan_content(self.plan), "sensitivities": False}),
            content_type="application/json",
        )
        if answer.status_code != 200:
            raise RuntimeError(answer.content)
        found: dict[str, Any] = answer.json()
        return found

    def type(self) -> str:
        """Post the form as htmx does while somebody types, and get the fragment."""
        from planner.plans.queries import plan_content
        from tests.plans.documents import form_of

        posted = urlencode(form_of(plan_content(self.plan)), doseq=True)
        answer = self.client.post(
            f"/plans/{self.plan.pk}/live-score/",
            posted,
            content_type="application/x-www-form-urlencoded",
            headers={"HX-Request": "true"},
        )
        page = answer.content.decode()
        if answer.status_code != 200 or "As drafted" not in page:
            raise RuntimeError(page)
        return page


def at_desk(promises: "list[Promise]") -> Desk:
    from django.test import Client

    from tests.make import make_submitted

    for _ in range(OTHER_PLANS):
        make_submitted(a_plan(promises))
    plan = a_plan(promises)
    client = Client()
    client.force_login(plan.author)
    return Desk(client, plan)


def bare_engine(desk: Desk) -> Callable[[], dict[str, Any]]:
    """Return the scoring of the same case, without any server around it."""
    import engine
    from accounts.queries import local_day
    from planner.plans.queries import plan_content
    from planner.scores.assembly import build_case

    now = datetime.fromtimestamp(time.time(), tz=UTC)  # the request's day is today

    document = build_case(plan_content(desk.plan), as_of=local_day(now), plan=desk.plan)
    case = engine.parse_case(document)
    return lambda: engine.score(case, sensitivities=False).document()


def spread_of(task: Callable[[], object]) -> tuple[float, float, float]:
    """Return the median and the 95 % quantile on the clock, and that of computing, in ms."""
    clock, computing = [], []
    for _ in range(REQUESTS):
        start, before = time.perf_counter(), time.process_time()
        task()
        clock.append((time.perf_counter() - start) * 1e3)
        computing.append((time.process_time() - before) * 1e3)
    return (
        median(clock),
        quantiles(clock, n=20)[-1],
        quantiles(computing, n=20)[-1],
    )


def section() -> Section:
    """Measure, check and describe."""
    with scratch_database():
        desk = at_desk(a_company())
        alone = bare_engine(desk)
        same = desk.ask() == alone()
        tasks = {ENGINE: alone, INQUIRY: desk.ask, LIVE: desk.type}
        timings = in_turn(tasks, REPETITIONS)
        spreads = {name: spread_of(tasks[name]) for name in (INQUIRY, LIVE)}
    checks = [("the same document as from the engine", "yes" if same else "NO", "yes")]
    for name, (middle, slow, busy) in spreads.items():
        checks += [
            (f"{name}: p50 of {REQUESTS} requests, ms", f"{middle:.0f}", "–"),
            (f"{name}: p95, ms", f"{slow:.0f}", f"< {P95_MILLISECONDS:.0f}"),
            (f"{name}: p95 of the processor's time, ms", f"{busy:.0f}", "–"),
        ]
    body = (
        f"A plan of {TACTICS} tactics, {TACTICS} promises, {CAPABILITIES} capabilities, "
        f"{WEEKS} weeks and 4,096 draws, beside {OTHER_PLANS} submitted plans of the same "
        f"size and {WEEKS_ON_RECORD} weeks on record of every promise, on SQLite. The "
        "request goes through URLs, permissions and the database, not through a web "
        "server's socket.\n\n"
        f"{timing_table(timings, ENGINE)}\n\n"
        f"{table(('check', 'found', 'aim'), checks)}\n\n"
        f"The load average was {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors: on "
        "the clock others' work counts as well."
    )
    return Section(
        "A live inquiry",
        body,
        passed=same,
    )


if __name__ == "__main__":
    sys.stdout.write(f"{surroundings()}\n\n{section().body}\n")
