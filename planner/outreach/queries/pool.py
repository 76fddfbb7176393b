"""Who could be on a person's list, what a contact is worth, and why in a sentence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import BaseExpression, CombinedExpression
from django.db.models.functions import Cast, Coalesce, RowNumber

from accounts.models import User
from accounts.queries import company
from core.templatetags.shares import about_money, percent
from customers.models import Interaction
from engine.outreach.choosing import Candidate, shrunken
from planner.outreach.models import (
    Acquaintance,
    Channel,
    Closeness,
    FollowUp,
    Knows,
    NameState,
    OutreachRules,
    SkipReason,
    WeeklyName,
)

FITTING: Final = {
    Closeness.HEARD_OF: Channel.MAIL,
    Closeness.MET: Channel.MAIL,
    Closeness.FAMILIAR: Channel.CALL,
    Closeness.CLOSE: Channel.BREAKFAST,
}
# A belief before anything is known: how often a name on a list leads to a talk.
COMES_ABOUT: Final = 0.8
SHORT: Final = 3  # the least days between a short interval and its maximum


class Facts(NamedTuple):
    """What is read of somebody to choose: of so many people, no more than that.

    ``known`` is how close the reader is to them, ``pointless`` how often somebody saw no
    point; the ``loss`` of a year, the last sign of life and the chance to be ``alive``
    are what the worker found of a customer.
    """

    pk: int
    kind: str
    email: str
    phone: str
    known: int
    pointless: int | None
    ideal_days: int | None
    maximum_days: int | None
    last_contact_on: date | None
    spoke_at: datetime | None
    loss: Decimal | None
    last_sign: date | None
    looked_on: date | None
    alive: float | None

    @property
    def silent_days(self) -> int | None:
        """Return the days since the last sign of life, when the worker last looked."""
        if self.last_sign is None or self.looked_on is None:
            return None
        return (self.looked_on - self.last_sign).days


@dataclass(frozen=True)
class Offer:
    """Somebody who could be contacted, as they would stand on the list."""

    facts: Facts
    candidate: Candidate
    channel: str
    assumed: bool
    currency: str

    @property
    def reason(self) -> str:
        """Say why they stand on the list; worded only for who does."""
        return f"{_waited(self.candidate)} {_worth(self)}"

    @property
    def key(self) -> int:
        return self.candidate.key

    @property
    def value(self) -> Decimal:
        return Decimal(str(round(self.candidate.value, 2)))


def fitting(person: Acquaintance, closeness: int) -> str:
    """Return the channel that fits how close somebody is, and what we have of them."""
    return channel_for(closeness, email=bool(person.email), phone=bool(person.phone))


def channel_for(closeness: int, *, email: bool, phone: bool) -> str:
    """Return the channel that fits a closeness, with these details of somebody."""
    channel = FITTING[Closeness(closeness)]
    if channel == Channel.MAIL and not email and phone:
        return Channel.CALL
    if channel == Channel.CALL and not phone and email:
        return Channel.MAIL
    return channel


def eligible(user: User, monday: date, day: date) -> QuerySet[Acquaintance]:
    """Return who may stand on this person's list of a week, whoever's turn it is.

    Those they know and those whom nobody knows; nobody who stands on a list of that
    week, is open on a colleague's, or waits for something that was promised.
    """
    knows = Knows.objects.filter(acquaintance=OuterRef("pk"))
    names = WeeklyName.objects.filter(acquaintance=OuterRef("pk"))
    waiting = FollowUp.objects.open().filter(acquaintance=OuterRef("pk"))
    spoke = (
        Interaction.objects.filter(customer=OuterRef("customer"))
        .order_by()
        .values("customer")
        .annotate(last=Max("at"))
        .values("last")
    )
    closeness = knows.filter(person=user).values("closeness")
    return (
        Acquaintance.objects.visible_to(user)
        .to_choose_from(day)
        .filter(
            Exists(knows.filter(person=user, not_mine=False))
            | ~Exists(knows.filter(not_mine=False))
        )
        .exclude(Exists(knows.filter(person=user, not_mine=True)))
        .exclude(Exists(names.filter(monday=monday)))
        .exclude(Exists(names.open().exclude(week__person=user)))
        .exclude(Exists(waiting))
        .annotate(
            spoke_at=Subquery(spoke),
            known=Coalesce(
                Subquery(closeness), F("closeness"), output_field=IntegerField()
            ),
            pointless=Subquery(
                names.filter(skip_reason=SkipReason.NO_POINT)
                .order_by()
                .values("acquaintance")
                .annotate(n=Count("pk"))
                .values("n")
            ),
            loss=F("customer__standing__expected_loss"),
            last_sign=F("customer__standing__last_sign"),
            looked_on=F("customer__standing__as_of"),
            alive=F("customer__history__alive"),
        )
        .order_by("pk")
    )


def facts_of(rows: QuerySet[Acquaintance]) -> Iterator[Facts]:
    """Read what is needed to choose of rows that are ``eligible``; one query."""
    found = rows.values_list(*Facts._fields)
    return (Facts(*row) for row in found.iterator(chunk_size=2_000))


def last_contact(person: Facts) -> date | None:
    """Return when anybody of the firm was last in contact, as far as is written."""
    spoke_on = person.spoke_at.date() if person.spoke_at else None
    return max((day for day in (person.last_contact_on, spoke_on) if day), default=None)


def intervals(person: Facts, rules: OutreachRules) -> tuple[int, int]:
    """Return the ideal and the maximum days between contacts: theirs, or the firm's."""
    ideal = person.ideal_days or rules.ideal_days
    maximum = person.maximum_days or rules.maximum_days
    return ideal, max(maximum, ideal + SHORT)


