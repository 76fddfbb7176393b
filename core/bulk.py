"""Find and write many rows at once.

PostgreSQL takes rows as a stream (COPY): new ones straight into their table, others
into a table of the transaction's own, from where one statement merges them. That is a
third of the work of an INSERT that spells every value out. Few rows, and other
databases, go the way of Django's bulk_create.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

from django.db import connections, models, router, transaction
from django.db.models.lookups import In

ENOUGH_TO_STREAM: Final = 200
SPELLED_AT_ONCE: Final = 5_000
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

Values = Sequence[object]


class AnyOf(In):
    """Compare with a set of thousands: one parameter, where the database takes it.

    The set is taken as it is, unlike that of ``__in``: its values fit the column.
    """

    def get_prep_lookup(self) -> Any:  # noqa: ANN401
        return self.rhs

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # noqa: ANN401
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, list(self.rhs)]


def insert(
    model: type[models.Model], *, columns: Sequence[str], rows: Sequence[Values]
) -> None:
    """Insert these rows, all or none; ``columns`` name what every row holds.

    A foreign key is named as ``promise_id``.
    """
    _write(model, columns, (), rows)


def merge(
    model: type[models.Model],
    *,
    columns: Sequence[str],
    unique: Sequence[str],
    rows: Sequence[Values],
) -> None:
    """Insert these rows, or change those whose ``unique`` columns are there already.

    No two rows have the same unique values.
    """
    _write(model, columns, unique, rows)


def _write(
    model: type[models.Model],
    columns: Sequence[str],
    unique: Sequence[str],
    rows: Sequence[Values],
) -> None:
    using = router.db_for_write(model)
    streams = connections[using].vendor == "postgresql"
    with transaction.atomic(using=using, savepoint=False):
        if streams and len(rows) >= ENOUGH_TO_STREAM:
            _stream(model, using, columns, unique, rows)
        elif rows:
            _spell(model, using, columns, unique, rows)


def _spell(
    model: type[models.Model],
    using: str,
    columns: Sequence[str],
    unique: Sequence[str],
    rows: Sequence[Values],
) -> None:
    names = {field.attname: field.name for field in model._meta.concrete_fields}
    changing: dict[str, Any] = {
        "update_conflicts": True,
        "unique_fields": [names[column] for column in unique],
        "update_fields": [names[name] for name in columns if name not in unique],
    }
    model._default_manager.using(using).bulk_create(
        [model(**dict(zip(columns, row, strict=True))) for row in rows],
        batch_size=SPELLED_AT_ONCE,
        **(changing if unique else {}),
    )


def _line(row: Values) -> str:
    r"""Write a row as COPY reads it: tabs between the cells, ``\N`` for nothing."""
    return "\t".join(
        [
            r"\N"
            if cell is None
            else cell.translate(_ESCAPES)
            if isinstance(cell, str)
            else str(cell)
            for cell in row
        ]
    )


def _stream(
    model: type[models.Model],
    using: str,
    columns: Sequence[str],
    unique: Sequence[str],
    rows: Sequence[Values],
) -> None:
    connection = connections[using]
    quote = connection.ops.quote_name
    stored = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    names = {column: quote(stored[column]) for column in columns}
    table, incoming = quote(model._meta.db_table), quote("incoming_rows")
    listed = ", ".join(names.values())
    text = io.StringIO("".join([f"{_line(row)}\n" for row in rows]))
    # Names only, from the model itself; every value goes through the stream.
    with connection.cursor() as cursor:
        if not unique:
            _copy(connection, cursor, f"COPY {table} ({listed}) FROM STDIN", text)
            return
        cursor.execute(
            f"CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP AS "  # noqa: S608
            f"SELECT {listed} FROM {table} WITH NO DATA"
        )
        _copy(connection, cursor, f"COPY {incoming} ({listed}) FROM STDIN", text)
        changed = ", ".join(
            f"{names[column]} = EXCLUDED.{names[column]}"
            for column in columns
            if column not in unique
        )
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {incoming} "  # noqa: S608
            f"ON CONFLICT ({', '.join(names[column] for column in unique)}) "
            f"DO UPDATE SET {changed}"
        )
        cursor.execute(f"DROP TABLE {incoming}")


def _copy(connection: Any, cursor: Any, statement: str, text: io.StringIO) -> None:  # noqa: ANN401  # the driver's own
    """Send the stream; what goes wrong comes out as Django's errors."""
    with connection.wrap_database_errors:
        cursor.copy_expert(statement, text)
