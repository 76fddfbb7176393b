"""The cast: the CEO, three colleagues, and an outsider who must see nothing."""

from collections.abc import Iterator
from threading import Condition, current_thread, main_thread
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, Role, User
from core import triggers
from tests.dealing import Dealer, Progress
from tests.make import make_user
from tests.parts import Part, take


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part", choices=[*Part], help="only what tests/parts.py says of this part"
    )


@pytest.hookimpl(trylast=True)  # after what writes to the terminal
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "once(part): of the two parts of the whole suite, only this one runs the test",
    )
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal and config.getoption("part"):
        config.pluginmanager.register(Progress(terminal), "progress")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if part := config.getoption("part"):
        config.hook.pytest_deselected(items=take(items, Part(part)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dealer:
    return Dealer(config, log)


PATIENCE_SECONDS = 120


class Answering:
    """What the threads of test servers are answering now, counted.

    A browser that is closed leaves its last request being answered, and that request's
    reads would deadlock with the emptying of the tables after the test.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._open = 0

    def begin(self, **_: Any) -> None:
        self._count(+1)

    def end(self, **_: Any) -> None:
        self._count(-1)

    def _count(self, change: int) -> None:
        if current_thread() is main_thread():  # a test client's own request
            return
        with self._changed:
            self._open += change
            self._changed.notify_all()

    def wait(self) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._open == 0, PATIENCE_SECONDS):
                pytest.fail(
                    f"{self._open} requests of a test are still being answered."
                )


@pytest.fixture(scope="session")
def answering() -> Iterator[Answering]:
    count = Answering()
    request_started.connect(count.begin)
    request_finished.connect(count.end)
    yield count
    request_started.disconnect(count.begin)
    request_finished.disconnect(count.end)


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied_between_tests(
    answering: Answering,
) -> Iterator[None]:
    """Lift the triggers while Django empties the tables after a transactional test.

    The product has no such switch: there ``manage.py flush`` is refused.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(self: BaseDatabaseOperations, statements: Any) -> None:
        answering.wait()
        triggers.lift(self.connection, triggers.declared())
        flush(self, statements)
        triggers.lay(self.connection, triggers.declared())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifted)
        yield


@pytest.fixture
def redis() -> str:
    """Return the address of this run's Redis; empty where there is none."""
    return str(configured.REDIS_URL)


@pytest.fixture
def ceo(db: None) -> User:
    return make_user(role=Role.CEO, name="Clara Ek", email="ceo@example.com")


@pytest.fixture
def marketing(db: None) -> User:
    return make_user(name="Max Marten", email="marketing@example.com")


@pytest.fixture
def operations(db: None) -> User:
    return make_user(
        name="Olga Berg",
        email="operations@example.com",
        department=Department.OPERATIONS,
    )


@pytest.fixture
def frontline(db: None) -> User:
    return make_user(
        role=Role.FRONTLINE, name="Finn Lund", email="frontline@example.com"
    )


@pytest.fixture
def outsider(db: None) -> User:
    """Administer the system, and see nothing of its business."""
    return make_user(
        role=Role.ADMINISTRATOR, name="Otto Ander", email="outsider@example.com"
    )


@pytest.fixture
def signed_in():
    """Return a function that signs somebody in and gives the browser."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def count_queries():
    """Return a function that counts what one GET asks of the database."""

    def count(browser: Client, address: str) -> int:
        browser.get(address)  # the first visit also writes the session
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    return count
