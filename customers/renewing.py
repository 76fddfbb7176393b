"""Write figures of very many customers, and touch only rows where they differ.

What is computed of everybody comes as columns. They are streamed into a table of the
transaction's own, from where one statement each takes away, changes and adds rows: so the
work grows with what changed, and a table of a million rows is not written anew because a
day has passed. A figure that time alone wears away (a chance, a worth) is left as it stands
while it differs by less than anybody would notice; ``Slack`` says how much that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connections, models, router
from numpy.typing import NDArray

Numbers = NDArray[Any]

AT_ONCE: Final = 100_000
EPOCH: Final = date(1970, 1, 1)
LARGEST_MONEY: Final = 1e13
SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END: Final = b"\xff\xff"


class Slack(NamedTuple):
    """How far a stored figure may be off: by ``points``, and by a share of itself."""

    points: float = 0.0
    share: float = 0.0


EXACT: Final = Slack()


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One figure of all customers (n,), as plain numbers.

    ``kind`` is ``whole`` or ``day`` (since 1970-01-01; below 0: nothing), ``real`` (NaN:
    nothing), ``score`` (the same, to two places), ``money``, ``flag``, or ``name``: then the numbers are places in ``names``.
    """

    values: Numbers
    kind: str
    slack: Slack = EXACT
    names: Sequence[str] = ()


_STAGED: Final = {"whole": "bigint", "day": "integer", "name": "integer"}
_WIDTHS: Final = {"whole": ">i8", "day": ">i4", "name": ">i4"}
_READ: Final = {
    "whole": "NULLIF(s.{0}, -1)",
    "day": "CASE WHEN s.{0} >= 0 THEN DATE '1970-01-01' + s.{0} END",
    "real": "NULLIF(s.{0}, 'NaN')",
    "score": "ROUND(NULLIF(s.{0}, 'NaN')::numeric, 2)",
    "money": "ROUND(s.{0}::numeric, 2)",
    "flag": "s.{0} <> 0",
    "name": "(%s::text[])[s.{0} + 1]",
}


def renew(
    model: type[models.Model],
    customer: Numbers,
    columns: Mapping[str, Column],
    *,
    as_of: date,
    only_known: bool = False,
) -> int:
    """Let the rows of these customers hold these figures; return how many were written.

    ``customer`` (n,) are keys, none twice. Rows of others are deleted and missing ones
    inserted, unless ``only_known``. ``as_of`` is noted in every row that is written.
    To be called inside a transaction.
    """
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    streams = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        _stage(connection, cursor, customer, columns, streams=streams)
        found, names = _found(columns, streams=streams)
        day = as_of if streams else as_of.isoformat()
        changes = ", ".join(f"{name} = f.{name}" for name in columns)
        differs = " OR ".join(
            _differs(name, columns[name], streams) for name in columns
        )
        # Names of this module and its callers only; every value is a parameter.
        cursor.execute(
            f"UPDATE {table} SET as_of = %s, {changes} FROM ({found}) f "  # noqa: S608
            f"WHERE {table}.customer_id = f.customer_id AND "
            f"({table}.as_of IS NULL OR {differs.replace('t.', f'{table}.')})",
            [day, *names],
        )
        written = cursor.rowcount
        if not only_known:
            cursor.execute(
                f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM staged_figures s "  # noqa: S608
                f"WHERE s.customer_id = {table}.customer_id)"
            )
            listed = ", ".join(columns)
            cursor.execute(
                f"INSERT INTO {table} (customer_id, as_of, {listed}) "  # noqa: S608
                f"SELECT customer_id, %s, {listed} FROM ({found}) f WHERE NOT EXISTS "
                f"(SELECT 1 FROM {table} t WHERE t.customer_id = f.customer_id)",
                [day, *names],
            )
            written += cursor.rowcount
        return int(written)


def _found(columns: Mapping[str, Column], *, streams: bool) -> tuple[str, list[Any]]:
    """Return the statement that reads what was staged, and its parameters."""
    parts, names = ["s.customer_id"], []
    for name, column in columns.items():
        read = _READ[column.kind] if streams else "s.{0}"
        parts.append(f"{read.format(name)} AS {name}")
        if streams and column.kind == "name":
            names.append(list(column.names))
    return f"SELECT {', '.join(parts)} FROM staged_figures s", names  # noqa: S608


