"""Several browsers edit one plan at once: how soon everybody sees everything.

``python -m benchmarks.session --people 4 --seconds 60`` starts a server of its own on an
empty database (``DATABASE_URL``, else SQLite), opens a Chromium for each person, lets each
type into a tactic of their own every two seconds, cuts one person's line for ten seconds,
restarts the server, and prints one JSON document. It needs Chromium (``CHROMIUM``).

A change counts from the key press until another browser shows it in its field. What is
typed while a line is cut or the server is away is not timed; that none of it is lost is
checked, like everything else, against the plan at the end. With ``--on servers`` it runs
on a PostgreSQL and a Redis of its own, as in production.
"""

import argparse
import contextlib
import json
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE: Final = Path(__file__).resolve().parent.parent
CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
EVERY_SECONDS: Final = 2.0
CUT_SECONDS: Final = 10.0
SETTLE_SECONDS: Final = (
    20.0  # after the line or the server is back: the longest back-off
)
PATIENCE_SECONDS: Final = 60.0
WATCH: Final = """() => {
  window.seen = {}; window.scored = []; window.revised = [];
  const form = document.getElementById("session");
  const note = (list, number) => {
    if (!list.length || list.at(-1)[1] !== number) list.push([Date.now(), number]);
  };
  setInterval(() => {
    for (const field of form.querySelectorAll("[name$='-channel']")) {
      if (field.value && !(field.value in window.seen)) window.seen[field.value] = Date.now();
    }
    note(window.scored, Number(form.dataset.score));
    note(window.revised, Number(form.dataset.revision));
  }, 20);
}"""


class Server:
    """The product's own web server, on a port and a database of its own."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._environment = environment
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["-m", "gunicorn", "--config", "python:planner.web"]
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, *command, "--bind", f"127.0.0.1:{self._port}"],
            cwd=HERE,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            try:
                with urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        msg = "The server did not start."
        raise SystemExit(msg)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def prepare(people: int) -> tuple[int, list[str]]:
    """Make a draft with a tactic for each person; return it and their cookies."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from planner.plans import services as plans
    from planner.workshop import services
    from promises.models import PromiseState
    from tests.make import make_capability, make_promise, make_user
    from tests.plans.documents import content, tactic

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    now = datetime.now(tz=UTC)  # noqa: TID251  # a benchmark reads the clock
    users = [make_user(name=f"Person {n}") for n in range(people)]
    packing = make_capability(likely=2000)
    make_promise(
        code="next-week", state=PromiseState.STUDIED, requires=[(packing, 1.0)]
    )
    rows = [tactic(code=f"t{n}", name=f"Tactic {n}", channel="") for n in range(people)]
    plan = plans.create(
        actor=users[0], content=content(tactics=rows, assumptions=[]), now=now
    )
    services.start(plan=plan, actor=users[0], purpose="Measure", now=now)
    cookies = []
    for user in users:
        client = Client()
        client.force_login(user)
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return plan.pk, cookies


def field(number: int) -> str:
    return f"#id_tactics-{number}-channel"


class Run:
    """One minute in the room, as the browsers saw it."""

    def __init__(self, pages: "list[Page]", server: Server) -> None:
        self.pages = pages
        self.server = server
        self.typed: list[tuple[float, int, str]] = []  # when (ms), who, what
        self.untimed: list[tuple[float, float]] = []
        self.restarted = False
        self._dice = random.Random(1)  # noqa: S311

    def type(self, who: int) -> None:
        value = f"p{who}-{len(self.typed)}"
        self.typed.append((time.time() * 1000, who, value))
        self.pages[who].fill(field(who), value)

    def go(self, seconds: float) -> None:
        begun = time.monotonic()
        due = [self._dice.uniform(0, EVERY_SECONDS) for _ in self.pages]
        cut_at, back_at = seconds * 0.3, seconds * 0.3 + CUT_SECONDS
        cut = back = False
        while (spent := time.monotonic() - begun) < seconds:
            if spent > cut_at and not cut:
                cut = True
                self.untimed.append((time.time() * 1000 - 2000, 0.0))
                self.pages[-1].context.set_offline(True)
            if spent > back_at and not back:
                back = True
                self.pages[-1].context.set_offline(False)
                self._timed_again()
            if spent > seconds * 0.7 and not self.restarted:
                self.restart()
            for who, at in enumerate(due):
                if spent >= at:
                    self.type(who)
                    due[who] = spent + EVERY_SECONDS * self._dice.uniform(0.6, 1.4)
            self.pages[0].wait_for_timeout(20)

    def restart(self) -> None:
        self.restarted = True
        self.untimed.append((time.time() * 1000 - 2000, 0.0))
        self.server.stop()
        for who in range(len(self.pages)):  # typed while nobody answers
            self.type(who)
        self.server.start()
        self._timed_again()

    def _timed_again(self) -> None:
        begun, _ = self.untimed[-1]
        self.untimed[-1] = (begun, time.time() * 1000 + SETTLE_SECONDS * 1000)

    def settle(self) -> None:
        for page in self.pages:
            # A selector, not an expression: the pages let nobody evaluate text.
            page.locator("#session[data-saved='true']").wait_for(
                state="attached", timeout=PATIENCE_SECONDS * 1000
            )
        self.pages[0].wait_for_timeout(4000)

    def is_timed(self, at: float) -> bool:
        return not any(start <= at <= end for start, end in self.untimed)


