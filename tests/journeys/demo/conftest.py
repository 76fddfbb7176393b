"""The demo company behind a server, and doors through which its people come in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from planner.demo import company
from planner.scores import runs as scoring
from promises import runs as imports
from tests.journeys.conftest import PATIENCE_MILLISECONDS
from tests.journeys.demo import examples

# A page was left while it fetched something. What fails says sendError or responseError.
LEFT = ("htmx:sendAbort", "htmx:afterRequest")


@dataclass
class House:
    """The served demo company; every complaint of a browser is kept."""

    url: str
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, **options: Any) -> Page:
        """Open a browser in which nobody is signed in."""
        context = self.chromium.new_context(base_url=self.url, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(LEFT):
            self.complaints.append(f"{page.url}: {message.text}")

    def sign_in(self, name: str, **options: Any) -> Page:
        """Come in through the door that the demo offers to this person."""
        page = self.open(**options)
        page.goto("/accounts/login/")
        page.get_by_role("button", name=name).click()
        page.get_by_role("heading", name="Today", level=1).wait_for()
        return page

    def work(self) -> None:
        """Do all that waits for the worker; none runs beside these tests."""
        now = timezone.now()  # noqa: TID251  # it is the worker
        while scoring.score_next(now=now) or imports.run_next(now=now):
            pass


@pytest.fixture
def _django_db_helper() -> None:
    """Leave the tables as they are between these tests: the company stands in them.

    What pytest-django does here otherwise is to empty them after each test.
    """


@pytest.fixture(scope="package")
def house(
    django_db_setup: None, django_db_blocker: Any, chromium: Browser
) -> Iterator[House]:
    """Build and serve the company; empty the tables after the last of these tests."""
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        now = timezone.now()  # noqa: TID251  # the pages ask the clock, too
        company.build(now=now, say=lambda words: None)
        examples.add(now=now)
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            found = House(url=server.url, chromium=chromium)
            yield found
            for context in found.contexts:
                context.close()
            server.stop()
        call_command(
            "flush", verbosity=0, interactive=False, inhibit_post_migrate=False
        )
        cache.clear()


@pytest.fixture(autouse=True)
def _no_browser_complains(house: House) -> Iterator[None]:
    house.complaints.clear()
    yield
    assert house.complaints == []
