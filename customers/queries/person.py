"""One customer: what they bought, said, and when we spoke."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Sum

from customers.models import (
    Customer,
    Defection,
    History,
    Interaction,
    LoyaltyStudy,
    Purchase,
    SurveyAnswer,
)

MOST_DAYS: Final = 400
MOST_ROWS: Final = 20


@dataclass(frozen=True)
class Day:
    """What was bought on one day, refunds left out."""

    on: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Person:
    """Everything a customer's page shows, the newest first; lists are bounded.

    ``study`` is the one that the figures are from, None before there is one.
    """

    customer: Customer
    history: History | None
    days: tuple[Day, ...]
    answers: tuple[SurveyAnswer, ...]
    interactions: tuple[Interaction, ...]
    defections: tuple[Defection, ...]
    study: LoyaltyStudy | None


def person(customer: Customer) -> Person:
    """Return what is known of a customer, in a fixed number of queries."""
    days = (
        Purchase.objects.filter(customer=customer, amount__gte=0)
        .values("on")
        .annotate(bought=Sum("amount"))
        .order_by("-on")[:MOST_DAYS]
    )
    history = History.objects.filter(customer=customer).first()
    studies = LoyaltyStudy.objects.finished().light().order_by("-pk")
    return Person(
        customer=customer,
        history=history,
        days=tuple(Day(row["on"], row["bought"]) for row in days),
        answers=tuple(
            SurveyAnswer.objects.filter(customer=customer).order_by("-on", "-pk")[
                :MOST_ROWS
            ]
        ),
        interactions=tuple(
            Interaction.objects.filter(customer=customer).order_by("-at", "-pk")[
                :MOST_ROWS
            ]
        ),
        defections=tuple(
            Defection.objects.filter(customer=customer).order_by("-on")[:MOST_ROWS]
        ),
        study=studies.first() if history and history.as_of else None,
    )