def quantile(values: list[float], share: float) -> float | None:
    if not values:
        return None
    return round(sorted(values)[min(len(values) - 1, int(share * len(values)))], 3)


def share_within(values: list[float], seconds: float) -> float | None:
    if not values:
        return None
    return round(sum(each <= seconds for each in values) / len(values), 4)


def delays(run: Run) -> tuple[list[float], int]:
    """Return the seconds until each other browser showed each change, and what never came."""
    found: list[float] = []
    missing = 0
    seen = [page.evaluate("window.seen") for page in run.pages]
    for at, who, value in run.typed:
        if not run.is_timed(at):
            continue
        for other, values in enumerate(seen):
            if other == who:
                continue
            if value in values:
                found.append((values[value] - at) / 1000)
            else:
                missing += 1
    return found, missing


def first_revisions(plan: int) -> dict[str, int]:
    """Return in which revision of the plan each value first stood."""
    from planner.plans.models import DraftRevision
    from planner.plans.queries.revisions import content_of

    found: dict[str, int] = {}
    for row in DraftRevision.objects.filter(plan=plan).order_by("revision"):
        for tactic in content_of(row)["tactics"]:
            found.setdefault(tactic["channel"], row.revision)
    return found


def whole_delays(run: Run, first: dict[str, int]) -> list[float]:
    """Return the seconds from a key press until each other browser showed its score."""
    found = []
    logs = [page.evaluate("window.scored") for page in run.pages]
    for at, who, value in run.typed:
        if not run.is_timed(at) or value not in first:
            continue
        for other, log in enumerate(logs):
            shown = [when for when, score in log if score >= first[value]]
            if other != who and shown:
                found.append((min(shown) - at) / 1000)
    return found


def score_delays(run: Run) -> list[float]:
    """Return the seconds from a revision's first sight until each page had its score."""
    revised = [page.evaluate("window.revised") for page in run.pages]
    scored = [page.evaluate("window.scored") for page in run.pages]
    first: dict[int, float] = {}
    for log in revised:
        for at, number in log:
            first[number] = min(first.get(number, at), at)
    found = []
    for number, at in first.items():
        if not run.is_timed(at):
            continue
        for log in scored:
            shown = [when for when, score in log if score >= number]
            if shown:
                found.append(max(0.0, (shown[0] - at) / 1000))
    return found


def outcome(run: Run, plan: int, seconds: float) -> dict[str, Any]:
    from planner.plans.models import Plan
    from planner.plans.queries import plan_content
    from planner.workshop.models import Edit

    content = plan_content(Plan.objects.get(pk=plan))
    last = {f"t{who}": value for _, who, value in run.typed}
    stored = {row["code"]: row["channel"] for row in content["tactics"]}
    shown = [
        {f"t{n}": page.input_value(field(n)) for n in range(len(run.pages))}
        for page in run.pages
    ]
    found, missing = delays(run)
    scores = score_delays(run)
    whole = whole_delays(run, first_revisions(plan))
    return {
        "people": len(run.pages),
        "seconds": seconds,
        "typed": len(run.typed),
        "edits_accepted": Edit.objects.count(),
        "lost": sum(stored[code] != value for code, value in last.items()),
        "browsers_that_differ_at_the_end": sum(each != stored for each in shown),
        "timed_arrivals": len(found),
        "never_shown": missing,  # overwritten by the next value before it was asked for
        "seconds_p50": quantile(found, 0.5),
        "seconds_p95": quantile(found, 0.95),
        "seconds_most": quantile(found, 1.0),
        "within_2_seconds": share_within(found, 2),
        "score_seconds_p50": quantile(scores, 0.5),
        "score_seconds_p95": quantile(scores, 0.95),
        "typed_to_score_p50": quantile(whole, 0.5),
        "typed_to_score_p95": quantile(whole, 0.95),
        "typed_to_score_within_2_seconds": share_within(whole, 2),
        "line_cut_seconds": CUT_SECONDS,
        "server_restarted": run.restarted,
    }


def measured(people: int, seconds: float) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    plan, cookies = prepare(people)
    from django.conf import settings

    server = Server(free_port(), dict(os.environ))
    server.start()
    try:
        with sync_playwright() as playwright:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox"]
            )
            pages = []
            for cookie in cookies:
                context = browser.new_context(base_url=server.address)
                name = settings.SESSION_COOKIE_NAME
                context.add_cookies(
                    [{"name": name, "value": cookie, "url": server.address}]
                )
                page = context.new_page()
                page.goto(f"/plans/{plan}/session/")
                page.evaluate(WATCH)
                pages.append(page)
            run = Run(pages, server)
            run.go(seconds)
            run.settle()
            found = outcome(run, plan, seconds)
            browser.close()
    finally:
        server.stop()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--on", choices=["sqlite", "servers"], default="sqlite")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if asked.on == "servers":
            from tests.servers import servers

            addresses = stack.enter_context(servers())
            os.environ["SECRET_KEY"] = secrets.token_hex(32)
            os.environ["DATABASE_URL"] = addresses.database
            os.environ["REDIS_URL"] = addresses.redis
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planner.settings")
        os.environ["KEPT_VAR"] = folder
        found = measured(asked.people, asked.seconds)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0 if not found["lost"] else 1


if __name__ == "__main__":
    sys.exit(main())
