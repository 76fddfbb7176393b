"""Compare the rows that stay with what is stored.

Rows that are stored already are not stored again: of ten equal lines in a file and
four in the table, six go in. So the same file twice changes nothing, and a file that
reaches back into the last one adds what is new. Rows with a key of their own (a
customer, a need, a day of leaving) are compared with what is known instead.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.db import connection, models
from django.db.models import F

from core import bulk
from core.columns import Codes
from customers.incoming.cells import Facts
from customers.incoming.checking import Checked
from customers.incoming.kinds import Holds
from customers.incoming.troubles import KNOWN, NEW_CUSTOMERS
from customers.models import (
    Customer,
    Defection,
    Interaction,
    Need,
    Purchase,
    SurveyAnswer,
)

KINDS: Final[dict[str, type[models.Model]]] = {
    "customers": Customer,
    "purchases": Purchase,
    "answers": SurveyAnswer,
    "interactions": Interaction,
    "defections": Defection,
    "needs": Need,
}
# What tells rows of one customer apart; rows alike in these are the same.
TELLING: Final = {
    "purchases": ("reference", "item", "on", "amount"),
    "answers": ("kind", "score", "lowest", "highest", "on"),
    "interactions": ("at", "channel", "direction", "kind", "note"),
}
KEYED: Final = {"customers", "needs"}
LOCK: Final = 7_203_441  # any number that nothing else here locks
AT_ONCE: Final = 5_000


def stand_in_line() -> None:
    """Keep other imports waiting until this transaction is over."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@dataclass
