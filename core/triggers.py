"""Rules that the database itself keeps, whoever writes to it.

An app declares its triggers in ``triggers.py`` and hands them over when it is
ready: ``triggers.keep(self, TRIGGERS)`` in its ``AppConfig.ready``. They are laid
anew after every ``migrate`` and lifted while migrations run, because SQLite drops
a table's triggers when Django rebuilds the table, and cannot rebuild one that
another table's trigger reads. ``/readyz`` refuses people while one is missing.

Conditions are plain SQL on ``NEW`` and ``OLD`` that both databases read alike; a
trigger that refuses raises ``django.db.IntegrityError`` with its message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """Refuse an event on a table's rows, always or when a condition holds."""

    name: str
    table: str
    event: Event
    message: str
    condition: str = ""

    def exists_on(self, vendor: str) -> bool:
        """Tell whether the database has this event at all."""
        return self.event != "TRUNCATE" or vendor == "postgresql"

    def drop(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"',
                f'DROP FUNCTION IF EXISTS "{self.name}"()',
            ]
        return [f'DROP TRIGGER IF EXISTS "{self.name}"']

    def create(self, vendor: str) -> list[str]:
        words = self.message.replace("'", "''")
        if vendor == "postgresql":
            return self._for_postgresql(words)
        when = f"WHEN {self.condition} " if self.condition else ""
        return [
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
            f"FOR EACH ROW {when}BEGIN SELECT RAISE(ABORT, '{words}'); END"
        ]

    def _for_postgresql(self, words: str) -> list[str]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        level = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return [
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN IF {self.condition or 'TRUE'} THEN "
            "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', "
            f"MESSAGE = '{words}'; END IF; RETURN {row}; END $body$",
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
            f'FOR EACH {level} EXECUTE FUNCTION "{self.name}"()',
        ]


def refuse_when(
    *, name: str, table: str, event: Event, condition: str, message: str
) -> Trigger:
    """Refuse an event on the rows for which the condition holds."""
    return Trigger(
        name=name, table=table, event=event, condition=condition, message=message
    )


def append_only(table: str) -> tuple[Trigger, ...]:
    """Let rows be added to a table, and never altered or taken away."""
    events: tuple[Event, ...] = ("UPDATE", "DELETE", "TRUNCATE")
    return tuple(
        Trigger(
            name=f"{table}_refuses_{event.lower()}",
            table=table,
            event=event,
            message=f"Rows of {table} are only ever added.",
        )
        for event in events
    )


_kept: dict[str, tuple[Trigger, ...]] = {}


def declared() -> tuple[Trigger, ...]:
    """Return the triggers of all apps."""
    return tuple(trigger for found in _kept.values() for trigger in found)


def _here(
    connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]
) -> list[Trigger]:
    """Keep those whose table stands already, on a database that knows the event."""
    tables = set(connection.introspection.table_names())
    return [t for t in triggers if t.table in tables and t.exists_on(connection.vendor)]


def lift(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Take the triggers away, if they are there."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for trigger in _here(connection, triggers):
            for statement in trigger.drop(connection.vendor):
                cursor.execute(statement)


def lay(connection: BaseDatabaseWrapper, triggers: Sequence[Trigger]) -> None:
    """Put the triggers in place as they are declared now."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        lift(connection, triggers)
        for trigger in _here(connection, triggers):
            for statement in trigger.create(connection.vendor):
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the declared triggers that the database lacks."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        found = {name for (name,) in cursor.fetchall()}
    expected = [t.name for t in declared() if t.exists_on(connection.vendor)]
    return [name for name in expected if name not in found]


def _lift_before(*, app_config: AppConfig, using: str, plan: Any, **_: Any) -> None:  # noqa: ANN401
    if plan:
        lift(connections[using], _kept[app_config.label])


def _lay_after(*, app_config: AppConfig, using: str, **_: Any) -> None:  # noqa: ANN401
    lay(connections[using], _kept[app_config.label])


def keep(app: AppConfig, triggers: Sequence[Trigger]) -> None:
    """Lay an app's triggers after every ``migrate``, and lift them while it runs."""
    _kept[app.label] = tuple(triggers)
    pre_migrate.connect(_lift_before, sender=app, dispatch_uid=f"lift {app.label}")
    post_migrate.connect(_lay_after, sender=app, dispatch_uid=f"lay {app.label}")
