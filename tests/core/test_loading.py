"""Many rows at once: keys and indexes stand afterwards as they stood before."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, connection, connections, transaction

from core import bulk, loading
from customers.models import Customer, Purchase
from promises.models import Outcome
from tests.make import make_customer, make_purchase

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL streams"
)
SOME = bulk.ENOUGH_TO_STREAM


@pytest.fixture(autouse=True)
def _a_few_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "WORTH_IT", SOME)


def columns(customer_id: int, rows: int = SOME) -> dict[str, Any]:
    same = np.zeros(rows, np.int64)
    return {
        "customer_id": ([customer_id], same),
        "reference": (["A"], same),
        "item": ([""], same),
        "on": ([date(2026, 1, 5)], same),
        "amount": ([Decimal("1.50")], same),
    }


def standing(model: type[Any] = Purchase) -> list[tuple[Any, ...]]:
    """Return the keys and indexes of the table, in full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
            " WHERE conrelid = %(table)s::regclass UNION ALL"
            " SELECT indexname, indexdef, true FROM pg_indexes"
            " WHERE tablename = %(table)s ORDER BY 1, 2",
            {"table": model._meta.db_table},
        )
        return list(cursor.fetchall())


def building(taken: Any) -> int:
    return sum(
        " ADD CONSTRAINT " in query["sql"] or "CREATE INDEX" in query["sql"]
        for query in taken.captured_queries
    )


@pytest.mark.django_db
def test_keys_and_indexes_are_built_after_the_rows(
    django_assert_max_num_queries: Any,
) -> None:
    before, ada = standing(), make_customer()
    make_purchase(ada)
    with django_assert_max_num_queries(40) as taken:
        assert bulk.insert_columns(Purchase, columns(ada.pk)) == SOME
    assert building(taken) == 3
    assert standing() == before
    assert Purchase.objects.filter(customer=ada).count() == SOME + 1


@pytest.mark.django_db
def test_few_rows_beside_what_is_there_leave_the_table_as_it_is(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(loading, "AS_MANY", 0)
    ada = make_customer()
    make_purchase(ada)
    with django_assert_max_num_queries(40) as taken:
        bulk.insert_columns(Purchase, columns(ada.pk))
    assert building(taken) == 0


@pytest.mark.django_db
def test_rows_of_nobody_are_refused_and_nothing_of_them_stays() -> None:
    before = standing()
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_columns(Purchase, columns(2**40))
    assert not Purchase.objects.exists()
    assert standing() == before


@pytest.mark.django_db
def test_what_another_tables_key_leans_on_stays() -> None:
    before = standing(Customer)
    rows = [
        (f"c{number}", "", "", "", "customer", "unknown", 1) for number in range(SOME)
    ]
    names = ("code", "name", "email", "phone", "relationship", "consent", "revision")
    bulk.insert(Customer, columns=names, rows=rows)
    assert standing(Customer) == before
    assert Customer.objects.count() == SOME


@pytest.mark.django_db
def test_a_code_that_is_there_already_is_refused() -> None:
    make_customer(code="c1")
    rows = [
        (f"c{number}", "", "", "", "customer", "unknown", 1) for number in range(SOME)
    ]
    names = ("code", "name", "email", "phone", "relationship", "consent", "revision")
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Customer, columns=names, rows=rows)
    assert Customer.objects.count() == 1
    assert standing(Outcome)


@pytest.mark.django_db(transaction=True)
def test_who_is_at_the_table_is_not_made_to_wait_for(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """A reader in the middle of a transaction: the rows go in the slow way."""
    monkeypatch.setattr(loading, "PATIENCE", "20ms")
    ada = make_customer()
    before = standing()
    reading, over = threading.Event(), threading.Event()

    def read() -> None:
        try:
            with transaction.atomic():
                Purchase.objects.count()
                reading.set()
                over.wait(30)
        finally:
            connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert reading.wait(30)
        with django_assert_max_num_queries(60) as taken:
            bulk.insert_columns(Purchase, columns(ada.pk))
    finally:
        over.set()
        reader.join()
    assert building(taken) == 0
    assert (
        sum("LOCK TABLE" in q["sql"] for q in taken.captured_queries) == loading.TRIES
    )
    assert Purchase.objects.count() == SOME
    assert standing() == before
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
