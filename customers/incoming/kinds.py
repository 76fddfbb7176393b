"""What files about customers hold: the roles of their columns, and what goes wrong."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from customers.models import (
    Customer,
    CustomerImport,
    Interaction,
    Need,
    Relationship,
    SurveyAnswer,
)

Kind = CustomerImport.Kind


class Holds(StrEnum):
    """What the cells of a column are."""

    TEXT = auto()
    CODE = auto()  # of a customer or a need: "17850.0" is 17850
    SEGMENT = auto()
    DAY = auto()
    MOMENT = auto()
    NUMBER = auto()
    CHOICE = auto()
    EMAIL = auto()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One fact that a column can hold, and what such columns are called."""

    name: str
    label: str
    holds: Holds = Holds.TEXT
    needed: bool = False
    longest: int = 80
    usual: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""  # taken where no column holds it
    help: str = ""


def _choices(found: type) -> tuple[tuple[str, str], ...]:
    return tuple(found.choices)  # type: ignore[attr-defined]


CUSTOMER: Final = Part(
    name="customer",
    label="Customer",
    holds=Holds.CODE,
    needed=True,
    usual=("customer_id", "customer_code", "customer_no", "customer", "client", "code"),
    help="The number or short name that they are known by everywhere.",
)
DATES: Final = ("date", "day", "invoice_date", "order_date", "timestamp", "time")


def _day(label: str, *usual: str, needed: bool = True, name: str = "on") -> Part:
    return Part(
        name=name,
        label=label,
        holds=Holds.DAY,
        needed=needed,
        usual=(*usual, *(DATES if needed else ())),
    )


PARTS: Final[dict[str, tuple[Part, ...]]] = {
    Kind.CUSTOMERS: (
        Part(
            name="code",
            label="Customer",
            holds=Holds.CODE,
            needed=True,
            usual=("customer_id", "customer_code", "customer_no", "code", "id"),
            help="The number or short name that they are known by everywhere.",
        ),
        Part(
            name="name",
            label="Name",
            longest=120,
            usual=("full_name", "customer_name", "name", "company"),
        ),
        Part(
            name="email",
            label="E-mail address",
            holds=Holds.EMAIL,
            longest=254,
            usual=("e_mail", "email", "mail"),
        ),
        Part(
            name="phone",
            label="Telephone",
            longest=40,
            usual=("phone", "telephone", "mobile"),
        ),
        Part(name="segment", label="Segment", holds=Holds.SEGMENT, usual=("segment",)),
        Part(
            name="relationship",
            label="Relationship",
            holds=Holds.CHOICE,
            choices=_choices(Relationship),
            default="customer",
            usual=("relationship", "status"),
        ),
        _day(
            "First seen",
            "first_seen",
            "since",
            "created",
            "registered",
            needed=False,
            name="first_seen",
        ),
        Part(
            name="consent",
            label="Consent to contact",
            holds=Holds.CHOICE,
            choices=_choices(Customer.Consent),
            default="unknown",
            usual=("consent", "opt_in", "marketing"),
        ),
        _day(
            "Consent given or refused on",
            "consent_on",
            "consent_date",
            needed=False,
            name="consent_on",
        ),
    ),
    Kind.PURCHASES: (
        CUSTOMER,
        Part(
            name="reference",
            label="Order or invoice number",
            usual=("invoice_no", "invoice", "order_id", "order_no", "order"),
            help="One that begins with C and a number counts as a cancellation.",
        ),
        Part(
            name="item",
            label="Item",
            usual=("stock_code", "sku", "item", "product_id", "product", "article"),
        ),
        _day("Bought on", "invoice_date", "order_date", "purchased", "bought"),
        Part(
            name="amount",
            label="Amount",
            holds=Holds.NUMBER,
            usual=("amount", "total", "revenue", "value"),
            help="Of the line, in the company's currency. Or choose quantity and price.",
        ),
        Part(
            name="quantity",
            label="Quantity",
            holds=Holds.NUMBER,
            usual=("quantity", "qty", "pieces"),
        ),
        Part(
            name="price",
            label="Price of one",
            holds=Holds.NUMBER,
            usual=("unit_price", "price"),
        ),
    ),
    Kind.ANSWERS: (
        CUSTOMER,
        Part(
            name="kind",
            label="Kind of question",
            holds=Holds.CHOICE,
            choices=_choices(SurveyAnswer.Kind),
            default="csat",
            usual=("kind", "survey", "type"),
        ),
        Part(
            name="score",
            label="Score",
            holds=Holds.NUMBER,
            needed=True,
            usual=("score", "rating", "answer", "satisfaction", "csat", "nps", "stars"),
        ),
        Part(
            name="lowest",
            label="Lowest score of the scale",
            holds=Holds.NUMBER,
            default="1",
            usual=("lowest", "scale_from", "minimum"),
        ),
        Part(
            name="highest",
            label="Highest score of the scale",
            holds=Holds.NUMBER,
            default="5",
            usual=("highest", "scale_to", "maximum"),
        ),
        _day("Answered on", "answered", "survey_date", "responded"),
    ),
    Kind.INTERACTIONS: (
        CUSTOMER,
        Part(
            name="at",
            label="When",
            holds=Holds.MOMENT,
            needed=True,
            usual=("at", "when", "contacted", *DATES),
        ),
        Part(
            name="channel",
            label="Channel",
            holds=Holds.CHOICE,
            choices=_choices(Interaction.Channel),
            default="other",
            usual=("channel", "medium"),
        ),
        Part(
            name="direction",
            label="Who spoke first",
            holds=Holds.CHOICE,
            choices=_choices(Interaction.Direction),
            default="from-them",
            usual=("direction",),
        ),
        Part(
            name="kind",
            label="What kind",
            holds=Holds.CHOICE,
            choices=_choices(Interaction.Kind),
            default="contact",
            usual=("kind", "type", "category"),
        ),
        Part(
            name="note",
            label="Note",
            longest=2000,
            usual=("note", "notes", "subject", "text"),
        ),
    ),
    Kind.DEFECTIONS: (
        CUSTOMER,
        _day("Left on", "left", "left_on", "churned", "cancelled", "ended"),
        Part(
            name="to_whom",
            label="To whom",
            longest=120,
            usual=("to_whom", "competitor", "went_to"),
        ),
        Part(name="why", label="Why", longest=2000, usual=("why", "reason", "cause")),
        Part(
            name="broken_promise",
            label="Broken promise",
            longest=50,
            usual=("broken_promise", "promise"),
            help="The promise's short name.",
        ),
    ),
    Kind.NEEDS: (
        Part(
            name="code",
            label="Short name",
            holds=Holds.CODE,
            needed=True,
            longest=50,
            usual=("code", "need_id", "id", "short_name"),
            help="Small letters, digits and hyphens: know-when-it-arrives",
        ),
        Part(
            name="statement",
            label="What they need",
            needed=True,
            longest=200,
            usual=("statement", "need", "text"),
        ),
        Part(name="segment", label="Segment", holds=Holds.SEGMENT, usual=("segment",)),
        Part(
            name="importance",
            label="Importance, 1 to 5",
            holds=Holds.CHOICE,
            choices=tuple(
                (str(value), label) for value, label in Need.Importance.choices
            ),
            needed=True,
            usual=("importance", "weight", "priority"),
        ),
        Part(
            name="source",
            label="How it is known",
            needed=True,
            longest=200,
            usual=("source", "found_by", "evidence"),
        ),
        _day("Found out on", "dated", "found", name="dated"),
    ),
}
