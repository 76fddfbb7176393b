"""The promises kept and broken to one customer."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from promises.models import Outcome
from promises.queries.kept_to import MOST, kept_to
from tests.make import NOW, make_customer, make_made_promise

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def occasion(promise: Any, customer: str, number: int, **fields: Any) -> Outcome:
    due = fields.pop("due_at", NOW - timedelta(days=number))
    return Outcome.objects.create(
        promise=promise,
        reference=f"order-{number}",
        customer=customer,
        promised_at=due - timedelta(days=7),
        due_at=due,
        due_on=due.date(),
        due_week=due.date() - timedelta(days=due.weekday()),
        **fields,
    )


def test_occasions_of_this_customer_are_told_by_the_promises_own_rule(
    marketing: User, signed_in: Any
) -> None:
    customer = make_customer(code="K-7")
    promise = make_made_promise(kept_rule="moment")
    by_day = make_made_promise(kept_rule="day")
    done = {"done_at": NOW - timedelta(days=1)}
    occasion(promise, "K-7", 1, in_time=True, on_day=True, **done)
    occasion(promise, "K-7", 2, in_time=False, on_day=True, **done)
    occasion(by_day, "K-7", 3, in_time=False, on_day=True, **done)
    occasion(promise, "K-7", 4, in_time=False, on_day=False)
    soon = NOW + timedelta(days=3)
    occasion(promise, "K-7", 5, in_time=False, on_day=False, due_at=soon)
    occasion(promise, "K-8", 6, in_time=True, on_day=True, **done)
    found = kept_to(customer, marketing, today=TODAY)
    assert (found.kept, found.broken, found.more) == (2, 2, False)
    assert [one.kept for one in found.occasions] == [None, True, False, True, False]
    answer = signed_in(marketing).get(f"/promises/kept-to/{customer.pk}/")
    shown = " ".join(answer.content.decode().split())
    assert "2 kept, 3 broken" in shown  # what was to come is overdue by now
    assert "order-6" not in shown


def test_a_customer_the_ledger_does_not_know_is_told_so(
    marketing: User, signed_in: Any
) -> None:
    customer = make_customer(code="K-9")
    shown = signed_in(marketing).get(f"/promises/kept-to/{customer.pk}/")
    assert "names no occasion of this customer" in shown.content.decode()


def test_many_occasions_are_cut_and_cost_no_more_queries(
    marketing: User, signed_in: Any, count_queries: Any
) -> None:
    customer, promise = make_customer(code="K-5"), make_made_promise()
    browser = signed_in(marketing)
    address = f"/promises/kept-to/{customer.pk}/"
    occasion(promise, "K-5", 0, in_time=True, on_day=True, done_at=NOW)
    few = count_queries(browser, address)
    for number in range(1, MOST + 2):
        occasion(promise, "K-5", number, in_time=True, on_day=True, done_at=NOW)
    assert count_queries(browser, address) == few
    found = kept_to(customer, marketing, today=TODAY)
    assert found.more
    assert len(found.occasions) == MOST
