"""Two people bring the same file in at the same moment: its rows come in once."""

import threading
from functools import partial

import pytest
from django.db import connection

from core import bulk, loading
from customers import importing
from customers.incoming.writing import write
from customers.models import Customer, CustomerImport, History, Purchase
from customers.services import ask_commit
from tests.customers.test_imports import NOW, checked
from tests.make import make_customer, make_user
from tests.reliability.race import PATIENCE_SECONDS, race

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = bulk.ENOUGH_TO_STREAM + 1
FILE = "customer,date,order,amount\n" + "".join(
    f"c{number % 7},2026-01-0{1 + number % 5},{number},10\n" for number in range(ROWS)
)


@pytest.fixture
def two_files():
    """Return two checked files that say the same, both about to come in."""
    actor = make_user()
    jobs = [checked(actor, FILE) for _ in range(2)]
    for job in jobs:
        ask_commit(actor=actor, job=job, now=NOW)
    return jobs


def bring_both_in():
    outcomes = race([partial(importing.run_next, now=NOW)] * 2)
    assert outcomes == [True, True]


@pytest.mark.parametrize("worth_it", [ROWS, ROWS + 1], ids=["anew", "as they are"])
def test_what_the_first_stored_the_second_finds(two_files, monkeypatch, worth_it):
    """Whether keys and indexes are built anew, or rows find their place in them."""
    monkeypatch.setattr(loading, "WORTH_IT", worth_it)
    bring_both_in()
    reports = [CustomerImport.objects.get(pk=job.pk).report for job in two_files]
    told = sorted((r["new"], r["unchanged"], r["new_customers"]) for r in reports)
    assert told == [(0, ROWS, 0), (ROWS, 0, 7)]
    assert Purchase.objects.count() == ROWS
    assert Customer.objects.count() == History.objects.count() == 7
    assert sum(h.revenue for h in History.objects.all()) == 10 * ROWS


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer")
def test_without_standing_in_line_rows_come_in_twice(monkeypatch, two_files):
    """The control: what standing in line is for."""
    for number in range(7):
        make_customer(code=f"c{number}")
    both = threading.Barrier(2)

    def when_both_have_looked(found, job):
        both.wait(PATIENCE_SECONDS)
        return write(found, job)

    monkeypatch.setattr(importing, "stand_in_line", lambda: None)
    monkeypatch.setattr(importing, "write", when_both_have_looked)
    bring_both_in()
    assert Purchase.objects.count() == 2 * ROWS
