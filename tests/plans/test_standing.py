from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.refusals import Conflict, Invalid, NotAllowed
from planner.plans import services
from planner.plans.models import Commitment
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_plan,
    make_promise,
    make_submitted,
    make_tactic,
    make_user,
)

PAGE = "plans:commitments"


@pytest.fixture
def promise(db):
    return make_promise(code="next-week", state=PromiseState.STUDIED)


def entered(actor, promise, low=100, likely=120, high=150):
    return services.set_standing(
        promise=promise,
        actor=actor,
        low=Decimal(low),
        likely=Decimal(likely),
        high=Decimal(high),
        now=NOW,
    )


def test_a_promise_has_one_standing_commitment_that_changes(operations, promise):
    first = entered(operations, promise)
    second = entered(operations, promise, likely=130)
    assert first.pk == second.pk
    assert second.likely == 130
    event = AuditEvent.objects.latest("pk")
    assert event.changes == {"likely": ["120.000", "130.000"]}


def test_the_same_entry_twice_is_one_event(operations, promise):
    entered(operations, promise)
    entered(operations, promise)
    assert AuditEvent.objects.count() == 1


def test_only_the_operations_director_enters_them(promise, marketing, ceo, frontline):
    for somebody in (marketing, ceo, frontline):
        with pytest.raises(NotAllowed):
            entered(somebody, promise)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    "points", [(2, 1, 3), (1, 3, 2), (-1, 1, 2), ("NaN", 1, 2), (1, 2, "Infinity")]
)
def test_an_estimate_that_is_not_right_is_refused(operations, promise, points):
    with pytest.raises(Invalid):
        entered(operations, promise, *points)
    assert not Commitment.objects.exists()


def test_a_retired_promise_is_promised_to_nobody(operations):
    with pytest.raises(Conflict):
        entered(operations, make_promise(state=PromiseState.RETIRED))


def test_what_ended_holds_nothing_and_can_begin_again(operations, promise):
    first = entered(operations, promise)
    services.end_standing(commitment=first, actor=operations, now=NOW)
    assert not Commitment.objects.holding().exists()
    with pytest.raises(Conflict):
        services.end_standing(commitment=first, actor=operations, now=NOW)
    assert entered(operations, promise).pk != first.pk


def test_a_plans_reservation_is_not_ended_as_if_it_were_standing(
    operations, promise, marketing
):
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise])
    held = make_submitted(plan).commitments.get()
    with pytest.raises(Conflict):
        services.end_standing(commitment=held, actor=operations, now=NOW)
    assert Commitment.objects.holding().count() == 1


def test_operations_enter_and_end_them_on_their_page(operations, promise, signed_in):
    browser = signed_in(operations)
    sent = {"promise": promise.pk, "low": "1,100", "likely": "1,200", "high": "1,500"}
    assert browser.post(reverse(PAGE), sent).status_code == 302
    row = Commitment.objects.get()
    assert row.likely == 1200
    page = browser.get(reverse(PAGE), {"promise": "next-week"}).content
    assert b"1,200" in page
    end = reverse("plans:commitment-end", args=[row.pk])
    assert browser.get(end).status_code == 200
    assert Commitment.objects.holding().exists()
    browser.post(end)
    assert not Commitment.objects.holding().exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("low", "5000"),
        ("likely", "many"),
        ("high", "9" * 5000),
        ("promise", "0"),
        ("promise", "9" * 400),
    ],
)
def test_a_wrong_entry_comes_back_with_what_was_typed(
    operations, promise, signed_in, name, value
):
    sent = {"promise": promise.pk, "low": "100", "likely": "200", "high": "300"}
    answer = signed_in(operations).post(reverse(PAGE), sent | {name: value})
    assert answer.status_code == 422
    assert b'value="200"' in answer.content or name == "likely"
    assert not Commitment.objects.exists()


def test_others_read_what_is_promised_and_by_whom(
    operations, promise, marketing, frontline, outsider, signed_in
):
    entered(operations, promise)
    plan = make_plan(author=marketing, title="Spring launch")
    make_tactic(plan, [promise])
    make_submitted(plan)
    page = signed_in(make_user()).get(reverse(PAGE)).content.decode()
    assert "Spring launch" in page
    assert "until 2 Feb 2026" in page
    assert "Save" not in page
    seen = signed_in(frontline).get(reverse(PAGE)).content.decode()
    assert "Spring launch" not in seen
    assert "Your order number" in seen
    assert signed_in(outsider).get(reverse(PAGE)).status_code == 403


def test_the_page_takes_the_same_queries_for_many_rows(
    operations, signed_in, marketing, django_assert_max_num_queries
):
    browser = signed_in(operations)
    plan = make_plan(author=marketing)
    promises = [make_promise(state=PromiseState.STUDIED) for _ in range(10)]
    make_tactic(plan, promises[:1])
    browser.get(reverse(PAGE))
    with django_assert_max_num_queries(12) as few:
        browser.get(reverse(PAGE))
    make_tactic(plan, promises)
    make_submitted(plan)
    for promise in promises:
        entered(operations, promise)
    with django_assert_max_num_queries(len(few.captured_queries) + 1):
        browser.get(reverse(PAGE))


def test_nonsense_in_the_address_breaks_nothing(operations, signed_in):
    browser = signed_in(operations)
    for query in ({"page": "x"}, {"promise": "a\x00"}, {"promise": "9" * 5000}):
        assert browser.get(reverse(PAGE), query).status_code == 200