def worth(person: Facts, rules: OutreachRules) -> tuple[float, float, bool]:
    """Return value, chance, and whether they are assumed by the firm.

    For a customer that the worker has looked at: what a year without a sign of life
    would cost, and the study's chance that they still are a customer.
    """
    if person.loss is None or person.loss <= 0 or person.alive is None:
        return float(rules.value), float(rules.chance), True
    return float(person.loss), float(person.alive), False


def learned(user: User) -> dict[str, float]:
    """Return by kind of person how often a name on this user's list led to a talk.

    A belief that follows what was seen: first of everybody's lists, then of this
    person's own with this kind (``engine.outreach.choosing.shrunken``).
    """
    ended = WeeklyName.objects.filter(
        state__in=[NameState.DONE, NameState.SKIPPED, NameState.POSTPONED]
    )
    done = Count("pk", filter=Q(state=NameState.DONE))
    everybody = ended.aggregate(done=done, all=Count("pk"))
    belief = shrunken(everybody["done"], everybody["all"], belief=COMES_ABOUT)
    own = (
        ended.filter(week__person=user)
        .values("acquaintance__kind")
        .annotate(done=done, all=Count("pk"))
        .order_by("acquaintance__kind")
    )
    found = dict.fromkeys(Acquaintance.Kind.values, belief)
    for row in own:
        share = shrunken(row["done"], row["all"], belief=belief)
        found[row["acquaintance__kind"]] = share
    return found


def expected(rules: OutreachRules) -> Case:
    """Return value x chance as ``worth`` says, for the database to reckon with."""
    loss = Cast("customer__standing__expected_loss", FloatField())
    known = Q(
        customer__standing__expected_loss__gt=0, customer__history__alive__isnull=False
    )
    return Case(
        When(known, then=loss * F("customer__history__alive")),
        default=Value(float(rules.value) * float(rules.chance)),
        output_field=FloatField(),
    )


def offers(
    user: User,
    rules: OutreachRules,
    *,
    monday: date,
    day: date,
    apart: Sequence[QuerySet[Acquaintance]] = (),
) -> Iterable[Offer]:
    """Yield whoever could be in a best list of this person; a fixed number of queries.

    Those with whom nobody was ever in contact are all equally urgent: of them, and of
    each of the groups ``apart``, only as many of a kind as a list can hold are looked at,
    those that are worth most. So the work does not grow with everybody we know.
    """
    shares = learned(user)
    currency = company().currency
    rows = _first_of_each_kind(eligible(user, monday, day), rules, apart)
    for person in facts_of(rows):
        yield offer(person, rules, shares, day=day, currency=currency)


