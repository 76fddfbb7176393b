"""Both funnels count what people did, and say of whom nothing is known."""

from datetime import timedelta

import pytest
from django.urls import reverse

from planner.outreach.models import Contact, Referral
from planner.outreach.queries.involving import funnels
from tests.make import (
    NOW,
    make_acquaintance,
    make_answer,
    make_customer,
    make_interaction,
    make_purchase,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def ago(days):
    return TODAY - timedelta(days=days)


def contact(person, actor, **facts):
    values = {"on": ago(30), "key": f"{person.pk}-{len(facts)}", "logged_at": NOW}
    return Contact.objects.create(acquaintance=person, by=actor, **(values | facts))


def stages(found):
    return {step.title: step.people for step in found.involvement}


def test_people_stand_where_their_deeds_put_them(marketing):
    make_customer()
    make_answer(on=TODAY)
    make_purchase(on=TODAY)
    keen = make_customer()
    for kind in ("workshop", "user-group"):
        make_interaction(keen, at=NOW, kind=kind)
    old = make_purchase(on=ago(1_000)).customer
    assert old.pk
    source = make_acquaintance()
    Referral.objects.create(
        source=source, brought=make_acquaintance(), by=marketing, on=ago(10)
    )
    found = funnels(marketing, today=TODAY)
    assert stages(found) == {
        "Aware": 1,
        "Tire kicker": 1,
        "Browser": 1,
        "Involved": 1,
        "Advocate": 1,
    }
    assert found.unknown == 2
    assert found.people == 7
    assert found.ignored == 0


def test_somebody_we_know_who_is_a_customer_is_counted_once(marketing):
    customer = make_purchase(on=TODAY).customer
    person = make_acquaintance(customer=customer)
    contact(person, marketing, direction="from-them", on=TODAY)
    found = funnels(marketing, today=TODAY)
    assert found.people == 1
    assert stages(found)["Browser"] == 1


def test_what_we_did_is_no_deed_of_theirs(marketing):
    customer = make_customer()
    make_interaction(customer, at=NOW, direction="from-us")
    contact(make_acquaintance(), marketing)
    assert funnels(marketing, today=TODAY).unknown == 2


def test_who_rose_and_fell_is_counted_over_a_quarter(marketing):
    make_purchase(on=ago(150))
    riser = make_answer(on=ago(95)).customer
    make_purchase(riser, on=ago(1))
    steps = {s.title: s for s in funnels(marketing, today=TODAY).involvement}
    assert steps["Tire kicker"].fell == 0.0
    assert steps["Aware"].rose == 1.0
    assert steps["Advocate"].rose is None
    assert steps["Browser"].before[-1] == 1


def test_the_sales_funnel_counts_each_once_at_every_step(marketing):
    customer = make_customer()
    buyer = make_acquaintance(customer=customer)
    contact(buyer, marketing, channel="call")
    contact(buyer, marketing, channel="mail", key="2")
    make_purchase(customer, on=ago(5))
    early = make_acquaintance(customer=make_purchase(on=ago(300)).customer)
    contact(early, marketing, channel="mail")
    make_acquaintance()
    sales = funnels(marketing, today=TODAY).sales
    assert [(step.title, step.people) for step in sales] == [
        ("Contacted", 2),
        ("Talked", 1),
        ("Follow-up", 0),
        ("Purchase", 1),
    ]


def test_the_page_takes_as_many_queries_for_many_people(
    signed_in, frontline, count_queries
):
    client = signed_in(frontline)
    address = reverse("stories:involvement")
    few = count_queries(client, address)
    for _ in range(5):
        make_purchase(on=TODAY)
        contact(make_acquaintance(), frontline, direction="from-them")
    assert count_queries(client, address) == few
    assert "Tire kicker" in client.get(address).content.decode()


def test_rest_gives_both_funnels(signed_in, frontline, count_queries):
    client = signed_in(frontline)
    address = "/api/v1/outreach/funnels/"
    few = count_queries(client, address)
    make_purchase(on=TODAY)
    contact(make_acquaintance(), frontline, direction="from-them")
    make_acquaintance()
    assert count_queries(client, address) == few
    found = client.get(address).json()
    assert (found["people"], found["unknown"], found["every"]) == (3, 1, 1)
    titles = [step["title"] for step in found["involvement"]]
    assert titles == ["Aware", "Tire kicker", "Browser", "Involved", "Advocate"]
    assert len(found["days"]) == len(found["involvement"][0]["before"]) == 5
    assert [step["title"] for step in found["sales"]][-1] == "Purchase"
    assert client.post(address).status_code in {403, 405}
