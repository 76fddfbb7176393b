"""A backup taken as docs/operations.md says, restored elsewhere: nothing is missing."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from accounts.models import AuditEvent
from core import triggers
from planner.scores import runs
from tests.make import NOW, make_plan_decision, submit_heard
from tests.reliability.jobs import make_ready_plan
from tests.servers import find

pytestmark = pytest.mark.django_db(transaction=True)
MANUAL = (settings.BASE_DIR / "docs/operations.md").read_text()
DUMP = "pg_dump --format=custom --file=kept.dump"
RESTORE = (
    "pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction"
)
COPY = "s.connect('var/kept.sqlite3').backup(s.connect('kept-backup.sqlite3'))"
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_the_commands_below_are_those_of_the_manual():
    for words in (DUMP, RESTORE, COPY):
        assert words in MANUAL


@pytest.fixture
def company(transactional_db: None) -> None:
    """Have a plan scored and decided, so that every kind of row stands somewhere."""
    plan = make_ready_plan()
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    assert runs.score_next(now=NOW)
    make_plan_decision(version, score=version.scores.get())


@pytest.fixture
def elsewhere(company: None, tmp_path: Path) -> Iterator[Any]:
    """Give a connection to the restored database; nothing of Django's knows it."""
    if connection.vendor == "sqlite":
        copy = tmp_path / "kept-backup.sqlite3"
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as here,
            closing(sqlite3.connect(copy)) as there,
        ):
            here.backup(there)
        with closing(sqlite3.connect(copy)) as restored:
            yield restored
        return
    place, name = connection.settings_dict, "restored_elsewhere"
    host = ["--host", place["HOST"]]
    file = str(tmp_path / "kept.dump")
    run("pg_dump", *host, "--format=custom", f"--file={file}", place["NAME"])
    run("createdb", *host, name)
    try:
        for _ in range(2):  # into an empty database, and over a full one
            run(*RESTORE.split(), *host, f"--dbname={name}", file)
        with closing(psycopg2.connect(host=place["HOST"], dbname=name)) as restored:
            yield restored
    finally:
        run("dropdb", *host, "--force", name)


def run(program: str, *words: str) -> None:
    subprocess.run([find(program), *words], check=True)


def ask(database: Any, question: str) -> list[Any]:
    with closing(database.cursor()) as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def test_what_is_restored_is_what_was_there(elsewhere: Any) -> None:
    models = [model for model in apps.get_models() if model._meta.managed]
    there = {
        model._meta.label: ask(
            elsewhere,
            f'SELECT count(*) FROM "{model._meta.db_table}"',  # noqa: S608
        )[0][0]
        for model in models
    }
    assert there == {m._meta.label: m._base_manager.count() for m in models}
    assert there["decisions.Decision"] > 0

    newest = 'SELECT digest FROM "accounts_auditevent" ORDER BY id DESC LIMIT 1'
    head = AuditEvent.objects.latest("pk").digest
    assert ask(elsewhere, newest) == [(head,)]
    guards = {name for (name,) in ask(elsewhere, TRIGGERS[connection.vendor])}
    expected = {t.name for t in triggers.declared() if t.exists_on(connection.vendor)}
    assert expected <= guards
