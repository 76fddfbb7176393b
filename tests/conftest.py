"""The cast: the CEO, three colleagues, and an outsider who must see nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import CaptureQueriesContext
from xdist.scheduler import LoadScopeScheduling

from accounts.models import Department, Role, User
from core import triggers
from tests.make import make_user

BUILT_ONCE = "tests/journeys/demo/"


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]
    """Deal the tests out singly, but those of the demo company to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return BUILT_ONCE if nodeid.startswith(BUILT_ONCE) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    return OneByOne(config, log)


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Lift the triggers while Django empties the tables after a transactional test.

    The product has no such switch: there ``manage.py flush`` is refused.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(self: BaseDatabaseOperations, statements: Any) -> None:
        triggers.lift(self.connection, triggers.declared())
        flush(self, statements)
        triggers.lay(self.connection, triggers.declared())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifted)
        yield


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
