"""Northlight Home, a furniture house that sells by catalogue and web.

Everything here is invented. Amounts are in euro; weeks are counted from the
Monday on which the demo is made (0), the past with a minus.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import Department, Role

COMPANY = "Northlight Home"
CURRENCY = "EUR"
TIME_ZONE = "Europe/Berlin"
DOMAIN = "demo.example"
HISTORY_WEEKS = 156


@dataclass(frozen=True, kw_only=True)
class Person:
    key: str
    name: str
    role: Role
    department: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person(key="ceo", name="Clara Ekdahl", role=Role.CEO),
    Person(
        key="marketing",
        name="Max Brandt",
        role=Role.DIRECTOR,
        department=Department.MARKETING,
    ),
    Person(
        key="sales",
        name="Sofia Lang",
        role=Role.DIRECTOR,
        department=Department.SALES,
    ),
    Person(
        key="operations",
        name="Olga Rehn",
        role=Role.DIRECTOR,
        department=Department.OPERATIONS,
    ),
    Person(
        key="care",
        name="Carl Wiese",
        role=Role.DIRECTOR,
        department=Department.CUSTOMER_CARE,
    ),
    Person(
        key="finance",
        name="Freya Moll",
        role=Role.DIRECTOR,
        department=Department.FINANCE,
    ),
    Person(key="frontline", name="Finn Petersen", role=Role.FRONTLINE),
    Person(key="administrator", name="Ada Winter", role=Role.ADMINISTRATOR),
    Person(key="shop", name="Web shop", role=Role.INTEGRATION),
)

SEGMENTS = {
    "families": ("Young families", "A child under ten at home; buys beds and storage."),
    "city-flats": ("City flats", "One or two people, no car, third floor."),
    "offices": ("Small offices", "Five to thirty desks; one person buys for all."),
    "lapsed": ("Gone quiet", "Bought once, more than a year ago."),
}


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A capability of so many units a week; ``summer`` multiplies weeks 30 to 33."""

    code: str
    name: str
    unit: str
    low: int
    likely: int
    high: int
    committed: int
    backlog: int = 0
    summer: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A staffed capability."""

    code: str
    name: str
    unit: str
    servers: int
    handle_minutes: Decimal
    open_minutes: Decimal
    committed: int


CAPABILITIES: tuple[Rate | Desk, ...] = (
    Rate(
        code="packing",
        name="Packing",
        unit="parcel",
        low=930,
        likely=1000,
        high=1050,
        committed=0,
        backlog=40,
        summer=0.85,
    ),
    Rate(
        code="vans",
        name="Last-mile vans",
        unit="stop",
        low=1120,
        likely=1190,
        high=1250,
        committed=60,
    ),
    Rate(
        code="assembly",
        name="Assembly crews",
        unit="visit",
        low=190,
        likely=210,
        high=230,
        committed=0,
        summer=0.8,
    ),
    Desk(
        code="help-desk",
        name="Help desk",
        unit="call",
        servers=8,
        handle_minutes=Decimal(6),
        open_minutes=Decimal(2400),
        committed=1100,
    ),
    Rate(
        code="returns",
        name="Returns desk",
        unit="return",
        low=130,
        likely=150,
        high=160,
        committed=10,
    ),
    Rate(
        code="studio",
        name="Studio photos",
        unit="picture",
        low=280,
        likely=300,
        high=320,
        committed=120,
    ),
)


@dataclass(frozen=True, kw_only=True)
class InitiativeFact:
    code: str
    name: str
    capability: str
    cost: int
    adds: int
    week: int
    note: str


INITIATIVES = (
    InitiativeFact(
        code="weekend-shift",
        name="Weekend packing shift",
        capability="packing",
        cost=9800,
        adds=160,
        week=4,
        note="Saturdays, from the agency; three weeks to hire.",
    ),
    InitiativeFact(
        code="second-line",
        name="Second packing line",
        capability="packing",
        cost=64000,
        adds=400,
        week=14,
        note="Delivered and running twelve weeks after the order.",
    ),
    InitiativeFact(
        code="two-vans",
        name="Two more vans",
        capability="vans",
        cost=21000,
        adds=150,
        week=3,
        note="Leased; drivers are known.",
    ),
    InitiativeFact(
        code="assembly-pair",
        name="One more assembly pair",
        capability="assembly",
        cost=17500,
        adds=40,
        week=5,
        note="Six weeks' training included.",
    ),
    InitiativeFact(
        code="second-checker",
        name="A second checker at the returns desk",
        capability="returns",
        cost=5200,
        adds=25,
        week=4,
        note="Four hours a day for half a year; she knows the desk.",
    ),
    InitiativeFact(
        code="desk-colleague",
        name="A ninth colleague at the help desk",
        capability="help-desk",
        cost=14000,
        adds=1,
        week=2,
        note="Half a year's pay.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class PromiseFact:
    """A promise, how far it has come, and how its ledger behaves.

    ``kept`` is the usual share kept; ``drift`` how far single weeks stray from it
    (standard deviation of the log-odds); ``weekly`` the occasions due in a usual
    week; ``standing`` the occasions a week already promised to customers.
    """

    code: str
    statement: str
    feature: str
    advantage: str
    benefit: str
    segment: str
    owner: str
    measure: str
    standard: str
    target: str
    within: int
    break_cost: int
    needs: tuple[tuple[str, str, int, str], ...]
    state: str
    kept: float = 0.0
    drift: float = 0.3
    weekly: int = 0
    standing: int = 0
    days: int = 7
    evidence: tuple[tuple[str, str, str, int, int], ...] = field(default=())
    pitch: str = ""


LOYALTY, DIFFERENCE, PROFIT = "loyalty", "differentiation", "profitability"

PROMISES = (
    PromiseFact(
        code="chosen-week",
        statement="The week you choose is the week it comes",
        feature="Stock, packing and vans are planned in one calendar.",
        advantage="The week is fixed when you order, not when we have packed.",
        benefit="You take one day off, and it is the right one.",
        pitch="You know how people take days off for furniture that does not "
        "come? You choose a week with us, and that is the week it "
        "comes: stock, packing and vans stand in one calendar before "
        "you say yes.",
        segment="families",
        owner="operations",
        measure="from the week chosen at the order to the delivery",
        standard="delivered in the week that was chosen",
        target="0.95",
        within=0,
        break_cost=38,
        needs=(("packing", "1", 0, ""), ("vans", "1", 0, "")),
        state="live",
        kept=0.972,
        drift=0.26,
        weekly=300,
        standing=380,
        days=12,
        evidence=(
            (
                LOYALTY,
                "Families whose week was kept bought again within a year: 41 % "
                "against 23 % of those whose week was broken.",
                "Order history",
                3,
                -30,
            ),
            (
                DIFFERENCE,
                "No competitor names the week before payment.",
                "Mystery orders at five houses",
                2,
                -26,
            ),
            (
                PROFIT,
                "A kept week saves 11 euro of calls and second trips.",
                "Care and transport costs",
                3,
                -22,
            ),
        ),
    ),
    PromiseFact(
        code="assembled",
        statement="Assembled by people, not by leaflets",
        feature="Own crews in pairs, with the tools.",
        advantage="It stands in the room when they leave.",
        benefit="Your evening is yours, and nothing wobbles.",
        pitch="You know the evening with a leaflet and a screw too few? Two "
        "of our people build it in your room, and when they leave, it "
        "stands and nothing wobbles.",
        segment="families",
        owner="operations",
        measure="from the delivery to the finished assembly",
        standard="standing on the day agreed",
        target="0.90",
        within=1,
        break_cost=55,
        needs=(("assembly", "1", 0, ""),),
        state="live",
        kept=0.945,
        drift=0.28,
        weekly=90,
        standing=120,
        days=9,
        evidence=(
            (
                LOYALTY,
                "Assembly customers come back 1.6 times as often.",
                "Order history",
                3,
                -40,
            ),
            (
                DIFFERENCE,
                "Two of five competitors offer it, none with own people.",
                "Web survey",
                2,
                -35,
            ),
            (PROFIT, "Margin of 31 euro a visit after wages.", "Finance", 3, -33),
        ),
    ),
    PromiseFact(
        code="a-person",
        statement="A person answers within half a minute",
        feature="A desk of eight, no menu before it.",
        advantage="The first voice can change the order.",
        benefit="You say it once.",
        pitch="When something is wrong, you want somebody who can change it. "
        "Call us: a person answers within half a minute, and you say it "
        "once.",
        segment="families",
        owner="care",
        measure="from the first ring to a person's voice",
        standard="within 30 seconds",
        target="0.80",
        within=0,
        break_cost=4,
        needs=(("help-desk", "1", 0, "0.5"),),
        state="live",
        kept=0.985,
        drift=0.25,
        weekly=200,
        standing=300,
        days=1,
        evidence=(
            (
                LOYALTY,
                "Callers who reached a person left half as often.",
                "Calls against orders, two years",
                3,
                -50,
            ),
            (
                DIFFERENCE,
                "The median competitor takes four minutes.",
                "Test calls",
                2,
                -20,
            ),
            (PROFIT, "One call instead of 1.7: 3 euro saved.", "Care costs", 2, -20),
        ),
    ),
    PromiseFact(
        code="money-back",
        statement="Your money is back in the week your return is",
        feature="Returns are checked at the door they arrive at.",
        advantage="No waiting for the monthly run.",
        benefit="Changing your mind costs you nothing.",
        pitch="You may change your mind. What you send back is checked at the "
        "door it arrives at, and your money is there in the same week.",
        segment="city-flats",
        owner="finance",
        measure="from the return's arrival to the payment",
        standard="within 7 days",
        target="0.95",
        within=1,
        break_cost=12,
        needs=(("returns", "1", 0, ""),),
        state="live",
        kept=0.975,
        drift=0.35,
        weekly=70,
        standing=80,
        days=7,
        evidence=(
            (
                LOYALTY,
                "Repaid in a week: 52 % buy again. Later: 31 %.",
                "Order history",
                3,
                -60,
            ),
            (
                DIFFERENCE,
                "The usual is two to four weeks.",
                "Terms of ten houses",
                2,
                -44,
            ),
            (PROFIT, "Returns cost 9 euro less when checked once.", "Finance", 2, -44),
        ),
    ),
    PromiseFact(
        code="no-box-left",
        statement="No box left behind",
        feature="Crews fold and take all packaging.",
        advantage="The hall is empty when we leave.",
        benefit="You don't live with cardboard for a week.",
        pitch="You know the week with cardboard in the hall? Our crews fold "
        "it and take it along, so that you only keep what you wanted.",
        segment="city-flats",
        owner="operations",
        measure="packaging taken at delivery",
        standard="on the day",
        target="0.97",
        within=0,
        break_cost=6,
        needs=(("vans", "0.1", 0, ""),),
        state="live",
        kept=0.964,
        drift=0.35,
        weekly=110,
        standing=150,
        days=10,
        evidence=(
            (
                LOYALTY,
                "Named in 28 % of unprompted praise.",
                "Letters and reviews",
                2,
                -70,
            ),
            (DIFFERENCE, "Offered by one competitor, for a fee.", "Web survey", 2, -70),
            (PROFIT, "Costs 0.60 euro a stop.", "Transport", 2, -69),
        ),
    ),
    PromiseFact(
        code="two-days",
        statement="At your door in two days",
        feature="Express packing before noon.",
        advantage="Two days instead of two weeks.",
        benefit="It is there before the guests are.",
        segment="city-flats",
        owner="marketing",
        measure="from order to delivery",
        standard="within two days",
        target="0.95",
        within=0,
        break_cost=45,
        needs=(("packing", "1.6", 0, ""), ("vans", "1.4", 0, "")),
        state="approved",
        kept=0.83,
        drift=0.45,
        weekly=40,
        days=2,
        evidence=(
            (
                LOYALTY,
                "62 % of city customers would 'surely' come back for it.",
                "Survey, 310 answers",
                1,
                -12,
            ),
            (
                DIFFERENCE,
                "Nobody delivers furniture in two days.",
                "Web survey",
                3,
                -12,
            ),
            (
                PROFIT,
                "Express margin of 34 euro if 95 of 100 are kept.",
                "Finance, calculated",
                2,
                -10,
            ),
        ),
    ),
    PromiseFact(
        code="same-day-standing",
        statement="It stands on the day it arrives",
        feature="A crew rides with the van.",
        advantage="One visit instead of two.",
        benefit="You sleep in the new bed tonight.",
        segment="families",
        owner="sales",
        measure="from delivery to finished assembly",
        standard="the same day",
        target="0.95",
        within=0,
        break_cost=60,
        needs=(("assembly", "1.5", 0, ""), ("vans", "1.2", 0, "")),
        state="studied",
        kept=0.71,
        drift=0.5,
        weekly=18,
        days=1,
        evidence=(
            (
                LOYALTY,
                "Trial of 120: nine in ten would recommend it.",
                "Trial, south",
                2,
                -15,
            ),
            (DIFFERENCE, "Nobody else.", "Web survey", 3, -15),
            (PROFIT, "A saved trip is worth 24 euro.", "Transport", 2, -14),
        ),
    ),
    PromiseFact(
        code="ten-sides",
        statement="Every piece photographed from ten sides",
        feature="A turntable and a standing crew in the studio.",
        advantage="Twice the pictures of anybody else.",
        benefit="",
        segment="city-flats",
        owner="marketing",
        measure="pictures in the shop per piece",
        standard="ten or more",
        target="0.90",
        within=2,
        break_cost=1,
        needs=(("studio", "10", 0, ""),),
        state="idea",
        evidence=((DIFFERENCE, "The usual is four pictures.", "Web survey", 2, -18),),
    ),
    PromiseFact(
        code="spare-parts",
        statement="A spare part for ten years, sent in a week",
        feature="Fittings of every series kept in stock.",
        advantage="No series dies with its screws.",
        benefit="What you buy once, you keep.",
        segment="offices",
        owner="care",
        measure="from the request to the dispatch",
        standard="within 7 days",
        target="0.95",
        within=1,
        break_cost=9,
        needs=(("packing", "0.3", 0, ""), ("help-desk", "0.5", 0, "2")),
        state="studied",
        kept=0.965,
        drift=0.3,
        weekly=30,
        days=7,
        evidence=(
            (
                LOYALTY,
                "Offices that got a part ordered again: 58 %, others 36 %.",
                "Order history",
                3,
                -9,
            ),
            (
                DIFFERENCE,
                "Three competitors keep parts for two years.",
                "Letters",
                2,
                -9,
            ),
            (
                PROFIT,
                "Stock ties up 40,000 euro; repeat margin 71,000.",
                "Finance",
                2,
                -8,
            ),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class WorthFact:
    """What a director says that keeping a promise once is worth, and on what grounds."""

    promise: str
    by: str
    differentiation: str
    source: str
    margin: str = ""
    occasions: str = ""
    cost: str = "0"


WORTHS = (
    WorthFact(
        promise="chosen-week",
        by="marketing",
        differentiation="3.20",
        source="Price trial in two cities, October: 41 of 64 paid for the chosen week; "
        "three rivals name a span of weeks",
    ),
    WorthFact(
        promise="assembled",
        by="marketing",
        differentiation="5.50",
        source="Price trial in two cities, October: what crews earn over leaflets",
    ),
    WorthFact(
        promise="spare-parts",
        by="care",
        differentiation="2.40",
        margin="6.10",
        occasions="30",
        cost="2600",
        source="Orders for fittings last year, and the store room that they would need; "
        "finance, November",
    ),
)
