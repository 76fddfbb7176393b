"""Rows in bulk: streamed or spelled out, the same comes to stand in the table."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from core import bulk
from promises.ledger import COLUMNS
from promises.models import Outcome
from tests.make import make_promise

pytestmark = pytest.mark.django_db

PROMISED = datetime(2026, 1, 5, 8, 0, 0, 123456, tzinfo=UTC)
DUE = datetime(2026, 1, 7, 12, tzinfo=UTC)
UNIQUE = ("promise_id", "reference")
ODD = (
    "",
    "\\N",
    "\\.",
    "a\tb",
    "line\nline\r\n",
    "back\\slash\\",
    "\\n",
    "quo\"te's",
    "Zoë 🙂",
    "%s {x} $1",
    "NULL",
)
# Two ways on PostgreSQL: as a stream, and spelled out.
COUNTS = (len(ODD), bulk.ENOUGH_TO_STREAM + 50)


def rows_of(promise, count, *, customer=None, done=None):
    return [
        (
            promise.pk,
            f"{number}{ODD[number % len(ODD)]}",
            ODD[number % len(ODD)] if customer is None else customer,
            None,
            PROMISED,
            DUE,
            done,
            date(2026, 1, 7),
            date(2026, 1, 5),
            done is not None,
            done is not None,
        )
        for number in range(count)
    ]


def stored():
    return list(Outcome.objects.order_by("pk").values_list(*COLUMNS))


def merge(rows):
    bulk.merge(Outcome, columns=COLUMNS, unique=UNIQUE, rows=rows)


@pytest.mark.parametrize("count", COUNTS)
def test_every_value_comes_to_stand_as_it_is(count):
    rows = rows_of(make_promise(), count)
    bulk.insert(Outcome, columns=COLUMNS, rows=rows)
    assert stored() == rows


@pytest.mark.parametrize("count", COUNTS)
def test_known_rows_are_changed_and_new_ones_inserted(count):
    promise = make_promise()
    rows = rows_of(promise, count)
    merge(rows[: count // 2])
    first = set(Outcome.objects.values_list("pk", flat=True))
    changed = rows_of(promise, count, customer="other", done=DUE)
    merge(changed)
    merge(changed)
    assert sorted(stored()) == sorted(changed)
    assert first <= set(Outcome.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("count", COUNTS)
def test_all_rows_go_in_or_none(count):
    rows = rows_of(make_promise(), count)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Outcome, columns=COLUMNS, rows=[*rows, rows[0]])
    assert not Outcome.objects.exists()


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        merge([])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL streams")
def test_thousands_of_rows_take_four_statements():
    rows = rows_of(make_promise(), 2_000)
    with CaptureQueriesContext(connection) as taken:
        merge(rows)
    assert len(taken) == 4
    assert Outcome.objects.count() == 2_000


@pytest.mark.parametrize("count", COUNTS)
def test_any_of_finds_what_is_in_the_set(count):
    rows = rows_of(make_promise(), count)
    bulk.insert(Outcome, columns=COLUMNS, rows=rows)
    wanted = {row[1] for row in rows[1::2]} | {"nowhere"}
    found = Outcome.objects.filter(bulk.AnyOf(F("reference"), wanted))
    assert set(found.values_list("reference", flat=True)) == wanted - {"nowhere"}
    assert not Outcome.objects.filter(bulk.AnyOf(F("reference"), set())).exists()


@pytest.mark.parametrize("rows", [10, 10_000])
def test_the_planner_hears_only_of_many_rows(
    rows: int, django_assert_num_queries: Any
) -> None:
    heard = connection.vendor == "postgresql" and rows > 5_000
    with django_assert_num_queries(int(heard)):
        bulk.refresh_statistics(Outcome, rows=rows)
