"""Referrals are asked for on the right occasions only, and a sentence says why."""

from datetime import timedelta
from decimal import Decimal

import pytest

from planner.outreach.models import Contact, FollowUp, OutreachRules
from planner.outreach.queries.asking import FRESH, GIVE_FIRST, occasion
from promises.ledger import Entry
from promises.services.occasions import note_occasion
from tests.make import (
    NOW,
    make_acquaintance,
    make_answer,
    make_contact,
    make_customer,
    make_interaction,
    make_promise,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def buyer():
    """Somebody we have met twice, who is a customer and not close."""
    person = make_acquaintance(closeness=2, customer=make_customer(code="c-1"))
    for days in (200, 100):
        make_contact(person, on=TODAY - timedelta(days=days))
    return person


def ago(days):
    return NOW - timedelta(days=days)


def asked(person):
    found = occasion(person, today=TODAY)
    return found.good, found.reason


def follow_up(person, *, due, done):
    return FollowUp.objects.create(
        acquaintance=person,
        owner=person.added_by,
        what="Send the article",
        promised_at=ago(90),
        due_at=due,
        done_at=done,
        changed_at=NOW,
    )


def due(promise, *, days, done):
    """Write an occasion of the customer's on the ledger, due so many days ago."""
    moment = ago(days)
    note_occasion(
        Entry(
            row=0,
            promise_id=promise.pk,
            reference=f"order {days}",
            customer="c-1",
            segment_id=None,
            promised_at=ago(days + 5),
            due_at=moment,
            done_at=None if done is None else moment + done,
        )
    )


def test_without_a_reason_one_gives_first(buyer):
    assert asked(buyer) == (False, GIVE_FIRST)


def test_who_thanked_us_is_asked_while_it_is_fresh(buyer):
    make_contact(buyer, on=TODAY - FRESH, thanked=True)
    assert asked(buyer) == (False, GIVE_FIRST)
    make_contact(buyer, on=TODAY - timedelta(days=59), thanked=True)
    good, reason = asked(buyer)
    assert good
    assert "They thanked us on" in reason


def test_who_praised_us_is_asked(buyer):
    make_interaction(buyer.customer, at=ago(61), kind="praise")
    make_interaction(buyer.customer, at=ago(5), kind="praise", direction="from-us")
    assert not asked(buyer)[0]
    make_interaction(buyer.customer, at=ago(3), kind="praise")
    good, reason = asked(buyer)
    assert good
    assert "They praised us on" in reason


@pytest.mark.parametrize(
    ("score", "lowest", "good"),
    [(9, 0, True), (10, 0, True), (8, 0, False), (9, 1, True), (8, 1, False)],
)
def test_who_would_recommend_us_is_asked(buyer, score, lowest, good):
    make_answer(
        buyer.customer,
        kind="nps",
        score=Decimal(score),
        lowest=Decimal(lowest),
        highest=Decimal(10),
        on=TODAY,
    )
    assert asked(buyer)[0] is good


def test_who_was_satisfied_has_not_said_that_they_recommend_us(buyer):
    make_answer(buyer.customer, score=Decimal(5), on=TODAY)
    assert not asked(buyer)[0]


def test_a_promise_kept_to_a_customer_is_an_occasion_and_a_broken_one_is_none(buyer):
    promise = make_promise(statement="Delivered by Friday.")
    due(promise, days=10, done=-timedelta(hours=1))
    good, reason = asked(buyer)
    assert good
    assert "Delivered by Friday." in reason
    due(promise, days=12, done=timedelta(days=2))
    good, reason = asked(buyer)
    assert not good
    assert "was broken towards them" in reason


def test_what_is_not_due_yet_or_long_ago_is_neither(buyer):
    promise = make_promise()
    due(promise, days=-3, done=None)
    due(promise, days=70, done=None)
    assert asked(buyer) == (False, GIVE_FIRST)


def test_what_we_promised_among_ourselves_was_not_promised_to_them(buyer):
    promise = make_promise()
    due(promise, days=10, done=None)
    assert "broken" in asked(buyer)[1]
    OutreachRules.objects.create(pk=1, promise=promise)
    assert asked(buyer) == (False, GIVE_FIRST)


def test_a_complaint_comes_first_until_they_praised_us(buyer):
    Contact.objects.update(thanked=True)
    make_contact(buyer, on=TODAY, thanked=True)
    make_interaction(buyer.customer, at=ago(4), kind="complaint")
    good, reason = asked(buyer)
    assert not good
    assert "put that right first" in reason
    make_interaction(buyer.customer, at=ago(1), kind="praise")
    assert asked(buyer)[0]


def test_a_follow_up_that_was_late_is_made_up_for_first(buyer):
    make_contact(buyer, on=TODAY, thanked=True)
    late = follow_up(buyer, due=ago(8), done=ago(7))
    assert "was done late" in asked(buyer)[1]
    FollowUp.objects.filter(pk=late.pk).update(due_at=ago(70), done_at=ago(69))
    assert asked(buyer)[0]


def test_rest_says_whether_to_ask(buyer, frontline, signed_in):
    path = f"/api/v1/outreach/people/{buyer.pk}/occasion/"
    found = signed_in(frontline).get(path).json()
    assert found == {"good": False, "reason": GIVE_FIRST}
