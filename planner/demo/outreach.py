"""The people that Northlight Home knows, the talks with them, and this week's lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from planner.outreach import services
from planner.outreach.models import Acquaintance, Knows
from planner.outreach.queries.lists import customers_to_bring


@dataclass(frozen=True)
class Fact:
    """Somebody, as a colleague would write them down."""

    by: str
    name: str
    line: str
    kind: str
    closeness: int
    interests: tuple[str, ...]
    organisation: str = ""
    email: str = ""
    phone: str = ""
    days: int = 0  # since the last talk; 0: none is written down
    channel: str = "call"
    said: str = ""


PEOPLE = (
    Fact(
        "sales",
        "Henrik Solberg",
        "ran the workshop that built our first shelves; retired in 2024",
        "vendor",
        4,
        ("wood", "apprentices"),
        "Solberg Tre",
        "henrik@solberg-tre.example",
        "+47 22 55 01 10",
        210,
        "breakfast",
        "His granddaughter begins as a joiner in August.",
    ),
    Fact(
        "sales",
        "Amira Haddad",
        "furnished four offices with us, then moved to another firm",
        "old-customer",
        3,
        ("small offices", "acoustics"),
        "Haddad & Roy Architects",
        "amira@haddad-roy.example",
        "+33 1 55 01 22 40",
        390,
        "call",
        "Looks for quiet corners in open offices.",
    ),
    Fact(
        "sales",
        "A. Haddad",
        "met at the fair in Cologne",
        "friend",
        2,
        ("acoustics",),
        "Haddad & Roy Architects",
    ),
    Fact(
        "sales",
        "Piet de Vries",
        "his carriers drove for us for nine years",
        "vendor",
        3,
        ("city deliveries",),
        "De Vries Transport",
        "",
        "+31 20 555 0144",
        120,
        "call",
        "Electric vans pay off inside the ring, not outside.",
    ),
    Fact(
        "sales",
        "Lene Dahl",
        "bought a whole house from us in 2021, silent since",
        "old-customer",
        2,
        ("family life", "moving house"),
        "",
        "lene.dahl@post.example",
    ),
    Fact(
        "frontline",
        "Oskar Nyberg",
        "the customer who thanked us with a cake",
        "old-customer",
        3,
        ("repairing things",),
        "",
        "oskar@nyberg.example",
        "+46 8 550 01 77",
        160,
        "call",
        "Repairs his own chairs and wants to know how we glue.",
    ),
    Fact(
        "frontline",
        "Greta Lindholm",
        "was in charge of packing before Finn",
        "friend",
        4,
        ("packing", "sailing"),
        "",
        "",
        "+46 8 550 01 31",
        430,
        "lunch",
        "Has started a sailing school.",
    ),
    Fact(
        "frontline",
        "Samir Aziz",
        "runs the charity that takes our returned beds",
        "partner",
        2,
        ("second hand",),
        "Warm Rooms",
        "samir@warm-rooms.example",
        "",
        100,
        "mail",
        "They furnish forty rooms before winter.",
    ),
    Fact(
        "marketing",
        "Ines Moreau",
        "wrote the piece on waiting for furniture",
        "friend",
        3,
        ("waiting", "city life"),
        "Le Quartier",
        "ines@le-quartier.example",
        "+33 1 55 01 98 12",
        260,
        "call",
        "Writes on people who move for work.",
    ),
    Fact(
        "marketing",
        "Tom Okafor",
        "printed our first catalogue",
        "vendor",
        2,
        ("paper",),
        "Okafor Print",
        "tom@okafor-print.example",
    ),
    Fact(
        "care",
        "Birgit Sommer",
        "complained twice, then wrote us the kindest letter",
        "old-customer",
        3,
        ("elderly parents", "spare parts"),
        "",
        "birgit@sommer.example",
        "+49 30 555 0190",
        310,
        "call",
        "Her mother needs a bed of another height.",
    ),
)
HOURS = (("sales", "2.5"), ("frontline", "1.5"), ("care", "1"))
MOST_CUSTOMERS = 4


def know_people(people: Mapping[str, User], *, now: datetime) -> None:
    """Let colleagues write down whom they know, and begin the week."""
    known = {fact.name: _met(people[fact.by], fact, now) for fact in PEOPLE}
    sales, care = people["sales"], people["care"]
    silent = customers_to_bring(sales, "late")[:MOST_CUSTOMERS]
    brought = services.bring_customers(
        actor=sales, codes=[row.customer.code for row in silent], now=now
    )
    for row in brought:
        Knows.objects.create(acquaintance=row, person=care, closeness=row.closeness)
    services.set_consent(
        actor=sales,
        pk=known["Lene Dahl"].pk,
        consent="given",
        on=(now - timedelta(days=300)).date(),
        source="said so at the counter",
        now=now - timedelta(days=300),
    )
    services.forbid_contact(
        actor=people["marketing"],
        pk=known["Tom Okafor"].pk,
        reason="We are settling a bill with him: the lawyers talk.",
        now=now - timedelta(days=20),
    )
    for who, hours in HOURS:
        services.set_hours(actor=people[who], hours=Decimal(hours), now=now)
    _promise(people, known, now)


def _met(actor: User, fact: Fact, now: datetime) -> Acquaintance:
    """Write somebody down, and the last talk with them."""
    before = now - timedelta(days=fact.days + 30)
    row = services.add(
        actor=actor,
        facts={
            "name": fact.name,
            "line": fact.line,
            "kind": fact.kind,
            "closeness": fact.closeness,
            "organisation": fact.organisation,
            "email": fact.email,
            "phone": fact.phone,
        },
        interests=fact.interests,
        anyway=True,
        now=before,
    )
    if fact.days:
        services.log(
            actor=actor,
            acquaintance_id=row.pk,
            talk=services.Talk(
                channel=fact.channel, line=fact.said, key=f"demo-{row.pk:04}"
            ),
            now=now - timedelta(days=fact.days),
        )
    return row


def _promise(
    people: Mapping[str, User], known: Mapping[str, Acquaintance], now: datetime
) -> None:
    """Let two talks of these days end in promises: one kept, two open, a referral."""
    sales, finn = people["sales"], people["frontline"]
    services.log(
        actor=sales,
        acquaintance_id=known["Piet de Vries"].pk,
        talk=services.Talk(
            channel="call",
            line="His son takes the firm over in spring.",
            interest="handing a firm over",
            follow_up="Send him the story of Henrik's workshop",
            follow_up_on=(now + timedelta(days=2)).date(),
            referral="Joost de Vries",
            referral_line="Piet's son, takes the carriers over",
            key="demo-piet",
        ),
        now=now - timedelta(days=2),
    )
    contact = services.log(
        actor=finn,
        acquaintance_id=known["Samir Aziz"].pk,
        talk=services.Talk(
            channel="call",
            line="Asked for the measures of the returned beds.",
            follow_up="Send Samir the list of beds that came back",
            follow_up_on=(now + timedelta(days=1)).date(),
            good_time="no",
            call_back_at=now + timedelta(days=3),
            key="demo-samir",
        ),
        now=now - timedelta(days=4),
    )
    first = contact.follow_ups.order_by("pk").first()
    if first is not None:
        services.keep(actor=finn, pk=first.pk, now=now - timedelta(days=1))
