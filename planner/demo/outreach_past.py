"""What came of earlier talks: calls of last spring, whom they brought, and promises."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from customers.models import Customer
from planner.outreach import services
from planner.outreach.models import Acquaintance, FollowUp

CALLED: Final = 60
CALLS_BEGAN: Final = 216  # days ago: long enough to see what was bought in 180
NOTES: Final = (
    "Asked after the shelves we built; they still stand.",
    "Talked about moving house, and what one leaves behind.",
    "Works from home now, and misses a door to close.",
    "The children have moved out; two rooms are free.",
    "Told me how the neighbours share one set of tools.",
    "Was in a hurry, and glad that nobody wanted anything.",
)
BROUGHT: Final = (
    ("moves in next door", "Called to say who moves in next door."),
    ("sings in the same choir", "Asked about our hall, for the choir; named a tenor."),
    ("a colleague of long ago", "Met somebody again who is furnishing a first flat."),
)
LIKED: Final = ("family", "gardens", "music", "neighbours", "small rooms")
HOURS: Final = (("marketing", "2"), ("ceo", "1.5"))


def remember(people: Mapping[str, User], *, now: datetime) -> None:
    """Let marketing's calls of last spring have been, and the CEO keep a promise."""
    called = _called(people["marketing"], now)
    _brought(people["marketing"], called, now)
    _promised(people, now)
    for who, hours in HOURS:
        services.set_hours(actor=people[who], hours=Decimal(hours), now=now)
    services.chase(now=now)


def _called(actor: User, now: datetime) -> Sequence[Acquaintance]:
    """Return customers who were called when they had been quiet for a while."""
    began = now - timedelta(days=CALLS_BEGAN)
    quiet = (
        Customer.objects.here()
        .exclude(consent=Customer.Consent.REFUSED)
        .filter(
            history__last_on__gte=(began - timedelta(days=300)).date(),
            history__first_on__lte=(began - timedelta(days=120)).date(),
        )
    )
    codes = _of_different_names(quiet, CALLED)
    rows = services.bring_customers(actor=actor, codes=codes, now=began)
    for number, row in enumerate(rows):
        services.log(
            actor=actor,
            acquaintance_id=row.pk,
            talk=services.Talk(
                channel="call",
                line=NOTES[number % len(NOTES)],
                interest=LIKED[number % len(LIKED)],
                minutes=15 + 5 * (number % 4),
                key=f"demo-spring-{row.pk}",
            ),
            now=began + timedelta(days=number // 4),
        )
    return rows


def _of_different_names(rows: QuerySet[Customer], most: int) -> list[str]:
    """Return codes of customers none of whom is called like another one."""
    known = set(Acquaintance.objects.here().values_list("name", flat=True))
    found: dict[str, str] = {}
    for name, code in rows.order_by("code").values_list("name", "code").iterator():
        if name and name not in known:
            found.setdefault(name, code)
        if len(found) == most:
            break
    return list(found.values())


def _brought(actor: User, called: Sequence[Acquaintance], now: datetime) -> None:
    """Let three of them have named somebody, one of whom named somebody again."""
    day = now - timedelta(days=170)
    new = (
        Customer.objects.here()
        .exclude(consent=Customer.Consent.REFUSED)
        .filter(
            history__first_on__range=(
                (day + timedelta(days=20)).date(),
                (now - timedelta(days=15)).date(),
            )
        )
    )
    codes = _of_different_names(new, 3)
    sources = list(islice(called, 0, None, 20))
    for number, code in enumerate(codes):
        brought = _names(actor, sources[number], code, number, day)
        if number == 0:
            # The first one brings the second.
            sources[1:2] = [brought]


def _names(
    actor: User, source: Acquaintance, code: str, number: int, day: datetime
) -> Acquaintance:
    """Let somebody name a friend, who is found among the customers later on."""
    customer = Customer.objects.get(code=code)
    who, line = BROUGHT[number]
    when = day + timedelta(days=9 * number)
    contact = services.log(
        actor=actor,
        acquaintance_id=source.pk,
        talk=services.Talk(
            channel="call",
            direction="from-them",
            line=line,
            referral=customer.name,
            referral_line=who,
            key=f"demo-brought-{code}",
        ),
        now=when,
    )
    brought = contact.referrals.get().brought
    twin = services.bring_customers(actor=actor, codes=[code], now=when)[0]
    return services.merge(
        actor=actor,
        keep=brought.pk,
        drop=twin.pk,
        picks=dict.fromkeys(("customer", "email", "phone", "kind"), "drop"),
        revisions=(brought.revision, twin.revision),
        now=when + timedelta(days=60),
    )


def _promised(people: Mapping[str, User], now: datetime) -> None:
    """Let marketing be late with one promise, and the CEO have kept hers."""
    ines = Acquaintance.objects.here().get(name="Ines Moreau")
    services.log(
        actor=people["marketing"],
        acquaintance_id=ines.pk,
        talk=services.Talk(
            channel="call",
            line="Writes the next piece on waiting for things that are ordered.",
            follow_up="Send Ines how long people waited in each of three years",
            follow_up_on=(now - timedelta(days=3)).date(),
            key="demo-ines-figures",
        ),
        now=now - timedelta(days=9),
    )
    banker = services.add(
        actor=people["ceo"],
        facts={
            "name": "Nora Vestergaard",
            "line": "lent us the money for the first van, against advice",
            "kind": Acquaintance.Kind.FRIEND,
            "closeness": 4,
            "organisation": "Hafenbank",
            "email": "nora@hafenbank.example",
            "phone": "+45 33 55 01 60",
        },
        interests=("sailing", "young firms"),
        now=now - timedelta(days=400),
    )
    for days, channel, line, follow_up in (
        (180, "lunch", "Sits on the board of the harbour museum now.", ""),
        (
            24,
            "breakfast",
            "The museum has nowhere to store forty chairs.",
            "Ask Olga whether the museum's chairs can stand in our hall",
        ),
    ):
        services.log(
            actor=people["ceo"],
            acquaintance_id=banker.pk,
            talk=services.Talk(
                channel=channel,
                line=line,
                follow_up=follow_up,
                follow_up_on=(now - timedelta(days=16)).date() if follow_up else None,
                key=f"demo-nora-{days}",
            ),
            now=now - timedelta(days=days),
        )
    kept = FollowUp.objects.open().get(acquaintance=banker)
    services.keep(
        actor=people["ceo"],
        pk=kept.pk,
        said="They stand behind the old looms until spring.",
        now=now - timedelta(days=18),
    )