def _differs(name: str, column: Column, streams: bool) -> str:  # noqa: FBT001
    """Say when a stored figure is no longer good enough."""
    if column.slack == EXACT:
        return f"t.{name} {'IS DISTINCT FROM' if streams else 'IS NOT'} f.{name}"
    points, share = column.slack
    return (
        f"(t.{name} IS NULL) <> (f.{name} IS NULL) OR "
        f"ABS(t.{name} - f.{name}) > {points} + {share} * ABS(f.{name})"
    )


def _stage(
    connection: Any,  # noqa: ANN401
    cursor: Any,  # noqa: ANN401
    customer: Numbers,
    columns: Mapping[str, Column],
    *,
    streams: bool,
) -> None:
    """Put the columns into a table that nobody else sees."""
    kinds = {name: _STAGED.get(one.kind, "float8") for name, one in columns.items()}
    words = ", ".join(
        [f"{name} {kind}" if streams else name for name, kind in kinds.items()]
    )
    cursor.execute("DROP TABLE IF EXISTS staged_figures")
    key = "bigint" if streams else "integer PRIMARY KEY"
    cursor.execute(
        f"CREATE TEMPORARY TABLE staged_figures (customer_id {key}, {words})"
    )
    for start in range(0, len(customer), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        if streams:
            with connection.wrap_database_errors:
                cursor.copy_expert(
                    "COPY staged_figures FROM STDIN (FORMAT BINARY)",
                    _Once(_packed(customer[part], columns, part)),
                )
        else:
            places = ", ".join(["%s"] * (len(columns) + 1))
            plain = [_plain(column, part) for column in columns.values()]
            cursor.executemany(
                f"INSERT INTO staged_figures VALUES ({places})",  # noqa: S608
                list(zip(customer[part].tolist(), *plain, strict=True)),
            )
    if streams:
        cursor.execute("ANALYZE staged_figures")


class _Once:
    """Bytes that are read as a file is."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self._at = 0

    def read(self, size: int) -> bytes:
        found = self._content[self._at : self._at + size]
        self._at += size
        return bytes(found)


def _packed(customer: Numbers, columns: Mapping[str, Column], part: slice) -> bytes:
    """Return rows as PostgreSQL's binary form has them: all of one width."""
    fields: list[tuple[str, str]] = [
        ("fields", ">i2"),
        ("of_key", ">i4"),
        ("key", ">i8"),
    ]
    for name, column in columns.items():
        fields += [(f"of_{name}", ">i4"), (name, _WIDTHS.get(column.kind, ">f8"))]
    rows = np.zeros(len(customer), dtype=np.dtype(fields))
    rows["fields"], rows["of_key"], rows["key"] = len(columns) + 1, 8, customer
    for name, column in columns.items():
        rows[f"of_{name}"] = rows.dtype[name].itemsize
        rows[name] = _numbers(column, part)
    return SIGNATURE + rows.tobytes() + END


def _numbers(column: Column, part: slice) -> Numbers:
    values = column.values[part]
    if column.kind == "money":
        values = np.round(np.minimum(values.astype(np.float64), LARGEST_MONEY), 2)
    elif column.kind == "whole":
        values = np.maximum(np.nan_to_num(values, nan=-1), -1)
    return np.asarray(values)


def _plain(column: Column, part: slice) -> list[Any]:
    """Return values as other databases store them."""
    values = _numbers(column, part)
    if column.kind == "day":
        known = {day: (EPOCH + timedelta(days=day)) for day in set(values.tolist())}
        return [known[day].isoformat() if day >= 0 else None for day in values.tolist()]
    if column.kind == "name":
        return [column.names[place] for place in values.tolist()]
    if column.kind == "money":
        return [str(Decimal(f"{value:.2f}")) for value in values.tolist()]
    if column.kind == "flag":
        return list(map(bool, values.tolist()))
    if column.kind == "whole":
        return [None if value < 0 else int(value) for value in values.tolist()]
    return [None if value != value else value for value in values.tolist()]
