"""Lists of people and follow-ups, and one person with all that is known."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import User
from core.weeks import monday_of
from customers.models import Customer, Rhythm, Standing
from engine.outreach.resembling import words_of
from planner.outreach.models import (
    Acquaintance,
    FollowUp,
    Knows,
    NameState,
    Week,
    WeeklyName,
)

SHOWN: Final = ("late", "silent")
MOST_CUSTOMERS: Final = 50


@dataclass(frozen=True)
class Wanted:
    """How the list of people is narrowed."""

    q: str = ""
    kind: str = ""
    which: str = ""
    interest: int | None = None


def people(
    user: User, wanted: Wanted, *, now: datetime | None = None
) -> QuerySet[Acquaintance]:
    """Return the people the reader asked for, by name."""
    rows = Acquaintance.objects.visible_to(user).here()
    if wanted.q:
        words = " ".join(words_of(wanted.q)) or wanted.q
        rows = rows.filter(
            Q(name__icontains=wanted.q)
            | Q(name_key__contains=words)
            | Q(organisation__icontains=wanted.q)
            | Q(email__icontains=wanted.q)
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.interest:
        rows = rows.filter(interests=wanted.interest)
    if wanted.which == "mine":
        known = Knows.objects.filter(acquaintance=OuterRef("pk"), person=user)
        rows = rows.filter(Exists(known))
    if wanted.which == "never":
        rows = rows.filter(last_contact_on=None)
    if wanted.which == "no-contact":
        rows = rows.not_contactable()
    # Read beside the page, not joined: a page far down would join all before it.
    return rows.prefetch_related("customer", "interests", "known_by__person").order_by(
        "name", "pk"
    )


def person(user: User, pk: int) -> Acquaintance | None:
    """Return somebody with who knows them."""
    rows = Acquaintance.objects.visible_to(user).here()
    return (
        rows.select_related("customer", "added_by")
        .prefetch_related("interests", "known_by__person")
        .filter(pk=pk)
        .first()
    )


@dataclass(frozen=True)
class HeldOut:
    """How many are held out, and since when."""

    people: int
    since: datetime | None


def held_out(user: User) -> HeldOut:
    """Count those who are on nobody's list, to compare with; one query."""
    rows = Acquaintance.objects.visible_to(user).here()
    found = rows.filter(held_out_at__isnull=False).aggregate(
        people=Count("pk"), since=Min("held_out_at")
    )
    return HeldOut(**found)


def week_of(user: User, day: date) -> Week | None:
    """Return this person's week, once they said their hours."""
    return Week.objects.filter(person=user, monday=monday_of(day)).first()


def names_of(week: Week) -> list[WeeklyName]:
    """Return the names of a week in their order, with what a card shows of each."""
    rows = week.names.select_related(
        "acquaintance__customer", "handed_to", "contact"
    ).prefetch_related("acquaintance__interests", "acquaintance__contacts__by")
    return list(rows.order_by("position", "pk"))


def last_hours(user: User, day: date) -> Week | None:
    """Return the last week in which this person had hours."""
    before = Week.objects.filter(person=user, monday__lt=monday_of(day), hours__gt=0)
    return before.order_by("-monday").first()


def follow_ups(user: User, which: str, now: datetime) -> QuerySet[FollowUp]:
    """Return follow-ups, the first due first; one's own unless all are asked for."""
    rows = FollowUp.objects.visible_to(user).select_related(
        "acquaintance", "owner", "contact"
    )
    if not which.endswith("all"):
        rows = rows.of(user)
    if which.startswith("done"):
        return rows.filter(done_at__isnull=False).order_by("-done_at", "pk")
    if which.startswith("overdue"):
        rows = rows.overdue(now)
    return rows.open().order_by("due_at", "pk")


def due_by(user: User, day: date) -> QuerySet[FollowUp]:
    """Return the follow-ups that this person has to keep by a day, the first first."""
    rows = FollowUp.objects.visible_to(user).of(user).open()
    rows = rows.filter(due_at__date__lte=day).select_related("acquaintance")
    return rows.order_by("due_at", "pk")


def customers_to_bring(user: User, state: str) -> list[Standing]:
    """Return customers whose silence is worst and who are not among us yet."""
    chosen = state if state in SHOWN else Rhythm.SILENT
    known = Acquaintance.objects.here().filter(customer=OuterRef("customer"))
    rows = (
        Standing.objects.visible_to(user)
        .filter(state=chosen)
        .exclude(Exists(known))
        .exclude(customer__consent=Customer.Consent.REFUSED)
        .filter(customer__erased_at__isnull=True)
        .select_related("customer__history", "customer__segment")
        .worst_first()
    )
    return list(rows[:MOST_CUSTOMERS])


def waiting(user: User, day: date) -> list[WeeklyName]:
    """Return the open names of this week's list, for the first page after sign-in."""
    rows = WeeklyName.objects.filter(
        week__person=user, monday=monday_of(day), state=NameState.OPEN
    )
    return list(rows.select_related("acquaintance").order_by("position", "pk"))


def summary(names: list[WeeklyName]) -> dict[str, Any]:
    """Count a week's names by how they ended, and the minutes still open."""
    open_names = [row for row in names if row.is_open]
    return {
        "open": open_names,
        "closed": [row for row in names if not row.is_open],
        "done": sum(row.state == NameState.DONE for row in names),
        "minutes": sum(row.minutes for row in open_names),
    }
