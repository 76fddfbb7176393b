from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from customers.models import Customer, Defection, Interaction, Need, Purchase
from tests.make import (
    MONDAY,
    NOW,
    make_answer,
    make_customer,
    make_defection,
    make_interaction,
    make_need,
    make_purchase,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "write",
    [
        lambda: make_customer(code=""),
        lambda: make_customer(relationship="friend"),
        lambda: make_customer(consent="maybe"),
        lambda: make_customer(erased_at=NOW, name="Ada", consent="refused"),
        lambda: make_customer(erased_at=NOW, name="", consent="unknown"),
        lambda: make_answer(score=Decimal(6)),
        lambda: make_answer(kind="sun"),
        lambda: make_answer(score=5, lowest=5, highest=5),
        lambda: make_interaction(direction="sideways"),
        lambda: make_need(importance=6),
    ],
    ids=[
        "a customer without a code",
        "an unknown relationship",
        "an unknown consent",
        "an erased customer with a name",
        "an erased customer who may be contacted",
        "an answer beyond its scale",
        "an unknown kind of answer",
        "a scale without width",
        "an unknown direction",
        "an importance of six",
    ],
)
def test_the_database_refuses(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_code_is_one_customers_and_a_day_has_one_defection():
    ada = make_customer(code="17850")
    make_defection(ada, on=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_customer(code="17850")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_defection(ada, on=MONDAY)


def test_an_erased_customer_holds_nothing_and_stays():
    gone = make_customer(erased_at=NOW, name="", consent="refused")
    assert gone.is_erased
    assert list(Customer.objects.here()) == []


def test_the_frontline_sees_customers_and_an_administrator_nobody(
    frontline, outsider, ceo
):
    ada = make_customer()
    make_purchase(ada)
    make_interaction(ada)
    make_defection(ada)
    make_need()
    for model in (Customer, Purchase, Interaction, Defection, Need):
        assert model.objects.visible_to(ceo).count() == 1
        assert model.objects.visible_to(frontline).count() == 1
        assert model.objects.visible_to(outsider).count() == 0


def test_rows_of_one_customer_are_theirs():
    ada, bob = make_customer(), make_customer()
    hers = make_purchase(ada)
    make_purchase(bob)
    assert list(Purchase.objects.of(ada)) == [hers]
