"""A company of any size, for measuring."""

from datetime import date

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from customers.models import Customer, History, Purchase
from planner.demo import scale
from tests.make import make_customer

TODAY = date(2026, 1, 5)
ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="such sizes are for PostgreSQL"
)


def test_shopping_makes_exactly_as_many_purchases_as_wanted() -> None:
    for wanted in (50, 400, 5_000):
        rounds = list(scale._shopping(50, wanted, np.random.default_rng(1)))
        who = np.concatenate([one for one, _ in rounds])
        day = np.concatenate([one for _, one in rounds])
        assert len(who) == len(day) == wanted
        assert set(who.tolist()) == set(range(50))  # everybody buys once at least
        assert day.min() >= 0
        assert day.max() < scale.WEEKS * 7


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="refused on other databases only"
)
def test_other_databases_are_refused_in_words() -> None:
    with pytest.raises(CommandError, match="set DATABASE_URL"):
        call_command("seed_demo", scale=True)


@pytest.mark.django_db
@ON_POSTGRESQL
def test_customers_and_purchases_are_written_and_counted() -> None:
    scale.fill(customers=40, purchases=300, today=TODAY, say=lambda _: None)
    assert Customer.objects.count() == History.objects.count() == 40
    assert Purchase.objects.count() == 300
    assert History.objects.bought().count() == 40
    newest = Purchase.objects.order_by("-on")[0].on
    assert newest < TODAY


@pytest.mark.django_db
@ON_POSTGRESQL
def test_nothing_is_written_over_customers_or_for_odd_numbers() -> None:
    with pytest.raises(CommandError, match="no more customers"):
        call_command("seed_demo", scale=True, customers=5, purchases=4)
    make_customer()
    with pytest.raises(CommandError, match="customers here already"):
        call_command("seed_demo", scale=True)
