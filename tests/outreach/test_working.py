"""No claim without a comparison; and who brought whom."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from core.refusals import Conflict, Invalid, NotAllowed
from customers.models import Customer, Purchase
from planner.outreach.models import Acquaintance, Contact, FollowUp, Referral
from planner.outreach.queries.asking import occasion
from planner.outreach.queries.referring import graph, referrals
from planner.outreach.queries.working import claim
from planner.outreach.services.holding_out import hold_out, let_back
from tests.make import NOW, make_acquaintance, make_purchase

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def bought(customers, *, seed=1):
    rng = np.random.default_rng(seed)
    rows = []
    for customer in customers:
        days = rng.integers(1, 700, int(rng.poisson(6)))
        rows += [
            Purchase(
                customer=customer,
                reference=f"{customer.pk}-{n}",
                on=TODAY - timedelta(days=int(day)),
                amount=Decimal(20 + int(day) % 7),
            )
            for n, day in enumerate(days)
        ]
    Purchase.objects.bulk_create(rows)


@pytest.fixture
def known(marketing):
    """Return 200 customers, all among the people we know."""
    customers = Customer.objects.bulk_create(
        Customer(code=f"k-{n}", name=f"Known {n}") for n in range(200)
    )
    bought(customers)
    return Acquaintance.objects.bulk_create(
        Acquaintance(
            name=f"Known {n}",
            customer=customer,
            added_by=marketing,
            added_at=NOW - timedelta(days=500),
        )
        for n, customer in enumerate(customers)
    )


def called(people, actor, *, days_ago):
    Contact.objects.bulk_create(
        Contact(
            acquaintance=person,
            by=actor,
            channel="call",
            on=TODAY - timedelta(days=days_ago),
            minutes=30,
            key=f"call-{person.pk}",
            logged_at=NOW,
        )
        for person in people
    )


def test_without_a_contact_nothing_is_claimed(marketing):
    found = claim(marketing, days=90, today=TODAY)
    assert found.comparison is None
    assert "contacted yet" in found.refusal
    assert found.per_hour is found.per_contacted is None


def test_people_who_were_contacted_are_compared_with_people_alike(marketing, known):
    called(known[:70], marketing, days_ago=200)
    found = claim(marketing, days=90, today=TODAY)
    assert found.comparison is not None, found.refusal
    assert not found.comparison.is_experiment
    assert found.comparison.cases + found.comparison.alone == 70
    assert found.hours == 35
    assert not found.comparison.value.is_clear
    assert found.per_hour is None


def test_contacts_that_are_too_fresh_claim_nothing(marketing, known):
    called(known[:70], marketing, days_ago=20)
    found = claim(marketing, days=90, today=TODAY)
    assert found.comparison is None
    assert "long enough ago" in found.refusal


def test_a_part_held_out_makes_it_an_experiment(marketing, known):
    then = NOW - timedelta(days=120)
    held = hold_out(actor=marketing, share=Decimal("0.4"), seed=7, now=then)
    assert held == 80
    free = Acquaintance.objects.filter(held_out_at__isnull=True)
    called(free[:50], marketing, days_ago=100)
    for person in free[:50]:
        make_purchase(
            person.customer, on=TODAY - timedelta(days=60), amount=Decimal(900)
        )
    found = claim(marketing, days=90, today=TODAY)
    assert found.comparison is not None, found.refusal
    assert found.comparison.is_experiment
    assert (found.comparison.cases, found.comparison.reached) == (120, 50)
    assert found.comparison.value.is_clear
    assert found.per_contacted == pytest.approx(900, rel=0.15)
    assert found.per_hour == pytest.approx(found.total / 25)


def test_the_same_seed_holds_the_same_people_out(marketing, known):
    def held():
        rows = Acquaintance.objects.filter(held_out_at__isnull=False)
        return set(rows.values_list("pk", flat=True))

    facts = {"actor": marketing, "share": Decimal("0.2"), "now": NOW}
    hold_out(seed=3, **facts)
    first = held()
    with pytest.raises(Conflict):
        hold_out(seed=4, **facts)
    assert let_back(actor=marketing, now=NOW) == 40
    hold_out(seed=3, **facts)
    assert held() == first
    let_back(actor=marketing, now=NOW)
    hold_out(seed=4, **facts)
    assert held() != first
    assert not Acquaintance.objects.to_choose_from(TODAY).filter(pk__in=held()).exists()


@pytest.mark.parametrize("share", [Decimal("0.01"), Decimal("0.9")])
def test_too_small_or_too_great_a_share_is_refused(marketing, known, share):
    with pytest.raises(Invalid):
        hold_out(actor=marketing, share=share, seed=1, now=NOW)


def test_with_few_people_nobody_is_held_out(marketing):
    with pytest.raises(Invalid, match="0 customers"):
        hold_out(actor=marketing, share=Decimal("0.2"), seed=1, now=NOW)


def test_the_frontline_holds_nobody_out(frontline):
    with pytest.raises(NotAllowed):
        hold_out(actor=frontline, share=Decimal("0.2"), seed=1, now=NOW)


def test_the_page_says_what_may_be_said_and_holds_out(signed_in, marketing, known):
    client = signed_in(marketing)
    called(known[:70], marketing, days_ago=300)
    shown = client.get(reverse("stories:working"), {"days": "abc"}).content.decode()
    assert "a comparison, not an experiment" in shown
    done = client.post(reverse("stories:hold-out"), {"share": "0.2", "seed": "5"})
    assert done.status_code == 302
    assert (
        "40 people are held out"
        in client.get(reverse("stories:working")).content.decode()
    )
    again = client.post(reverse("stories:hold-out"), {"share": "0.2", "seed": "5"})
    assert again.status_code == 409
    assert client.post(reverse("stories:hold-out"), {"share": "x"}).status_code == 422
    client.post(reverse("stories:let-back"))
    assert not Acquaintance.objects.filter(held_out_at__isnull=False).exists()


def refer(source, brought, actor, days_ago=30):
    return Referral.objects.create(
        source=source,
        brought=brought,
        by=actor,
        on=TODAY - timedelta(days=days_ago),
    )


def test_what_became_of_a_referral_is_what_they_bought_since(signed_in, marketing):
    anna, ben, cleo = (make_acquaintance(name=n) for n in ("Anna", "Ben", "Cleo"))
    customer = make_purchase(on=TODAY - timedelta(days=90)).customer
    make_purchase(customer, on=TODAY - timedelta(days=10), amount=Decimal(70))
    Acquaintance.objects.filter(pk=ben.pk).update(customer=customer)
    refer(anna, ben, marketing)
    refer(ben, cleo, marketing, days_ago=5)
    found = referrals(marketing)
    assert [(b.referral.brought.name, b.value) for b in found] == [
        ("Cleo", Decimal(0)),
        ("Ben", Decimal(70)),
    ]
    drawn = graph(found)
    assert {node.label: node.x // 230 for node in drawn.nodes} == {
        "Anna": 0,
        "Ben": 1,
        "Cleo": 2,
    }
    assert len(drawn.lines) == 2
    shown = signed_in(marketing).get(reverse("stories:referrals")).content.decode()
    assert "Became a customer" in shown


def test_two_who_named_one_customer_each_see_what_was_bought_since(
    signed_in, marketing, django_assert_num_queries
):
    customer = make_purchase(on=TODAY - timedelta(days=20), amount=Decimal(40)).customer
    make_purchase(customer, on=TODAY - timedelta(days=5), amount=Decimal(60))
    ben = make_acquaintance(name="=Ben", customer=customer)
    refer(make_acquaintance(name="Anna"), ben, marketing)
    refer(make_acquaintance(name="Cleo"), ben, marketing, days_ago=10)
    with django_assert_num_queries(1):
        found = referrals(marketing)
    assert [b.value for b in found] == [Decimal(60), Decimal(100)]
    client = signed_in(marketing)
    page = client.get("/api/v1/outreach/referrals/").json()["results"]
    since = {row["source_name"]: row["bought_since"] for row in page}
    assert since == {"Anna": "100.00", "Cleo": "60.00"}
    firsts = {row["source_name"]: row["first_bought_on"] for row in page}
    assert firsts["Anna"] == str(TODAY - timedelta(days=20))
    sheet = client.get(reverse("stories:referrals-export", args=["csv"])).getvalue()
    assert "Anna,'=Ben" in sheet.decode()
    assert f"{TODAY - timedelta(days=20)},100" in sheet.decode()
    book = client.get(reverse("stories:referrals-export", args=["xlsx"]))
    assert book.status_code == 200
    wrong = client.get(reverse("stories:referrals-export", args=["pdf"]))
    assert wrong.status_code == 404


def test_a_circle_of_referrals_is_drawn(marketing):
    anna, ben = make_acquaintance(), make_acquaintance()
    refer(anna, ben, marketing)
    refer(ben, anna, marketing)
    assert len(graph(referrals(marketing)).nodes) == 2


def test_no_referrals_are_an_empty_graph():
    assert graph([]).nodes == ()


def talk(person, actor, times):
    for n in range(times):
        Contact.objects.create(
            acquaintance=person,
            by=actor,
            on=TODAY,
            key=f"{person.pk}-{n}",
            logged_at=NOW,
        )


def promise(person, actor, *, due, done=None):
    return FollowUp.objects.create(
        acquaintance=person,
        owner=actor,
        what="Send the article",
        promised_at=NOW - timedelta(days=30),
        due_at=due,
        done_at=done,
        changed_at=NOW,
    )


def test_a_referral_is_asked_for_on_the_right_occasions_only(marketing):
    first = make_acquaintance(closeness=4)
    assert "first contact" in occasion(first, today=TODAY).reason
    close = make_acquaintance(closeness=4)
    talk(close, marketing, 1)
    assert occasion(close, today=TODAY).good
    promise(close, marketing, due=NOW + timedelta(days=3))
    assert "keep it first" in occasion(close, today=TODAY).reason
    met = make_acquaintance(closeness=2)
    talk(met, marketing, 2)
    assert "Give first" in occasion(met, today=TODAY).reason
    due = NOW - timedelta(days=5)
    promise(met, marketing, due=due, done=due - timedelta(days=1))
    assert "You kept" in occasion(met, today=TODAY).reason
    refer(met, make_acquaintance(), marketing)
    assert "after a year" in occasion(met, today=TODAY).reason
    away = make_acquaintance(consent="withdrawn", closeness=4)
    assert not occasion(away, today=TODAY).good


def test_nobody_is_asked_twice_within_a_year_by_anybody(marketing):
    close = make_acquaintance(closeness=4)
    talk(close, marketing, 2)
    asked = {"asked_for_referral": True, "key": "asked", "logged_at": NOW}
    row = Contact.objects.create(
        acquaintance=close, by=marketing, on=TODAY - timedelta(days=364), **asked
    )
    found = occasion(close, today=TODAY)
    assert not found.good
    assert "were asked on" in found.reason
    Contact.objects.filter(pk=row.pk).update(on=TODAY - timedelta(days=365))
    assert occasion(close, today=TODAY).good


def test_a_promise_kept_late_is_no_occasion(marketing):
    met = make_acquaintance(closeness=2)
    talk(met, marketing, 2)
    due = NOW - timedelta(days=5)
    promise(met, marketing, due=due, done=due + timedelta(days=1))
    assert not occasion(met, today=TODAY).good


def test_rest_says_why_nothing_can_be_said_and_then_compares(
    signed_in, marketing, known
):
    client = signed_in(marketing)
    address = "/api/v1/outreach/does-it-work/"
    silent = client.get(address).json()
    assert (silent["comparison"], silent["days"]) == (None, 180)
    assert "contacted yet" in silent["refusal"]
    called(known[:70], marketing, days_ago=300)
    found = client.get(address, {"days": "90"}).json()
    assert found["comparison"]["is_experiment"] is False
    assert found["comparison"]["cases"] + found["comparison"]["alone"] == 70
    value = found["comparison"]["value"]
    assert value["low"] <= value["difference"] <= value["high"]
    assert found["hours"] == 35
    refused = client.get(address, {"days": "abc\x00"})
    assert refused.status_code == 400
    assert "90, 180, 365" in refused.content.decode()
