"""Purchases and customers out of the database as arrays, millions of them at a time.

PostgreSQL sends rows in its binary form (COPY), whose columns have a fixed width and are
read as they come; other databases are asked for rows in batches. Either way no row ever
becomes an object of its own.
"""

from dataclasses import dataclass
from datetime import date
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
Amounts = NDArray[np.float64]

_BOUGHT_STREAMED: Final = """
COPY (SELECT customer_id, "on", amount::float8 FROM customers_purchase
    WHERE amount >= 0 AND "on" <= '{day}') TO STDOUT (FORMAT BINARY)
"""
_BOUGHT: Final = """
SELECT customer_id, CAST(julianday("on") - 2440587.5 AS INTEGER), amount
FROM customers_purchase WHERE amount >= 0 AND "on" <= %s
"""
_SEGMENTS_STREAMED: Final = """
COPY (SELECT customer_id, COALESCE(segment_id, 0)::int8 FROM customers_history)
TO STDOUT (FORMAT BINARY)
"""
_SEGMENTS: Final = "SELECT customer_id, COALESCE(segment_id, 0) FROM customers_history"

# Each field comes behind its length; numbers are big-endian.
_LINE: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("a", ">i4"),
        ("customer", ">i8"),
        ("b", ">i4"),
        ("day", ">i4"),
        ("c", ">i4"),
        ("amount", ">f8"),
    ]
)
_PAIR: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("a", ">i4"),
        ("customer", ">i8"),
        ("b", ">i4"),
        ("segment", ">i8"),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of purchases; all arrays are (n,), days count from 1970-01-01."""

    customer: Whole
    day: Whole
    amount: Amounts


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


def bought(until: date) -> Lines:
    """Return every line that was bought by the end of a day; refunds are left out."""
    if not _streams():
        return Lines(
            *_fetched(_BOUGHT, [until.isoformat()], [np.int64, np.int64, np.float64])
        )
    # A date, which holds nothing but digits and dashes: COPY takes no parameters.
    sink = _streamed(_BOUGHT_STREAMED.format(day=until.isoformat()), _LINE)
    day = sink.column("day", np.int64)
    day += EPOCH
    return Lines(
        sink.column("customer", np.int64), day, sink.column("amount", np.float64)
    )


def segments() -> tuple[Whole, Whole]:
    """Return every customer with a history, and the segment of each, 0 for none."""
    if not _streams():
        customer, segment = _fetched(_SEGMENTS, [], [np.int64, np.int64])
    else:
        sink = _streamed(_SEGMENTS_STREAMED, _PAIR)
        customer = sink.column("customer", np.int64)
        segment = sink.column("segment", np.int64)
    order = np.argsort(customer)
    return customer[order], segment[order]
