"""Write what a study expects of each customer to the customers' histories, at once."""

import io
from datetime import date
from typing import Any, Final

import numpy as np
from django.db import connections, router
from numpy.typing import NDArray

from customers.models import History

AT_ONCE: Final = 50_000
COLUMNS: Final = (
    "alive",
    "expected",
    "expected_low",
    "expected_high",
    "value",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_class",
)

_TABLE: Final = """
CREATE TEMPORARY TABLE customer_figures (customer_id bigint PRIMARY KEY,
    alive double precision, expected double precision, expected_low integer,
    expected_high integer, value numeric(16, 2), recency_score smallint,
    frequency_score smallint, monetary_score smallint, rfm_class varchar(10))
"""


def write(
    *, customer: NDArray[np.int64], columns: list[list[Any]], as_of: date
) -> None:
    """Write ``columns``, in the order of ``COLUMNS``, each as long as ``customer``.

    Whoever is not among these customers has no figures afterwards. To be called inside
    the transaction that finishes the study.
    """
    connection = connections[router.db_for_write(History)]
    names = ", ".join(COLUMNS)
    changes = ", ".join(f"{name} = f.{name}" for name in COLUMNS)
    empty = ", ".join(
        f"{name} = {_EMPTY.get(name, 'NULL')}" for name in ("as_of", *COLUMNS)
    )
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        for start in range(0, len(customer), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            ids = customer[part].tolist()
            rows = zip(ids, *(column[part] for column in columns), strict=True)
            if connection.vendor == "postgresql":
                text = "".join(["\t".join(map(_cell, row)) + "\n" for row in rows])
                with connection.wrap_database_errors:
                    cursor.copy_expert(
                        f"COPY customer_figures (customer_id, {names}) FROM STDIN",
                        io.StringIO(text),
                    )
            else:
                places = ", ".join(["%s"] * (len(COLUMNS) + 1))
                cursor.executemany(
                    f"INSERT INTO customer_figures VALUES ({places})",  # noqa: S608
                    list(rows),
                )
        # Names of this module only; the day goes as a parameter.
        cursor.execute(
            f"UPDATE customers_history SET as_of = %s, {changes} "  # noqa: S608
            "FROM customer_figures f WHERE customers_history.customer_id = f.customer_id",
            [as_of],
        )
        cursor.execute(
            f"UPDATE customers_history SET {empty} WHERE as_of IS NOT NULL "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM customer_figures f "
            "WHERE f.customer_id = customers_history.customer_id)"
        )
        cursor.execute("DROP TABLE customer_figures")


_EMPTY: Final = {"value": "0", "rfm_class": "''"}


def _cell(value: object) -> str:
    return r"\N" if value is None else str(value)
