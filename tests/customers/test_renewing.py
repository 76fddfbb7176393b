"""A review touches only what differs, and says what a whole one would say."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from customers import reviewing, rollup
from customers.models import Customer, Standing
from tests.customers.test_reviewing import LAST, crowd
from tests.make import (
    make_answer,
    make_customer,
    make_defection,
    make_interaction,
    make_purchase,
    make_segment,
)

pytestmark = pytest.mark.django_db
EXACT = (
    "customer_id",
    "segment_id",
    "state",
    "signs",
    "last_sign",
    "complained_on",
    "complaints",
    "answered_on",
    "score",
    "left_on",
    "left_over",
    "loyal",
)
WORN = ("due_after", "late_after", "silent_after", "at_stake", "expected_loss")


def review(day: int) -> tuple[int, dict[str, Any]]:
    """Review so many days after the last one known; return how many were written."""
    as_of = LAST + timedelta(days=day)
    rollup.count_all()
    everyone, document = reviewing.look(as_of, "Europe/Stockholm")
    with transaction.atomic():
        return reviewing.write(everyone, as_of), document


def rows() -> list[Any]:
    return list(Standing.objects.order_by("customer_id").values())


def happen(draw: random.Random, day: int) -> None:
    """Let something be bought, said, answered or left, and somebody come and go."""
    people = list(Customer.objects.order_by("pk"))
    on = LAST + timedelta(days=day)
    for customer in draw.sample(people, 4):
        make_purchase(customer, on=on, amount=Decimal(draw.randrange(5, 90)))
    make_answer(draw.choice(people), score=Decimal(draw.randrange(1, 6)), on=on)
    make_interaction(draw.choice(people), kind="complaint")
    make_defection(
        draw.choice(people), on=on, broken_promise=draw.choice(["", "on-time"])
    )
    Customer.objects.filter(pk=draw.choice(people).pk).update(segment=make_segment())
    if draw.random() < 0.5:
        make_purchase(make_customer(), on=on)


def assert_as_whole(found: list[Any], whole: list[Any]) -> None:
    for one, other in zip(found, whole, strict=True):
        assert [one[name] for name in EXACT] == [other[name] for name in EXACT]
        assert one["as_of"] <= other["as_of"]
        assert (one["loss"] is None) == (other["loss"] is None)
        if other["loss"] is not None:
            assert one["loss"] == pytest.approx(other["loss"], abs=0.0101)
        for name in WORN:
            if other[name] is not None:
                slack = 0.0101 + 0.0201 * float(other[name])
                assert abs(float(one[name]) - float(other[name])) <= slack


@pytest.mark.parametrize("seed", range(3))
def test_a_review_of_what_changed_says_what_a_whole_one_says(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # figures, not secrets
    crowd()
    review(0)
    day = 0
    for _ in range(4):
        day += draw.choice([0, 1, 1, 9])
        happen(draw, day)
        _, document = review(day)
        found = rows()
        Standing.objects.all().delete()
        written, anew = review(day)
        whole = rows()
        assert anew == document
        assert written == len(whole)
        assert_as_whole(found, whole)
        # Go on from what the reviews of changes had left, not from the whole one.
        Standing.objects.all().delete()
        Standing.objects.bulk_create(Standing(**row) for row in found)


def test_nothing_is_written_where_nothing_changed() -> None:
    crowd()
    make_answer(Customer.objects.earliest("pk"), on=LAST)
    assert review(0)[0] == Customer.objects.count()
    before = rows()
    assert review(0)[0] == 0
    assert rows() == before


def test_only_who_changed_is_written_on_the_same_day() -> None:
    crowd()
    review(0)
    quiet = Standing.objects.get(customer=Customer.objects.earliest("pk"))
    make_interaction(Customer.objects.latest("pk"), kind="complaint")
    assert review(0)[0] == 1
    assert Standing.objects.get(pk=quiet.pk).as_of == quiet.as_of


def test_who_is_no_customer_any_more_has_no_row() -> None:
    crowd()
    stranger = make_customer()
    review(0)
    assert Standing.objects.filter(pk=stranger.pk).exists()
    stranger.history.delete()
    with transaction.atomic():
        everyone, _ = reviewing.look(LAST, "Europe/Stockholm")
        reviewing.write(everyone, LAST)
    assert not Standing.objects.filter(pk=stranger.pk).exists()
