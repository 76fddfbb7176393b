"""Signs of life, answers, complaints and leavings, out of the database as arrays.

A sign of life is a day, by the company's clock, with a purchase, a contact on either
side or an answer; several on one day are one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import connections, router
from numpy.typing import NDArray

from customers import reading, remembering
from customers.models import Standing

BATCH: Final = 50_000
EPOCH: Final = date(1970, 1, 1)

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

_SAID: Final = """
SELECT customer_id, {on} FROM customers_surveyanswer WHERE "on" <= %s
UNION SELECT customer_id, {at} FROM customers_interaction WHERE "at" < %s
"""
_ANSWERS: Final = """
SELECT customer_id, score, lowest, highest, {on} FROM (
    SELECT a.customer_id, a.score, a.lowest, a.highest, a."on",
        ROW_NUMBER() OVER (PARTITION BY a.customer_id ORDER BY a."on" DESC, a.id DESC)
        AS place
    FROM customers_surveyanswer a
    LEFT JOIN (SELECT customer_id, MAX("on") AS left_on FROM customers_defection
        WHERE "on" <= %s GROUP BY customer_id) AS d ON d.customer_id = a.customer_id
    WHERE a.kind = %s AND a."on" <= %s AND (d.left_on IS NULL OR a."on" <= d.left_on)
) AS last WHERE place = 1
"""
_LEFT: Final = """
SELECT customer_id, {on}, broken_promise FROM (
    SELECT customer_id, "on", broken_promise,
        ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY "on" DESC, id DESC) AS place
    FROM customers_defection WHERE "on" <= %s
) AS last WHERE place = 1
"""
_COMPLAINTS: Final = """
SELECT customer_id, MAX({at}), COUNT(*) FROM customers_interaction
WHERE kind = 'complaint' AND "at" >= %s AND "at" < %s GROUP BY customer_id
"""
_HISTORIES: Final = """
SELECT h.customer_id, COALESCE(h.segment_id, 0), h.days, h.revenue,
    CASE WHEN h.relationship = 'former' THEN 1 ELSE 0 END,
    COALESCE({last}, -1)
FROM customers_history h ORDER BY h.customer_id
"""


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """Days with a sign of life of every customer who gave one; all arrays are (n,).

    ``days_then`` and ``last_then`` (−1 for none) count only until a day in the past.
    """

    customer: Whole
    days: Whole
    first: Whole
    last: Whole
    days_then: Whole
    last_then: Whole


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - EPOCH).days


def _words(zone: str) -> dict[str, str]:
    """Return how this database writes days as numbers; ``zone`` is a known name."""
    if connections[router.db_for_read(Standing)].vendor == "postgresql":
        start = "DATE '1970-01-01'"
        return {
            "on": f'("on" - {start})',
            "last": f"(h.last_on - {start})",
            "at": f"((\"at\" AT TIME ZONE '{zone}')::date - {start})",
        }
    number = "CAST(julianday({}) - 2440587.5 AS INTEGER)"
    local = f"django_datetime_cast_date(\"at\", '{zone}', 'UTC')"
    return {
        "on": number.format('"on"'),
        "last": number.format("h.last_on"),
        "at": number.format(local),
    }


def _fetched(
    statement: str, parameters: list[Any], kinds: list[Any]
) -> list[NDArray[Any]]:
    connection = connections[router.db_for_read(Standing)]
    parts: list[list[NDArray[Any]]] = [[] for _ in kinds]
    adapted = [_adapted(connection, value) for value in parameters]
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
        while rows := cursor.fetchmany(BATCH):
            columns = zip(*rows, strict=True)
            for part, column, kind in zip(parts, columns, kinds, strict=True):
                part.append(np.array(column, dtype=kind))
    return [
        np.concatenate(part) if part else np.zeros(0, dtype=kind)
        for part, kind in zip(parts, kinds, strict=True)
    ]


def _adapted(connection: Any, value: Any) -> Any:  # noqa: ANN401
    """Return a parameter as this database's own statements take it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value


def signs(*, until: date, then: date, before: datetime, zone: str) -> Signs:
    """Return the signs of life until the end of a day; ``before`` is that moment.

    Of the purchases only those are read that the last study did not put away.
    """
    bought, _ = remembering.days(reading.people())
    who, day = _fetched(
        _SAID.format(**_words(zone)), [until, before], [np.int64, np.int64]
    )
    customer = np.concatenate((np.repeat(bought.customer, bought.many), who))
    day = np.concatenate((bought.day, day))
    early = day <= day_number(until)
    return signs_of(customer[early], day[early], day_number(then))


def signs_of(customer: Whole, day: Whole, then: int) -> Signs:
    """Return the signs of life on some days of customers, in any order, some twice.

    >>> found = signs_of(np.array([7, 3, 7, 7]), np.array([5, 4, 9, 5]), then=6)
    >>> found.customer.tolist(), found.days.tolist(), found.last.tolist()
    ([3, 7], [1, 2], [4, 9])
    >>> found.days_then.tolist(), found.last_then.tolist()
    ([1, 1], [4, 5])
    """
    if not len(day):
        return Signs(*[np.zeros(0, dtype=np.int64)] * 6)
    base = day.min()
    width = day.max() - base + 1
    key = np.unique(customer * width + (day - base))
    customer, day = key // width, key % width + base
    starts = np.flatnonzero(np.diff(customer, prepend=customer[0] - 1))
    many = np.diff(np.append(starts, len(customer)))
    is_then = day <= then
    return Signs(
        customer[starts],
        many,
        day[starts],
        day[starts + many - 1],
        np.add.reduceat(is_then.astype(np.int64), starts),
        np.maximum.reduceat(np.where(is_then, day, -1), starts),
    )


def answers(*, kind: str, until: date, zone: str) -> list[NDArray[Any]]:
    """Return customer, score, lowest, highest and day of every last answer."""
    return _fetched(
        _ANSWERS.format(**_words(zone)),
        [until, kind, until],
        [np.int64, np.float64, np.float64, np.float64, np.int64],
    )


def leavings(*, until: date, zone: str) -> list[NDArray[Any]]:
    """Return customer, day and broken promise of every customer's last leaving."""
    return _fetched(
        _LEFT.format(**_words(zone)), [until], [np.int64, np.int64, np.str_]
    )


def complaints(*, since: datetime, before: datetime, zone: str) -> list[NDArray[Any]]:
    """Return customer, day of the last complaint and their number."""
    return _fetched(_COMPLAINTS.format(**_words(zone)), [since, before], [np.int64] * 3)


def histories(zone: str) -> list[NDArray[Any]]:
    """Return customer, segment (0: none), days bought, revenue, former, last bought."""
    return _fetched(
        _HISTORIES.format(**_words(zone)),
        [],
        [np.int64, np.int64, np.int64, np.float64, np.bool_, np.int64],
    )
