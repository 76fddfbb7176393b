"""Load many rows into a table of PostgreSQL: rows first, keys and indexes afterwards.

A row that arrives finds its place in every index, and every foreign key looks for what
it points to, one row at a time: most of an import. Where the rows are many beside what is
there, the keys and indexes are dropped, and built and checked over all rows at once
when these are in, in the same transaction: nobody ever sees the table without them.

Dropping them needs the table, and those that its keys point to, for itself. If somebody is
at them, loading waits a moment, tries again, and then goes the slow way: nobody who reads
is ever made to give way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import Error, models, transaction

WORTH_IT: Final = 20_000  # rows: fewer are in before anything would be built
AS_MANY: Final = 4  # rows that may be there already for each that comes
# Shorter than PostgreSQL's own second, after which it breaks a deadlock by force.
PATIENCE: Final = "300ms"
TRIES: Final = 3

# What another table's key leans on stays.
_PARTS: Final = """
SELECT conrelid::regclass::text, confrelid::regclass::text, quote_ident(conname),
    pg_get_constraintdef(oid)
FROM pg_constraint AS held
WHERE conrelid = %(table)s::regclass AND contype IN ('f', 'p', 'u')
    AND (contype = 'f' OR NOT EXISTS (SELECT 1 FROM pg_constraint AS other
        WHERE other.contype = 'f' AND other.conindid = held.conindid))
ORDER BY contype = 'f', conname
"""
_INDEXES: Final = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid = %(table)s::regclass AND NOT EXISTS (
    SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1
"""


@contextmanager
def quickly(connection: Any, model: type[models.Model], rows: int) -> Iterator[None]:  # noqa: ANN401
    """Have this many rows inserted inside: call in a transaction on PostgreSQL."""
    table = connection.ops.quote_name(model._meta.db_table)
    building: list[str] = []
    if rows >= WORTH_IT and _are_many(connection, table, rows):
        building = _set_aside(connection, table)
    yield
    with connection.cursor() as cursor:
        for statement in building:
            cursor.execute(statement)


def _are_many(connection: Any, table: str, rows: int) -> bool:  # noqa: ANN401
    """Tell whether the rows are many beside those that are there."""
    with connection.cursor() as cursor:
        # A table's name, from the model itself.
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {table} OFFSET %s)",  # noqa: S608
            [rows * AS_MANY],
        )
        return not cursor.fetchone()[0]


def _set_aside(connection: Any, table: str) -> list[str]:  # noqa: ANN401
    """Drop keys and indexes; return how they are built, or nothing if they stay."""
    for _ in range(TRIES):
        try:
            with transaction.atomic(using=connection.alias):
                return _dropped(connection, table)
        except Error:
            continue
    return []


def _dropped(connection: Any, table: str) -> list[str]:  # noqa: ANN401
    # A table of which rows are yet to be checked lets nothing be dropped.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"table": table})
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, {"table": table})
        indexes = cursor.fetchall()
        _hold(cursor, {table, *(at for _, at, _, _ in constraints if at != "-")})
        for _, _, name, _ in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    added = [
        (at == "-", f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}")
        for _, at, name, words in constraints
    ]
    # A foreign key is checked quicker through the indexes.
    return [
        *(statement for own, statement in added if own),
        *(statement for _, statement in indexes),
        *(statement for own, statement in added if not own),
    ]


def _hold(cursor: Any, tables: set[str]) -> None:  # noqa: ANN401  # the driver's own
    """Have these tables alone until the end of the transaction, or give up soon."""
    cursor.execute("SELECT current_setting('lock_timeout')")
    usual = cursor.fetchone()[0]
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    listed = ", ".join(sorted(tables))
    cursor.execute(f"LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE")
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
