"""Purchases and customers out of the database as arrays, millions of them at a time.

PostgreSQL sends rows in its binary form (COPY), whose columns have a fixed width and are
read as they come; other databases are asked for rows in batches. Either way no row ever
becomes an object of its own.
"""

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from django.db import connections, router
from numpy.typing import NDArray

from customers.models import History

BATCH: Final = 50_000
FLUSHED: Final = 1 << 22
HEADER: Final = 19  # of a binary COPY: signature, flags, length of what follows
EPOCH: Final = 10_957  # days from 1970-01-01 to PostgreSQL's 2000-01-01

Whole = NDArray[np.int64]

_BOUGHT_STREAMED: Final = """
COPY (SELECT customer_id, "on", (amount * 100)::int8 FROM customers_purchase
    {among} WHERE amount >= 0) TO STDOUT (FORMAT BINARY)
"""
_AMONG_STREAMED: Final = (
    "JOIN unnest('{{{ids}}}'::bigint[]) AS key ON key = customer_id"
)
_BOUGHT: Final = """
SELECT customer_id, CAST(julianday("on") - 2440587.5 AS INTEGER),
    CAST(ROUND(amount * 100) AS INTEGER)
FROM customers_purchase {among} WHERE amount >= 0
"""
_AMONG: Final = "JOIN json_each(%s) ON value = customer_id"
# A stamp is another as soon as a customer was counted again, or counted otherwise.
_COUNTED: Final = "counted_at, days, revenue, returned, first_on, last_on"
_PEOPLE_STREAMED: Final = f"""
COPY (SELECT customer_id, COALESCE(segment_id, 0)::int8,
    hashtextextended(concat_ws('|', {_COUNTED}), 0)
    FROM customers_history) TO STDOUT (FORMAT BINARY)
"""  # noqa: S608  # words of this module only
_PEOPLE: Final = f"""
SELECT customer_id, COALESCE(segment_id, 0), {_COUNTED} FROM customers_history
"""  # noqa: S608  # words of this module only

# Each field comes behind its length; numbers are big-endian.
_LINE: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("a", ">i4"),
        ("customer", ">i8"),
        ("b", ">i4"),
        ("day", ">i4"),
        ("c", ">i4"),
        ("cents", ">i8"),
    ]
)
_PERSON: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("a", ">i4"),
        ("customer", ">i8"),
        ("b", ">i4"),
        ("segment", ">i8"),
        ("c", ">i4"),
        ("stamp", ">i8"),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of purchases; all arrays are (n,), days count from 1970-01-01."""

    customer: Whole
    day: Whole
    cents: Whole


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody with a history, by key; all arrays are (n,).

    ``segment`` is 0 for none; ``stamp`` is another after each time somebody was counted.
    """

    customer: Whole
    segment: Whole
    stamp: Whole


class _Sink:
    """A file that turns what is written to it into arrays of fixed rows."""

    def __init__(self, row: np.dtype[Any]) -> None:
        self._row = row
        self._held = bytearray()
        self._skip = HEADER
        self.parts: list[NDArray[Any]] = []

    def write(self, data: bytes) -> None:
        self._held += data
        if len(self._held) >= FLUSHED:
            self._flush()

    def _flush(self) -> None:
        rows = (len(self._held) - self._skip) // self._row.itemsize
        end = self._skip + rows * self._row.itemsize
        if rows > 0:
            self.parts.append(
                np.frombuffer(bytes(self._held[self._skip : end]), self._row)
            )
            del self._held[:end]
            self._skip = 0

    def column(self, name: str, kind: type[Any]) -> NDArray[Any]:
        """Return one column of all rows."""
        self._flush()
        parts = [part[name].astype(kind) for part in self.parts]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _streamed(statement: str, row: np.dtype[Any]) -> _Sink:
    connection = connections[router.db_for_read(History)]
    sink = _Sink(row)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, sink)
    return sink


def _fetched(statement: str, parameters: list[Any], kinds: list[Any]) -> list[Any]:
    parts: list[list[NDArray[Any]]] = [[] for _ in kinds]
    with connections[router.db_for_read(History)].cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(BATCH):
            columns = zip(*rows, strict=True)
            for part, column, kind in zip(parts, columns, kinds, strict=True):
                part.append(np.array(column, dtype=kind))
    return [
        np.concatenate(part) if part else np.zeros(0, dtype=kind)
        for part, kind in zip(parts, kinds, strict=True)
    ]


def _streams() -> bool:
    return connections[router.db_for_read(History)].vendor == "postgresql"


def bought(customers: Whole | None = None) -> Lines:
    """Return every line that was bought, by some or by all; refunds are left out."""
    if not _streams():
        among = "" if customers is None else _AMONG
        parameters = [] if customers is None else [json.dumps(customers.tolist())]
        statement = _BOUGHT.format(among=among)
        return Lines(*_fetched(statement, parameters, [np.int64, np.int64, np.int64]))
    # Whole numbers, which hold nothing but digits: COPY takes no parameters.
    among = ""
    if customers is not None:
        among = _AMONG_STREAMED.format(ids=",".join(map(str, customers.tolist())))
    sink = _streamed(_BOUGHT_STREAMED.format(among=among), _LINE)
    day = sink.column("day", np.int64)
    day += EPOCH
    return Lines(sink.column("customer", np.int64), day, sink.column("cents", np.int64))


def people() -> People:
    """Return everybody with a history, in the order of their keys."""
    if not _streams():
        columns = _fetched(_PEOPLE, [], [np.int64, np.int64, *[object] * 6])
        customer, segment, *counted = columns
        stamp = np.array([_stamp(row) for row in zip(*counted, strict=True)], np.int64)
    else:
        sink = _streamed(_PEOPLE_STREAMED, _PERSON)
        customer = sink.column("customer", np.int64)
        segment = sink.column("segment", np.int64)
        stamp = sink.column("stamp", np.int64)
    order = np.argsort(customer)
    return People(customer[order], segment[order], stamp[order])


def _stamp(counted: tuple[Any, ...]) -> int:
    text = "|".join(map(str, counted)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), signed=True)
