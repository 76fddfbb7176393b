"""What is kept of each customer is what the purchases say."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from customers import rollup
from customers.growth import began, grew
from customers.models import Customer, History, Purchase
from customers.newcomers import Lines, add_up
from tests.make import MONDAY, make_customer, make_purchase, make_segment

pytestmark = pytest.mark.django_db

FACTS = ("segment_id", "relationship", "first_on", "last_on", "days")
MONEY = ("revenue", "repeat_revenue", "returned")


def kept() -> dict[int, tuple[Any, ...]]:
    rows = History.objects.values_list("customer_id", *FACTS, *MONEY)
    return {row[0]: row[1:] for row in rows}


def by_hand(customer: Customer) -> tuple[Any, ...]:
    days: dict[date, Decimal] = {}
    returned = Decimal(0)
    for one in Purchase.objects.filter(customer=customer):
        if one.amount < 0:
            returned -= one.amount
        else:
            days[one.on] = days.get(one.on, Decimal(0)) + one.amount
    first, last = min(days, default=None), max(days, default=None)
    bought = sum(days.values(), Decimal(0))
    return (
        customer.segment_id,
        customer.relationship,
        first,
        last,
        len(days),
        bought - returned,
        bought - (days[first] if first else 0),
        returned,
    )


def shop(draw: random.Random, customers: list[Customer], lines: int) -> set[int]:
    chosen = [draw.choice(customers) for _ in range(lines)]
    Purchase.objects.bulk_create(
        Purchase(
            customer=customer,
            on=MONDAY + timedelta(days=draw.randrange(60)),
            amount=Decimal(draw.randrange(-2_000, 9_000)) / 100,
        )
        for customer in chosen
    )
    return {customer.pk for customer in chosen}


def test_counting_as_it_grows_gives_what_counting_from_scratch_gives() -> None:
    draw = random.Random(3)  # noqa: S311  # figures, not secrets
    segment = make_segment()
    customers = [make_customer(segment=draw.choice([segment, None])) for _ in range(30)]
    for _ in range(6):
        grew(customer_ids=shop(draw, customers[:25], 20), only_added=True)
    gone = list(Purchase.objects.order_by("pk")[:15])
    touched = {one.customer_id for one in gone}
    Purchase.objects.filter(pk__in=[one.pk for one in gone]).delete()
    grew(customer_ids=touched, only_added=False)
    rollup.copy_facts()
    grown = kept()
    assert len(grown) == 30
    rollup.count_all()
    assert kept() == grown
    assert grown == {one.pk: by_hand(one) for one in customers}


def test_newcomers_are_counted_from_their_lines_as_from_the_table() -> None:
    draw = random.Random(11)  # noqa: S311  # figures, not secrets
    customers = [make_customer() for _ in range(30)]
    shop(draw, customers, 300)
    make_purchase(customers[0], amount=Decimal(0), on=MONDAY - timedelta(days=9))
    back = make_customer()
    make_purchase(back, amount=Decimal("-5.05"))
    stored = Purchase.objects.order_by("?").values_list("customer_id", "on", "amount")
    rows = [(who, day.toordinal(), int(amount * 100)) for who, day, amount in stored]
    lines = Lines(*np.array(rows, np.int64).T)
    began(lines, relationship="customer")
    found = kept()
    assert found == {one.pk: by_hand(one) for one in (*customers, back)}
    rollup.count_all()
    assert kept() == found


def test_sums_beyond_what_a_float_holds_are_exact() -> None:
    cents, many = 10**12 - 1, 10_007
    day = 700_000 + np.arange(many) % 2
    found = add_up(Lines(np.full(many, 7), day, np.full(many, cents)))
    # The first day has one line more than the second.
    assert (found.bought - found.on_first).tolist() == [cents * 5_003]
    assert found.bought.tolist() == [cents * many]


def test_only_the_customers_that_were_touched_are_counted() -> None:
    known, other = make_customer(), make_customer()
    make_purchase(known), make_purchase(other)
    grew(customer_ids=[known.pk], only_added=True)
    assert set(kept()) == {known.pk}


def test_what_a_study_wrote_stays_when_the_sums_change() -> None:
    customer = make_customer()
    make_purchase(customer, amount=Decimal("10.10"))
    grew(customer_ids=[customer.pk], only_added=True)
    History.objects.update(alive=0.5, value=Decimal(70), as_of=MONDAY)
    make_purchase(customer, amount=Decimal("20.20"), on=MONDAY + timedelta(days=9))
    grew(customer_ids=[customer.pk], only_added=True)
    found = History.objects.get()
    assert (found.revenue, found.repeat_revenue) == (Decimal("30.30"), Decimal("20.20"))
    assert (found.alive, found.value, found.as_of) == (0.5, Decimal(70), MONDAY)
    assert found.usual_gap == 9
    assert found.silent_days(MONDAY + timedelta(days=10)) == 1


def test_a_refund_alone_is_no_purchase() -> None:
    customer = make_customer()
    make_purchase(customer, amount=Decimal(-5))
    rollup.count([customer.pk])
    found = History.objects.get()
    assert (found.days, found.first_on, found.revenue) == (0, None, Decimal(-5))
    assert found.usual_gap is None
    assert found.silent_days(MONDAY) is None


def test_a_customer_who_moves_to_another_segment_is_followed() -> None:
    customer, segment = make_customer(), make_segment()
    rollup.copy_facts()
    Customer.objects.update(segment=segment, relationship="former")
    rollup.copy_facts()
    found = History.objects.get(customer=customer)
    assert (found.segment, found.relationship) == (segment, "former")


def test_counting_nobody_does_nothing() -> None:
    make_customer()
    rollup.count([])
    assert not History.objects.exists()