def _first_of_each_kind(
    rows: QuerySet[Acquaintance],
    rules: OutreachRules,
    apart: Sequence[QuerySet[Acquaintance]],
) -> QuerySet[Acquaintance]:
    """Leave out who was never contacted and stands behind enough others of their kind.

    What is learned, the channel and its minutes are one within a kind: see ``offer``.
    """
    never = Case(
        When(last_contact_on=None, spoke_at=None, then=Value(1)), default=Value(0)
    )
    alike: list[BaseExpression] = [
        _alike(never),
        Coalesce(F("pointless"), Value(0)),
        *(Exists(group.filter(pk=OuterRef("pk"))) for group in apart),
    ]
    place = Window(
        RowNumber(),
        partition_by=alike,
        order_by=[expected(rules).desc(), F("pk").asc()],
    )
    return rows.annotate(never=never, place=place).filter(
        Q(never=0) | Q(place__lte=rules.most_names)
    )


def _alike(never: Case) -> CombinedExpression:
    """Give those one number who are of one kind, as close, and have the same details.

    One small number sorts in half the time of the words that it stands for.
    """
    number = {kind: place for place, kind in enumerate(Acquaintance.Kind.values)}
    kind = Case(
        *(When(kind=key, then=Value(place)) for key, place in number.items()),
        default=Value(len(number)),
        output_field=IntegerField(),
    )
    mail = Case(When(email="", then=Value(0)), default=Value(1))
    phone = Case(When(phone="", then=Value(0)), default=Value(1))
    return (((kind * 8 + F("known")) * 2 + mail) * 2 + phone) * 2 + never


def offer(
    person: Facts,
    rules: OutreachRules,
    shares: dict[str, float],
    *,
    day: date,
    currency: str,
    carries: int = 0,
) -> Offer:
    """Return somebody as a candidate."""
    channel = channel_for(
        person.known, email=bool(person.email), phone=bool(person.phone)
    )
    value, chance, assumed = worth(person, rules)
    ideal, maximum = intervals(person, rules)
    last = last_contact(person)
    # "No point" halves the chance the first time, then takes a third of it, …
    doubt = shrunken(0, person.pointless or 0, belief=1, strength=1)
    candidate = Candidate(
        key=person.pk,
        value=value,
        chance=chance * shares[person.kind] * doubt,
        waited_days=None if last is None else max(0, (day - last).days),
        ideal_days=ideal,
        maximum_days=maximum,
        minutes=rules.minutes_of(channel),
        carries=carries,
    )
    return Offer(person, candidate, channel, assumed, currency)


def _waited(candidate: Candidate) -> str:
    waited = candidate.waited_days
    if waited is None:
        return "No contact with anybody of us is written down."
    if waited >= candidate.maximum_days:
        return (
            f"The last contact was {waited} days ago: more than "
            f"{candidate.maximum_days} are too many."
        )
    return (
        f"The last contact was {waited} days ago; {candidate.ideal_days} to "
        f"{candidate.maximum_days} are right."
    )


def _worth(made: Offer) -> str:
    candidate = made.candidate
    amount = about_money(candidate.value, made.currency)
    if made.assumed:
        return (
            f"The firm assumes {amount} a year from a rekindled relation; at a "
            f"chance of {percent(candidate.chance)} that is "
            f"{about_money(candidate.value * candidate.chance, made.currency)} for "
            f"{candidate.minutes} minutes."
        )
    days = made.facts.silent_days
    silent = f"Silent for {days} days: " if days else ""
    return (
        f"{silent}{amount} of a year's purchases would be lost without a sign of life, "
        f"and the chance to turn that is {percent(candidate.chance)}."
    )
