"""Keep one row per customer of what the customer did: ``History``.

Rows are counted from the purchases, in one statement for a whole set of customers. An
import counts those whose purchases it touched and nobody else, so the work grows with
what came in and not with what is there; whoever is counted, is counted from scratch, so
it does not matter whether rows were added, changed or taken away. A purchase is what
costs nothing or more; what is below zero is a refund.
"""

import json
from collections.abc import Collection
from typing import Any, Final

from django.db import connections, router, transaction

from customers.models import History

AT_ONCE: Final = 100_000

_SUMS: Final = (
    "first_on",
    "last_on",
    "days",
    "revenue",
    "repeat_revenue",
    "returned",
)
_COPIES: Final = ("segment_id", "relationship", "code")

_COUNT: Final = """
WITH chosen AS (SELECT id, segment_id, relationship, code
    FROM customers_customer {where}),
daily AS (
    SELECT customer_id, "on",
        SUM(CASE WHEN amount >= 0 THEN amount END) AS bought,
        SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS returned
    FROM customers_purchase {purchases} GROUP BY customer_id, "on"
),
sums AS (
    SELECT customer_id,
        MIN(CASE WHEN bought IS NOT NULL THEN "on" END) AS first_on,
        MAX(CASE WHEN bought IS NOT NULL THEN "on" END) AS last_on,
        COUNT(bought) AS days,
        COALESCE(SUM(bought), 0) AS bought,
        SUM(returned) AS returned
    FROM daily GROUP BY customer_id
)
INSERT INTO customers_history (customer_id, segment_id, relationship, code, first_on,
    last_on, days, revenue, repeat_revenue, returned, counted_at, value, rfm_class)
SELECT chosen.id, chosen.segment_id, chosen.relationship, chosen.code,
    sums.first_on, sums.last_on, COALESCE(sums.days, 0),
    ROUND(COALESCE(sums.bought - sums.returned, 0), 2),
    ROUND(COALESCE(sums.bought - daily.bought, 0), 2),
    ROUND(COALESCE(sums.returned, 0), 2),
    CURRENT_TIMESTAMP, 0, ''
FROM chosen
LEFT JOIN sums ON sums.customer_id = chosen.id
LEFT JOIN daily ON daily.customer_id = chosen.id AND daily."on" = sums.first_on
WHERE true
ON CONFLICT (customer_id) DO UPDATE SET {changes}, counted_at = EXCLUDED.counted_at
"""

_COPY: Final = """
INSERT INTO customers_history (customer_id, segment_id, relationship, code, days,
    revenue, repeat_revenue, returned, counted_at, value, rfm_class)
SELECT c.id, c.segment_id, c.relationship, c.code, 0, 0, 0, 0, CURRENT_TIMESTAMP, 0, ''
FROM customers_customer c
LEFT JOIN customers_history h ON h.customer_id = c.id
WHERE h.customer_id IS NULL OR h.relationship <> c.relationship OR h.code <> c.code
    OR COALESCE(h.segment_id, 0) <> COALESCE(c.segment_id, 0)
ON CONFLICT (customer_id) DO UPDATE SET segment_id = EXCLUDED.segment_id,
    relationship = EXCLUDED.relationship, code = EXCLUDED.code
"""


def count(customer_ids: Collection[int]) -> None:
    """Count these customers anew."""
    ids = list(customer_ids)
    for start in range(0, len(ids), AT_ONCE):
        _count(ids[start : start + AT_ONCE])


def count_all() -> None:
    """Count everybody anew, from nothing but the purchases."""
    _count(None)


def copy_facts() -> None:
    """Give every customer a row, and every row its copies of what the customer is.

    Touches only rows that differ: a net under writers that forgot to tell.
    """
    with connections[_database()].cursor() as cursor:
        cursor.execute(_COPY)


def _database() -> str:
    return router.db_for_write(History)


def _count(ids: list[int] | None) -> None:
    connection = connections[_database()]
    streams = connection.vendor == "postgresql"
    where, purchases = "", ""
    parameters: list[Any] = []
    if ids is not None:
        among = "= ANY(%s)" if streams else "IN (SELECT value FROM json_each(%s))"
        where, purchases = f"WHERE id {among}", f"WHERE customer_id {among}"
        parameters = [ids if streams else json.dumps(ids)] * 2
    changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in (*_COPIES, *_SUMS))
    # Words of this module only; the customers go as parameters.
    statement = _COUNT.format(where=where, purchases=purchases, changes=changes)
    with (
        transaction.atomic(using=connection.alias, savepoint=False),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)
