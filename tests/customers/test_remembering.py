"""A study reads the purchases of those who changed, and knows the rest."""

import random
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection

from accounts.models import AuditEvent, User
from customers import reading, remembering, rollup
from customers.growth import grew
from customers.models import Customer, LoyaltyStudy, Purchase, PurchaseDays
from customers.services.studies import ask_study
from customers.studying import run_next
from tests.make import MONDAY, NOW, make_customer, make_purchase

pytestmark = pytest.mark.django_db
EPOCH = date(1970, 1, 1)


def by_hand() -> dict[int, dict[int, int]]:
    """Return the cents that each customer spent, by day."""
    found: dict[int, dict[int, int]] = {pk: {} for pk in keys()}
    for one in Purchase.objects.filter(amount__gte=0):
        days = found[one.customer_id]
        day = (one.on - EPOCH).days
        days[day] = days.get(day, 0) + int(one.amount * 100)
    return found


def keys() -> list[int]:
    return list(Customer.objects.values_list("pk", flat=True))


def told(found: remembering.Days) -> dict[int, dict[int, int]]:
    ends = np.cumsum(found.many)
    return {
        key: dict(
            zip(
                found.day[end - many : end].tolist(),
                found.cents[end - many : end].tolist(),
                strict=True,
            )
        )
        for key, many, end in zip(
            found.customer.tolist(), found.many.tolist(), ends.tolist(), strict=True
        )
    }


def shop(draw: random.Random, customers: list[Customer], lines: int) -> set[int]:
    chosen = [draw.choice(customers) for _ in range(lines)]
    for customer in chosen:
        make_purchase(
            customer,
            on=MONDAY - timedelta(days=draw.randrange(90)),
            amount=Decimal(draw.randrange(-500, 9_000)) / 100,
        )
    return {customer.pk for customer in chosen}


def read() -> tuple[remembering.Days, int]:
    return remembering.days(reading.people())


@pytest.mark.parametrize("seed", range(4))
def test_after_any_change_it_is_as_if_all_had_been_read(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "CUSTOMERS_A_PART", 4)
    draw = random.Random(seed)  # noqa: S311  # figures, not secrets
    customers = [make_customer() for _ in range(12)]
    shop(draw, customers, 40)
    rollup.count_all()
    days, read_of = read()
    assert (told(days), read_of) == (by_hand(), 12)
    for _ in range(4):
        remembering.put_away(days)
        assert PurchaseDays.objects.count() == -(-len(days.customer) // 4)
        touched = shop(draw, customers[:5], 3)
        gone = draw.choice(list(Purchase.objects.order_by("pk")))
        touched.add(gone.customer_id)
        gone.delete()
        newcomer = make_customer()
        make_purchase(newcomer)
        customers.append(newcomer)
        grew(customer_ids=[*touched, newcomer.pk], only_added=False)
        days, read_of = read()
        assert told(days) == by_hand()
        assert read_of <= len(touched) + 1
        assert (np.diff(days.customer) > 0).all()


def test_where_nothing_changed_no_purchase_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_purchase(make_customer())
    rollup.count_all()
    remembering.put_away(read()[0])
    monkeypatch.setattr(reading, "bought", None)
    days, read_of = read()
    assert (told(days), read_of) == (by_hand(), 0)


def test_who_was_deleted_is_not_remembered() -> None:
    stays, goes = make_customer(), make_customer()
    make_purchase(stays)
    rollup.count_all()
    remembering.put_away(read()[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM customers_history WHERE customer_id = %s", [goes.pk]
        )
    assert read()[0].customer.tolist() == [stays.pk]


def test_the_next_study_says_of_how_many_it_read_the_purchases(marketing: User) -> None:
    customers = [make_customer() for _ in range(8)]
    for customer in customers:
        make_purchase(customer)
    rollup.count_all()
    for expected in (8, 0, 1):
        ask_study(actor=marketing, value_weeks=26, discount=Decimal(0), now=NOW)
        assert run_next(now=NOW)
        event = AuditEvent.objects.filter(action="studied loyalty").latest("pk")
        assert event.changes["customers_read"] == expected
        make_purchase(customers[0], amount=Decimal(7))
        if expected == 0:
            grew(customer_ids=[customers[0].pk], only_added=True)
    assert LoyaltyStudy.objects.count() == 3
