"""How involved people are, beside how far talks have come towards a purchase."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Final

import numpy as np
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Mod, TruncDate

from accounts.models import User
from customers.models import Customer, Interaction, Purchase, SurveyAnswer
from engine.outreach import STAGES, Events, FadingRules, Involvement, follow
from planner.outreach.models import Acquaintance, Channel, Contact, FollowUp, Referral
from planner.outreach.models.involvement import InvolvementRules

MOST_CUSTOMERS: Final = 20_000
QUARTER: Final = 91
QUARTERS: Final = 4
YEARS: Final = 1_095  # days: what came before is left out
HALF_LIVES: Final = 3  # ... unless the longest of them is longer than a year


TITLES: Final = {
    "unknown": "Nothing known",
    "aware": "Aware",
    "tire-kicker": "Tire kicker",
    "browser": "Browser",
    "involved": "Involved",
    "advocate": "Advocate",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a funnel: how many stand there, and of how many that is the share."""

    title: str
    people: int
    share: float
    meaning: str = ""
    rose: float | None = None
    fell: float | None = None
    before: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Funnels:
    """Both funnels, and what is not known."""

    involvement: tuple[Step, ...]
    sales: tuple[Step, ...]
    days: tuple[date, ...]
    people: int
    unknown: int
    ignored: int
    every: int
    rules: InvolvementRules


def funnels(user: User, *, today: date) -> Funnels:
    """Return both funnels as of today; a fixed number of queries."""
    every = Customer.objects.count() // MOST_CUSTOMERS + 1
    rows = Acquaintance.objects.visible_to(user).here()
    place = _people(every, dict(rows.values_list("pk", "customer_id")))
    rules = InvolvementRules.objects.current()
    days = tuple(today - timedelta(days=QUARTER * n) for n in range(QUARTERS, -1, -1))
    found = follow(
        _events(place, every, today, rules),
        _fading(rules),
        np.array([day.toordinal() for day in days]),
        len(set(place.values())),
    )
    count = found.count[-1]
    return Funnels(
        involvement=_steps(found),
        sales=_sales(user),
        days=days,
        people=int(count.sum()),
        unknown=int(count[0]),
        ignored=found.ignored,
        every=every,
        rules=rules,
    )


def _fading(rules: InvolvementRules) -> FadingRules:
    kinds = rules.in_force()
    return FadingRules(
        weight=np.array([kind.weight for kind in kinds], dtype=float),
        half_life=np.array([kind.half_life for kind in kinds], dtype=float),
        brings=np.array([kind.brings for kind in kinds]),
        limits=rules.limits,
        advocate=float(rules.advocate),
    )


def _people(every: int, known: dict[int, int | None]) -> dict[tuple[str, int], int]:
    """Give everybody a place: customers, and people we know who are none.

    Somebody we know who is a customer stands at the customer's place.
    """
    sampled = Customer.objects.annotate(rest=Mod(F("pk"), every)).filter(rest=0)
    keys = {*sampled.values_list("pk", flat=True), *filter(None, known.values())}
    place = {("customer", pk): n for n, pk in enumerate(sorted(keys))}
    size = len(place)
    for pk, customer in sorted(known.items()):
        if customer is not None:
            place["person", pk] = place["customer", customer]
        else:
            place["person", pk] = size
            size += 1
    return place


def _events(
    place: dict[tuple[str, int], int], every: int, today: date, rules: InvolvementRules
) -> Events:
    kinds = rules.in_force()
    codes = {kind.code: n for n, kind in enumerate(kinds)}
    longest = max(kind.half_life for kind in kinds)
    since = today - timedelta(days=max(longest * HALF_LIVES, YEARS))
    rows = [
        (place[whose], codes.get(code, -1), on.toordinal())
        for whose, code, on in chain(
            _of_customers(every, since, today), _of_people(since)
        )
        if whose in place and on <= today
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Events(person=table[:, 0], kind=table[:, 1], day=table[:, 2])


Event = tuple[tuple[str, int], str, date]


def _of_customers(every: int, since: date, today: date) -> Iterator[Event]:
    linked = Acquaintance.objects.here().filter(customer__isnull=False)
    ours = Q(rest=0) | Q(customer_id__in=linked.values("customer_id"))
    bought = Purchase.objects.filter(on__gte=since, amount__gt=0)
    asked = SurveyAnswer.objects.filter(on__gte=since)
    spoke = Interaction.objects.filter(
        at__date__gte=since, direction=Interaction.Direction.FROM_THEM
    ).annotate(on=TruncDate("at"))
    rest = Mod(F("customer_id"), every)
    for code, rows in (("purchase", bought), ("answer", asked)):
        found = rows.annotate(rest=rest).filter(ours)
        for customer, on in found.values_list("customer_id", "on").distinct():
            yield ("customer", customer), code, on
    found = spoke.annotate(rest=rest).filter(ours)
    for customer, code, on in found.values_list("customer_id", "kind", "on"):
        yield ("customer", customer), code, on


def _of_people(since: date) -> Iterator[Event]:
    replies = Contact.objects.filter(
        on__gte=since, direction=Contact.Direction.FROM_THEM
    )
    for pk, on in replies.values_list("acquaintance_id", "on"):
        yield ("person", pk), "reply", on
    brought = Referral.objects.filter(on__gte=since)
    for pk, on in brought.values_list("source_id", "on"):
        yield ("person", pk), "referral", on


def _steps(found: Involvement) -> tuple[Step, ...]:
    """Return the stages with their count then and now, and who rose and fell last."""
    known = max(int(found.count[-1, 1:].sum()), 1)
    moves = found.moves[-1]
    steps = []
    for n, code in enumerate(STAGES[1:], start=1):
        stood = int(moves[n].sum())
        people = int(found.count[-1, n])
        steps.append(
            Step(
                title=TITLES[code],
                people=people,
                share=people / known,
                rose=float(moves[n, n + 1 :].sum()) / stood if stood else None,
                fell=float(moves[n, :n].sum()) / stood if stood else None,
                before=tuple(found.count[:, n].tolist()),
            )
        )
    return tuple(steps)


def _sales(user: User) -> tuple[Step, ...]:
    """Count how far talks have come; one query."""
    ours = Contact.objects.filter(
        acquaintance=OuterRef("pk"), direction=Contact.Direction.FROM_US
    )
    talks = Contact.objects.filter(acquaintance=OuterRef("pk")).exclude(
        channel__in=[Channel.MAIL, Channel.MESSAGE]
    )
    since = Purchase.objects.filter(
        customer_id=OuterRef("customer_id"), on__gt=OuterRef("first"), amount__gt=0
    )
    rows = (
        Acquaintance.objects.visible_to(user)
        .here()
        .annotate(first=Subquery(ours.order_by("on").values("on")[:1]))
        .filter(first__isnull=False)
        .annotate(
            talked=Exists(talks),
            promised=Exists(FollowUp.objects.filter(acquaintance=OuterRef("pk"))),
            bought=Exists(since),
        )
        .values_list("talked", "promised", "bought")
    )
    everybody = list(rows)
    counts = (
        ("Contacted", "by any of us, in any way", len(everybody)),
        ("Talked", "by voice or face to face", sum(r[0] for r in everybody)),
        ("Follow-up", "something was promised", sum(r[1] for r in everybody)),
        ("Purchase", "since the first contact", sum(r[2] for r in everybody)),
    )
    whole = max(len(everybody), 1)
    return tuple(
        Step(title=title, people=n, share=n / whole, meaning=meaning)
        for title, meaning, n in counts
    )
