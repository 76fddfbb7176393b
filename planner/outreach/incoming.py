"""Read a table of names: which column says what, and what each row would be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ValidationError

from accounts.models import User
from core.editing import check_texts
from core.sheets import Sheet, open_sheet
from customers.models import Customer
from engine.outreach.resembling import words_of
from planner.outreach.keys import key
from planner.outreach.models import Acquaintance

MOST_ROWS: Final = 5_000
MOST_FAULTS: Final = 200
TEXTS: Final = ("name", "organisation", "email", "phone", "line")
FIELDS: Final = {
    "name": "Name",
    "organisation": "Organisation",
    "email": "E-mail address",
    "phone": "Telephone",
    "line": "In a line",
    "kind": "Kind: old customer, friend, vendor, partner",
    "interests": "Interests, separated by semicolons",
    "customer": "Customer's code",
}
# What a column may be called, for the first guess.
CALLED: Final = {
    "name": {"name", "full name", "contact", "person"},
    "organisation": {"organisation", "organization", "company", "firm", "firma"},
    "email": {"email", "e mail", "mail", "e mail address", "email address"},
    "phone": {"phone", "telephone", "tel", "mobile", "telefon"},
    "line": {"line", "note", "notes", "remark", "comment"},
    "kind": {"kind", "type", "category"},
    "interests": {"interests", "interest", "topics", "tags"},
    "customer": {"customer", "customer code", "customer id", "code"},
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where."""

    row: int
    column: str
    words: str


@dataclass
class Names:
    """What a file would bring: new people with their interests, and what stays out."""

    people: list[tuple[Acquaintance, list[str]]] = field(default_factory=list)
    known: list[tuple[int, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


def head_of(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the head and some rows of a packed file."""
    sheet = open_sheet(content)
    return sheet.head, [cells for _, cells in islice(sheet.rows, 4)]


def guess(head: list[str]) -> dict[str, str]:
    """Return for each fact the column that is called like it."""
    found: dict[str, str] = {}
    for column in head:
        plain = " ".join(words_of(column))
        for name, called in CALLED.items():
            if plain in called and name not in found:
                found[name] = column
    return found


def read(
    content: bytes, mapping: Mapping[str, str], *, actor: User, now: datetime, name: str
) -> Names:
    """Return what a packed file would bring; a fixed number of queries."""
    sheet = open_sheet(content)
    places = {
        fact: sheet.head.index(column)
        for fact, column in mapping.items()
        if fact in FIELDS and column in sheet.head
    }
    found = Names()
    if "name" not in places:
        found.faults.append(Fault(1, "", "Say which column holds the name."))
        return found
    rows = _rows(sheet, places, found)
    codes = {row["customer"] for _, row in rows if row.get("customer")}
    customers = {
        customer.code: customer
        for customer in Customer.objects.visible_to(actor).here().filter(code__in=codes)
    }
    for number, row in rows:
        _take(found, number, row, customers, actor, now, name)
    _leave_out_known(found)
    return found


def _rows(
    sheet: Sheet, places: Mapping[str, int], found: Names
) -> list[tuple[int, dict[str, str]]]:
    rows = []
    for number, cells in sheet.rows:
        found.rows += 1
        if found.rows > MOST_ROWS:
            words = f"At most {MOST_ROWS:,} names at once: split the file."
            found.faults.append(Fault(number, "", words))
            break
        rows.append(
            (
                number,
                {
                    fact: " ".join(cells[place].split()) if place < len(cells) else ""
                    for fact, place in places.items()
                },
            )
        )
    return rows


def _kind(text: str) -> str | None:
    """Return the kind that a cell names, "other" for an empty one."""
    plain = "-".join(words_of(text))
    if not plain:
        return Acquaintance.Kind.OTHER
    if plain in {"customer", "old-customers", "customers"}:
        return Acquaintance.Kind.OLD_CUSTOMER
    plain = plain if plain in Acquaintance.Kind.values else plain.removesuffix("s")
    return plain if plain in Acquaintance.Kind.values else None


def _take(
    found: Names,
    number: int,
    row: dict[str, str],
    customers: Mapping[str, Customer],
    actor: User,
    now: datetime,
    file: str,
) -> None:
    """Build a person of a row, or note what is wrong with it."""
    faults = []
    kind = _kind(row.get("kind", ""))
    if kind is None:
        known = ", ".join(str(label).lower() for label in Acquaintance.Kind.labels)
        faults.append(Fault(number, "kind", f"Write one of: {known}."))
    code = row.get("customer", "")
    if code and code not in customers:
        words = f'There is no customer "{code[:80]}".'
        faults.append(Fault(number, "customer", words))
    person = Acquaintance(
        **{name: row.get(name, "") for name in TEXTS},
        kind=kind or Acquaintance.Kind.OTHER,
        customer=customers.get(code),
        added_by=actor,
        added_at=now,
        came_from=file[:120],
    )
    try:
        check_texts(person)
        person.clean_fields()
    except ValidationError as error:
        for place, said in error.message_dict.items():
            faults += [Fault(number, place, one) for one in said]
    if faults:
        found.faults += faults
        return
    key(person)
    interests = [w for w in row.get("interests", "").split(";") if w.strip()]
    found.people.append((person, [" ".join(w.split())[:60] for w in interests][:12]))
    person._row = number  # type: ignore[attr-defined]


def _leave_out_known(found: Names) -> None:
    """Leave out whose address, number or customer we have, in the base or above."""
    people = [person for person, _ in found.people]
    here = Acquaintance.objects.here()
    seen: dict[tuple[str, Any], str] = {}
    for name in ("email_key", "phone_key", "customer_id"):
        values = {getattr(person, name) for person in people} - {"", None}
        rows = here.filter(**{f"{name}__in": values}).values_list(name, "name")
        seen |= {(name, value): known for value, known in rows}
    kept = []
    for person, interests in found.people:
        marks = [
            (name, getattr(person, name))
            for name in ("email_key", "phone_key", "customer_id")
            if getattr(person, name)
        ]
        twin = next((seen[mark] for mark in marks if mark in seen), None)
        if twin is not None:
            found.known.append((person._row, person.name, twin))  # type: ignore[attr-defined]
            continue
        seen |= dict.fromkeys(marks, person.name)
        kept.append((person, interests))
    found.people = kept
