"""Find and write many rows at once.

PostgreSQL takes rows as a stream (COPY): new ones straight into their table, others
into a table of the transaction's own, from where one statement merges them. That is a
third of the work of an INSERT that spells every value out. Few rows, and other
databases, go the way of Django's bulk_create.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import numpy as np
from django.db import connections, models, router, transaction
from django.db.models.lookups import In
from numpy.typing import NDArray

from core import loading

ENOUGH_TO_STREAM: Final = 200
MANY: Final = 5_000
SPELLED_AT_ONCE: Final = 5_000
ROWS_A_PIECE: Final = 2_000
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

Values = Sequence[object]
Codes = NDArray[np.int64]


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


def insert_columns(
    model: type[models.Model], columns: Mapping[str, tuple[Sequence[object], Codes]]
) -> int:
    """Insert rows given by columns, all or none; return how many.

    A column is its different values and, for each row, which of them it holds: what
    COPY reads is then written once for each different value.
    """
    using = router.db_for_write(model)
    count = len(next(iter(columns.values()))[1])
    with transaction.atomic(using=using, savepoint=False):
        if connections[using].vendor == "postgresql" and count >= ENOUGH_TO_STREAM:
            _stream_columns(model, using, columns)
            return count
        _spell_columns(model, using, columns)
    return count


def refresh_statistics(*written: type[models.Model], rows: int) -> None:
    """Let the database's planner know of many ``rows`` that were just written.

    PostgreSQL looks by itself a minute later; until then a page that joins new tables may
    be answered row by row, for minutes.
    """
    if rows < MANY:
        return
    for model in written:
        connection = connections[router.db_for_write(model)]
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(model._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {table}")


def _taken(values: Sequence[object], codes: Codes) -> list[object]:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    taken: list[object] = found[codes].tolist()
    return taken


def _spell_columns(
    model: type[models.Model],
    using: str,
    columns: Mapping[str, tuple[Sequence[object], Codes]],
) -> None:
    """Insert row by row; each different value is made ready once."""
    ready = [
        _taken(_ready(model, using, name, values), codes)
        for name, (values, codes) in columns.items()
    ]
    _execute_many(model, using, list(columns), list(zip(*ready, strict=True)))


def _ready(
    model: type[models.Model], using: str, column: str, values: Sequence[object]
) -> list[object]:
    """Return values of a column as the database takes them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    prepare, connection = fields[column].get_db_prep_save, connections[using]
    return [prepare(value, connection) for value in values]


def _execute_many(
    model: type[models.Model],
    using: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    connection = connections[using]
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    listed = ", ".join(quote(str(fields[name].column)) for name in columns)
    places = ", ".join(["%s"] * len(columns))
    # Names only, from the model itself; every value is a parameter.
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES ({places})"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


class _Lines:
    """A file of the lines of a table, written while it is read."""

    def __init__(self, columns: Sequence[tuple[Any, Codes]]) -> None:
        self._columns = columns
        self._count = len(columns[0][1])
        self._start = 0

    def read(self, _size: int) -> bytes:
        """Give the next lines: more than asked for is welcome to the driver."""
        start, end = self._start, self._start + ROWS_A_PIECE
        if start >= self._count:
            return b""
        self._start = end
        cells = [texts[codes[start:end]].tolist() for texts, codes in self._columns]
        lines = map("\t".join, zip(*cells, strict=True))
        return ("\n".join(lines) + "\n").encode()


def _written(values: Sequence[object]) -> list[str]:
    """Write each value as COPY reads it; only texts need a second look."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return [text.translate(_ESCAPES) for text in cast("Sequence[str]", values)]
    if not any(issubclass(kind, str | None) for kind in kinds):
        return list(map(str, values))
    return [_line([value]) for value in values]


def _stream_columns(
    model: type[models.Model],
    using: str,
    columns: Mapping[str, tuple[Sequence[object], Codes]],
) -> None:
    connection = connections[using]
    quote = connection.ops.quote_name
    stored = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    listed = ", ".join(quote(stored[name]) for name in columns)
    written = [
        (np.array(_written(values), dtype=object), codes)
        for values, codes in columns.values()
    ]
    statement = f"COPY {quote(model._meta.db_table)} ({listed}) FROM STDIN"
    many = len(written[0][1])
    with loading.quickly(connection, model, many), connection.cursor() as cursor:
        _copy(connection, cursor, statement, _Lines(written))


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
    if not unique and rows and connections[using].vendor == "sqlite":
        # Nothing is sent anywhere, so row by row is quicker than objects and long statements.
        cells = zip(columns, zip(*rows, strict=True), strict=True)
        ready = [_ready(model, using, column, values) for column, values in cells]
        _execute_many(model, using, columns, list(zip(*ready, strict=True)))
        return
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
            with loading.quickly(connection, model, len(rows)):
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


def _copy(connection: Any, cursor: Any, statement: str, text: Any) -> None:  # noqa: ANN401  # the driver's own
    """Send the stream; what goes wrong comes out as Django's errors."""
    with connection.wrap_database_errors:
        cursor.copy_expert(statement, text)
