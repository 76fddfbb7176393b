"""A real browser for the journeys: Chromium without a window."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import User

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Nobody waits that long on a quiet machine; on a busy one nothing fails for it.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session", autouse=True)
def _no_thread_holds_the_database(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """End what the servers' threads left open: a database in use cannot be dropped.

    A thread that serves a browser outlives its server by what it is doing.
    """
    yield
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once; where CI promises one, its absence is a failure."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"There is no browser at {CHROMIUM}.")
        pytest.skip("There is no Chromium here.")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright runs a loop in this thread; the database is still asked from it.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser in which somebody is signed in.

    A script that fails, or that the content security policy refuses, fails the test.
    """
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def open_for(user: User, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": cookie,
                    "url": live_server.url,
                }
            ]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("dialog", lambda dialog: failures.append(dialog.message))
        page.on(
            "console",
            lambda message: (
                failures.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert failures == []
