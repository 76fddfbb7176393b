"""What makes rows of a file less than plain, and what may be done with them."""

from dataclasses import dataclass
from typing import Final

from customers.models import CustomerImport

Kind = CustomerImport.Kind


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something that makes rows less than plain, and what may be done with them."""

    name: str
    label: str
    ways: tuple[tuple[str, str], ...]
    default: str
    help: str = ""


LEAVE: Final = ("leave-out", "Leave these rows out")
STOP: Final = ("stop", "Stop: nothing of the file goes in")
REFUND: Final = ("refund", "Take them as refunds, with amounts below zero")


NO_CUSTOMER: Final = Trouble(
    name="no-customer", label="No customer", ways=(LEAVE, STOP), default="leave-out"
)
UNREADABLE: Final = Trouble(
    name="unreadable",
    label="A cell that is needed is empty or cannot be read",
    ways=(LEAVE, STOP),
    default="leave-out",
)
OPTIONAL: Final = Trouble(
    name="optional",
    label="A cell that may be empty cannot be read",
    ways=(("blank", "Take the row and leave this fact empty"), LEAVE, STOP),
    default="blank",
)
EITHER_DATE: Final = Trouble(
    name="either-date",
    label="A date that can be read in two ways: 3/4/2026",
    ways=(
        ("day-first", "Day first: 3 April"),
        ("month-first", "Month first: 4 March"),
        LEAVE,
        STOP,
    ),
    default="stop",
)
FUTURE: Final = Trouble(
    name="future",
    label="A day that has not come yet",
    ways=(LEAVE, ("keep", "Keep them"), STOP),
    default="leave-out",
)
NEW_CUSTOMERS: Final = Trouble(
    name="unknown-customer",
    label="A customer that is not known yet",
    ways=(("enter", "Enter them as customers"), LEAVE, STOP),
    default="enter",
)
ONCE: Final = ("once", "Take them once")
TWICE: Final = Trouble(
    name="twice",
    label="The same row again, word for word",
    ways=(ONCE, ("keep", "Keep them all"), STOP),
    default="once",
)
PURCHASED_TWICE: Final = Trouble(
    name="twice",
    label="The same row again, word for word",
    ways=(("keep", "Keep them all: an order may name an item twice"), ONCE, STOP),
    default="keep",
)
CANCELLATION: Final = Trouble(
    name="cancellation",
    label="A cancellation: its number begins with C",
    ways=(LEAVE, REFUND, STOP),
    default="leave-out",
)
RETURNED: Final = Trouble(
    name="returned",
    label="A return: a quantity or amount that is not above zero",
    ways=(LEAVE, REFUND, STOP),
    default="leave-out",
)
FREE: Final = Trouble(
    name="free",
    label="A price that is not above zero",
    ways=(LEAVE, ("keep", "Keep them as they are"), STOP),
    default="leave-out",
)
SAME_KEY: Final = Trouble(
    name="same-key",
    label="Another row about the same one, with other words",
    ways=(
        ("last", "The last row counts"),
        ("first", "The first row counts"),
        STOP,
    ),
    default="last",
)
KNOWN: Final = Trouble(
    name="known",
    label="One that is known already, and said differently now",
    ways=(
        ("change", "Change what is known; an empty cell erases nothing"),
        ("leave-out", "Leave it as it is"),
        STOP,
    ),
    default="change",
)

_FACTS: Final = (NO_CUSTOMER, NEW_CUSTOMERS, UNREADABLE, OPTIONAL, EITHER_DATE, FUTURE)
_KEYED: Final = (UNREADABLE, OPTIONAL, EITHER_DATE, FUTURE, TWICE, SAME_KEY, KNOWN)
TROUBLES: Final[dict[str, tuple[Trouble, ...]]] = {
    Kind.CUSTOMERS: _KEYED,
    Kind.PURCHASES: (
        NO_CUSTOMER,
        CANCELLATION,
        RETURNED,
        FREE,
        PURCHASED_TWICE,
        NEW_CUSTOMERS,
        UNREADABLE,
        OPTIONAL,
        EITHER_DATE,
        FUTURE,
    ),
    Kind.ANSWERS: (*_FACTS, TWICE),
    Kind.INTERACTIONS: (*_FACTS, TWICE),
    Kind.DEFECTIONS: (*_FACTS, TWICE, SAME_KEY, KNOWN),
    Kind.NEEDS: _KEYED,
}
