"""Write what a study expects of each customer to the customers' histories."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import connections, router
from numpy.typing import NDArray

from customers import renewing
from customers.models import History
from customers.renewing import EXACT, Column, Slack

# Chances and worths wear away by the day: they are left while nobody would notice.
_KINDS: Final = {
    "alive": ("real", Slack(points=0.01)),
    "expected": ("real", Slack(points=0.01, share=0.02)),
    "expected_low": ("whole", EXACT),
    "expected_high": ("whole", EXACT),
    "value": ("money", Slack(points=0.01, share=0.02)),
    "recency_score": ("whole", EXACT),
    "frequency_score": ("whole", EXACT),
    "monetary_score": ("whole", EXACT),
    "rfm_class": ("name", EXACT),
}
COLUMNS: Final = tuple(_KINDS)
_EMPTY: Final = {"value": "0", "rfm_class": "''"}


def write(
    *,
    customer: NDArray[Any],
    columns: Mapping[str, NDArray[Any]],
    classes: Sequence[str],
    as_of: date,
) -> int:
    """Let these customers have these figures; return how many rows were written.

    ``columns`` are named as ``COLUMNS``, each as long as ``customer``; NaN or −1 is
    nothing, ``rfm_class`` holds places in ``classes``. Whoever is not among these customers has no figures afterwards. To be called
    inside the transaction that finishes the study.
    """
    staged = {
        name: Column(columns[name], kind, slack, classes if kind == "name" else ())
        for name, (kind, slack) in _KINDS.items()
    }
    written = renewing.renew(History, customer, staged, as_of=as_of, only_known=True)
    empty = ", ".join(
        f"{name} = {_EMPTY.get(name, 'NULL')}" for name in ("as_of", *COLUMNS)
    )
    with connections[router.db_for_write(History)].cursor() as cursor:
        cursor.execute(
            f"UPDATE customers_history SET {empty} WHERE as_of IS NOT NULL "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM staged_figures s "
            "WHERE s.customer_id = customers_history.customer_id)"
        )
    return written