class Plan:
    """What is to be done with the rows of a checked file.

    ``fresh`` are the places of rows to insert; ``changed`` the keys of stored rows
    and what they are to say; ``ids`` the customers by their code.
    """

    checked: Checked
    ids: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    fresh: Codes = field(default_factory=lambda: np.empty(0, np.int64))
    changed: list[tuple[Any, dict[str, Any], int]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def kind(self) -> str:
        return self.checked.mapping.kind

    def report(self) -> dict[str, Any]:
        checked = self.checked
        stays = checked.places
        told: dict[str, Any] = {
            "rows": len(checked.table),
            "stay": len(stays),
            "new": len(self.fresh),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "new_customers": len(self.unknown),
            "errors": checked.stopping,
            "troubles": checked.counts(),
        }
        if "customer" in checked.facts:
            codes = checked.facts["customer"].codes[stays]
            told["customers"] = len(np.unique(codes))
        if self.kind == "purchases":
            told["amount"] = str(_sum(checked, stays))
            told["days"] = _first_and_last(checked, stays)
        return told


def _sum(checked: Checked, places: Codes) -> Any:  # noqa: ANN401  # a Decimal
    counts = np.bincount(
        checked.amount_codes[places], minlength=len(checked.amounts)
    ).tolist()
    return sum(n * amount for n, amount in zip(counts, checked.amounts, strict=True))


def _first_and_last(checked: Checked, places: Codes) -> list[str]:
    facts = checked.facts["on"]
    days = [facts.values[code] for code in np.unique(facts.codes[places]).tolist()]
    return [str(min(days)), str(max(days))] if days else []


def plan(checked: Checked) -> Plan:
    """Compare the rows that stay with what is stored."""
    found = Plan(checked)
    if found.kind in KEYED:
        _compare_keyed(found, KINDS[found.kind], "code")
        return found
    _meet_customers(found)
    if found.kind == "defections":
        _compare_defections(found)
    else:
        _compare_lines(found)
    return found


def _meet_customers(found: Plan) -> None:
    """Look the customers up, and do with unknown ones as was chosen."""
    checked = found.checked
    facts = checked.facts["customer"]
    there = set(np.unique(facts.codes[checked.places]).tolist())
    wanted = {facts.values[code] for code in there}
    known = Customer.objects.filter(bulk.AnyOf(F("code"), wanted))
    found.ids = dict(known.values_list("code", "pk"))
    unknown = facts.where(lambda n: n in there and facts.values[n] not in found.ids)
    checked.settle(NEW_CUSTOMERS.name, unknown & checked.stays, facts)
    if checked.mapping.choice(NEW_CUSTOMERS.name) == "enter":
        found.unknown = sorted(wanted - set(found.ids))


# --- Lines that have no key of their own ------------------------------------------


def columns_of(
    checked: Checked, place: Sequence[str]
) -> list[tuple[Sequence[Any], Codes]]:
    """Return the columns as they are stored: values, and which of them a row holds."""
    nothing = ([""], np.zeros(len(checked.table), np.int64))
    found: list[tuple[Sequence[Any], Codes]] = []
    for name in place:
        facts = checked.facts.get(name)
        if name == "amount" and checked.mapping.kind == "purchases":
            found.append((checked.amounts, checked.amount_codes))
        elif facts is None:
            found.append(nothing)
        else:
            found.append((_filled(facts), facts.codes))
    return found


def _filled(facts: Facts) -> list[Any]:
    """Say what is usual where nothing was said: no column of text holds NULL."""
    usual: Any = facts.part.default
    if facts.part.holds in {Holds.DAY, Holds.MOMENT}:
        usual = None
    elif facts.part.holds == Holds.NUMBER:
        usual = Decimal(usual or 0)
    return [usual if value is None else value for value in facts.values]


def _taken(
    columns: Sequence[tuple[Sequence[Any], Codes]], places: Codes
) -> Iterator[Any]:
    parts = []
    for values, codes in columns:
        objects = np.empty(len(values), dtype=object)
        objects[:] = values
        parts.append(objects[codes[places]].tolist())
    return zip(*parts, strict=True)


def _compare_lines(found: Plan) -> None:
    """Count equal lines in the file and in the table; the surplus is new."""
    checked = found.checked
    places = checked.places
    names = TELLING[found.kind]
    stored = _stored_lines(found, names, places)
    found.fresh = places
    if not stored:
        return
    columns = columns_of(checked, ("customer", *names))
    fresh = []
    for place, line in zip(places.tolist(), _taken(columns, places), strict=True):
        key = (found.ids.get(line[0]), *line[1:])
        if stored[key] > 0:
            stored[key] -= 1
        else:
            fresh.append(place)
    found.unchanged = len(places) - len(fresh)
    found.fresh = np.array(fresh, np.int64)


def _stored_lines(
    found: Plan, names: Sequence[str], places: Codes
) -> Counter[tuple[Any, ...]]:
    """Count the stored lines of these customers in the days of the file."""
    if not len(places) or not found.ids:
        return Counter()
    when = "at" if "at" in names else "on"
    facts = found.checked.facts[when]
    values = [facts.values[code] for code in np.unique(facts.codes[places]).tolist()]
    rows = KINDS[found.kind]._default_manager.filter(
        bulk.AnyOf(F("customer_id"), set(found.ids.values())),
        **{f"{when}__range": (min(values), max(values))},
    )
    lines = rows.values_list("customer_id", *names).iterator(AT_ONCE)
    return Counter(lines)


# --- Rows that have a key ----------------------------------------------------------


def given(found: Plan, names: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows that stay with what they say; what is empty is not said."""
    checked = found.checked
    places = checked.places
    held = [(name, checked.facts[name]) for name in names if name in checked.facts]
    columns = [(facts.values, facts.codes) for _, facts in held]
    for place, line in zip(places.tolist(), _taken(columns, places), strict=True):
        said = zip((name for name, _ in held), line, strict=True)
        yield place, {name: value for name, value in said if value is not None}


def fields_of(found: Plan) -> dict[str, str]:
    """Return the names of the facts of this kind, and of the columns they go to."""
    model = KINDS[found.kind]
    stored = {f.name: f.attname for f in model._meta.concrete_fields}
    names = [name for name in found.checked.facts if name in stored]
    return {name: stored[name] for name in names}


def _given_in_file(found: Plan, name: str) -> bool:
    """Tell a fact that the file holds from one that is only usual."""
    mapping = found.checked.mapping
    return bool(mapping.columns.get(name) or mapping.fixed.get(name))


def _settle(
    found: Plan, before: dict[str, Any] | None, place: int, said: dict[str, Any]
) -> bool:
    """Take a row as new, changed or unchanged; tell whether it is new."""
    if before is None:
        return True
    names = fields_of(found)
    changes = {
        names[name]: value
        for name, value in said.items()
        if _given_in_file(found, name) and before[names[name]] != value
    }
    if not changes:
        found.unchanged += 1
    else:
        found.changed.append((before["pk"], changes, place))
    return False


def _choose_known(found: Plan) -> None:
    """Do with rows that say something else about a known one as was chosen."""
    if not found.changed:
        return
    marks = np.zeros(len(found.checked.table), np.bool_)
    marks[[place for _, _, place in found.changed]] = True
    found.checked.settle(KNOWN.name, marks)
    if found.checked.mapping.choice(KNOWN.name) != "change":
        found.unchanged += len(found.changed)
        found.changed = []


def _compare_keyed(found: Plan, model: type[models.Model], key: str) -> None:
    names = fields_of(found)
    rows_given = list(given(found, tuple(names)))
    wanted = {said[key] for _, said in rows_given}
    rows = model._default_manager.filter(bulk.AnyOf(F(key), wanted)).values(
        "pk", *names.values()
    )
    known = {row[key]: row for row in rows.iterator(AT_ONCE)}
    fresh = [
        place
        for place, said in rows_given
        if _settle(found, known.get(said[key]), place, said)
    ]
    found.fresh = np.array(fresh, np.int64)
    _choose_known(found)


def _compare_defections(found: Plan) -> None:
    names = ("customer", "on", "to_whom", "why", "broken_promise")
    rows = Defection.objects.filter(
        bulk.AnyOf(F("customer_id"), set(found.ids.values()))
    ).values("pk", "customer_id", "on", "to_whom", "why", "broken_promise")
    known = {(row["customer_id"], row["on"]): row for row in rows.iterator(AT_ONCE)}
    fresh = []
    for place, said in given(found, names):
        customer = found.ids.get(said.pop("customer"))
        before = known.get((customer or 0, said["on"]))
        if _settle(found, before, place, said):
            fresh.append(place)
    found.fresh = np.array(fresh, np.int64)
    _choose_known(found)
