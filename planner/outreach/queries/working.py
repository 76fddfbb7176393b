"""Does contacting people work? Their purchases, against those of people not contacted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import Mod

from accounts.models import User
from customers.models import Customer, Purchase
from engine.outreach import NEVER, Bought, Comparison, NoClaim, experiment, matched
from planner.outreach.models import Acquaintance, Contact, OutreachRules

LENGTHS: Final = (90, 180, 365)
MOST_OTHERS: Final = 20_000
BEFORE: Final = timedelta(days=730)  # what is known of somebody before a contact


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What may be said: a comparison, or why nothing may be said."""

    days: int
    comparison: Comparison | None
    refusal: str
    hours: Decimal
    contacts: int
    held_on: date | None

    @property
    def total(self) -> float:
        """Return the difference over all who were on the side of the contacted."""
        found = self.comparison
        return found.value.difference * found.cases if found else 0.0

    @property
    def per_hour(self) -> float | None:
        """Return what an hour brought; nothing unless the difference is clear."""
        found = self.comparison
        if found is None or not found.value.is_clear or not self.hours:
            return None
        return self.total / float(self.hours)

    @property
    def per_contacted(self) -> float | None:
        """Return the difference for each who was really contacted."""
        found = self.comparison
        return self.total / found.reached if found and found.reached else None


def claim(user: User, *, days: int, today: date) -> Claim:
    """Compare purchases of the contacted with those of others, or say why not.

    With a part held out long enough that is an experiment, else a comparison with
    people alike; a fixed number of queries.
    """
    people = Acquaintance.objects.visible_to(user).here()
    known = people.filter(customer__isnull=False)
    held_on = known.aggregate(first=Min("held_out_at"))["first"]
    began = held_on.date() if held_on else None
    comparison, refusal = None, ""
    try:
        if began is not None and began + timedelta(days=days) <= today:
            comparison = _experiment(known, began, days)
        else:
            comparison = _matched(known, days, today)
    except NoClaim as reason:
        refusal = str(reason)
    hours, contacts = _effort(people, began, days, today)
    return Claim(
        days=days,
        comparison=comparison,
        refusal=refusal,
        hours=hours,
        contacts=contacts,
        held_on=began,
    )


def _experiment(known: QuerySet[Acquaintance], began: date, days: int) -> Comparison:
    rows = list(
        known.filter(added_at__date__lte=began)
        .annotate(
            first=Min(
                "contacts__on",
                filter=Q(contacts__on__gte=began)
                & Q(contacts__on__lt=began + timedelta(days=days))
                & Q(contacts__direction=Contact.Direction.FROM_US),
            )
        )
        .values_list("customer_id", "held_out_at", "first")
    )
    place = {customer: n for n, customer in enumerate(sorted({r[0] for r in rows}))}
    held = np.zeros(len(place), dtype=bool)
    reached = np.zeros(len(place), dtype=bool)
    for customer, held_at, first in rows:
        held[place[customer]] |= held_at is not None
        reached[place[customer]] |= first is not None
    bought = _bought(place, began)
    return experiment(
        bought, held=held, reached=reached, begins=began.toordinal(), days=days
    )


def _matched(known: QuerySet[Acquaintance], days: int, today: date) -> Comparison:
    first = dict(
        known.filter(contacts__direction=Contact.Direction.FROM_US)
        .annotate(first=Min("contacts__on"))
        .values_list("customer_id", "first")
    )
    if not first:
        raise NoClaim("No customer among the people we know was contacted yet.")
    every = _every()
    place = {
        pk: n for n, pk in enumerate(sorted({*first, *_others(set(first), every)}))
    }
    contacted = np.full(len(place), NEVER)
    for customer, day in first.items():
        contacted[place[customer]] = day.toordinal()
    bought = _bought(place, min(first.values()) - BEFORE, every)
    last = (today - timedelta(days=1)).toordinal()
    return matched(bought, contacted=contacted, last=last, days=days)


def _every() -> int:
    """Return of how many customers one is compared with: of all, or of every so many."""
    return Customer.objects.count() // MOST_OTHERS + 1


def _others(taken: set[int], every: int) -> Iterator[int]:
    """Yield customers to compare with, always the same."""
    rows = Customer.objects.annotate(rest=Mod(F("pk"), every)).filter(rest=0)
    for pk in rows.values_list("pk", flat=True).iterator(5_000):
        if pk not in taken:
            yield pk


def _bought(place: dict[int, int], since: date, every: int = 1) -> Bought:
    """Load what these people bought since a day; a day with purchases is one."""
    linked = Acquaintance.objects.here().filter(customer__isnull=False)
    days = (
        Purchase.objects.filter(on__gte=since)
        .annotate(rest=Mod(F("customer_id"), every))
        .filter(Q(rest=0) | Q(customer_id__in=linked.values("customer_id")))
        .values_list("customer_id", "on")
        .annotate(amount=Sum("amount"))
    )
    rows = [
        (place[customer], on.toordinal(), float(amount))
        for customer, on, amount in days.iterator(5_000)
        if customer in place
    ]
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return Bought(
        person=table[:, 0].astype(np.int64),
        day=table[:, 1].astype(np.int64),
        amount=table[:, 2],
    )


def _effort(
    people: QuerySet[Acquaintance], began: date | None, days: int, today: date
) -> tuple[Decimal, int]:
    """Return the hours that contacts took, as logged or else as the firm assumes."""
    rules = OutreachRules.objects.current()
    rows = Contact.objects.filter(
        acquaintance__in=people, direction=Contact.Direction.FROM_US
    )
    begins, ends = date.min, today + timedelta(days=1)
    if began is not None and began + timedelta(days=days) <= today:
        begins, ends = began, began + timedelta(days=days)
    rows = rows.filter(on__gte=begins, on__lt=ends)
    minutes = contacts = 0
    for channel, taken in rows.values_list("channel", "minutes").iterator(5_000):
        minutes += rules.minutes_of(channel) if taken is None else taken
        contacts += 1
    return Decimal(minutes) / 60, contacts
