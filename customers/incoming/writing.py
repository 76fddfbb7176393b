"""Write what is new and change what is known, all of it in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.db.models import F, Max
from numpy.typing import NDArray

from core import bulk
from core.columns import compact
from customers.incoming.cells import Facts
from customers.incoming.comparing import (
    AT_ONCE,
    KEYED,
    KINDS,
    TELLING,
    Plan,
    columns_of,
    fields_of,
    given,
)
from customers.models import Customer, CustomerBefore, CustomerImport
from customers.newcomers import Lines

ENTERED_AS: Final = "customer"
_PLAIN_CUSTOMER: Final[dict[str, Any]] = {
    "name": "",
    "email": "",
    "phone": "",
    "relationship": ENTERED_AS,
    "consent": "unknown",
    "revision": 1,
}
_PLAIN: Final[dict[str, dict[str, Any]]] = {
    "customers": {
        **_PLAIN_CUSTOMER,
        "segment_id": None,
        "first_seen": None,
        "consent_on": None,
    },
    "needs": {"revision": 1, "segment_id": None},
}


@dataclass(frozen=True)
class Written:
    """Which customers rows were written of, and the keys of what was inserted.

    ``newcomers`` are the lines of those who were entered with all they bought; the others
    are in ``customer_ids``.
    """

    customer_ids: list[int]
    newcomers: Lines
    first_key: int | None
    last_key: int | None


def write(found: Plan, job: CustomerImport) -> Written:
    """Insert what is new and change what is known; call inside one transaction."""
    _enter_customers(found, job)
    before = _last_key(found.kind)
    if found.kind in KEYED:
        _insert_keyed(found, job)
    else:
        _insert_lines(found, job)
    _change(found, job)
    after = _last_key(found.kind)
    newcomers = _newcomers(found)
    known = sorted(set(_touched(found, job)) - set(newcomers.customer.tolist()))
    keys = (before + 1, after) if after > before else (None, None)
    return Written(known, newcomers, *keys)


def _newcomers(found: Plan) -> Lines:
    """Return what those bought who are new: nothing else is stored of them."""
    checked = found.checked
    if found.kind != "purchases" or not found.unknown:
        return Lines(*np.zeros((3, 0), np.int64))
    customer, unknown = checked.facts["customer"], set(found.unknown)
    ids = np.array(
        [found.ids[v] if v in unknown else 0 for v in customer.values], np.int64
    )
    whose = ids[customer.codes[found.fresh]]
    places = found.fresh[whose > 0]
    # Amounts of rows that were left out may be larger than any number here.
    used, which = compact(checked.amount_codes[places], len(checked.amounts))
    cents = [int(checked.amounts[code].scaleb(2)) for code in used.tolist()]
    return Lines(
        customer=whose[whose > 0],
        day=_ordinals(checked.facts["on"])[places],
        cents=np.array(cents, np.int64)[which],
    )


def _ordinals(day: Facts) -> NDArray[np.int64]:
    """Return each row's day as a number, 0 for none."""
    ordinals = [value.toordinal() if value else 0 for value in day.values]
    return np.array(ordinals, np.int64)[day.codes]


def _last_key(kind: str) -> int:
    rows = KINDS[kind]._default_manager.aggregate(last=Max("pk"))
    return rows["last"] or 0


def _touched(found: Plan, job: CustomerImport) -> list[int]:
    if found.kind == "customers":
        entered = Customer.objects.filter(job=job).values_list("pk", flat=True)
        return sorted({*entered, *(pk for pk, _, _ in found.changed)})
    facts = found.checked.facts.get("customer")
    if facts is None:
        return []
    changed = np.array([place for _, _, place in found.changed], np.int64)
    places = np.concatenate([found.fresh, changed])
    codes, _ = compact(facts.codes[places], len(facts.values))
    return sorted({found.ids[facts.values[code]] for code in codes.tolist()})


def _enter_customers(found: Plan, job: CustomerImport) -> None:
    """Enter the customers that the file speaks of and nobody knows yet."""
    if not found.unknown:
        return
    first = _first_days(found) if found.kind == "purchases" else {}
    bulk.insert(
        Customer,
        columns=(*_PLAIN_CUSTOMER, "code", "first_seen", "job_id"),
        rows=[
            (*_PLAIN_CUSTOMER.values(), code, first.get(code), job.pk)
            for code in found.unknown
        ],
    )
    entered = Customer.objects.filter(bulk.AnyOf(F("code"), set(found.unknown)))
    found.ids |= dict(entered.values_list("code", "pk"))


def _first_days(found: Plan) -> dict[str, date]:
    """Return the first day on which the file knows each customer."""
    checked = found.checked
    customer, day = checked.facts["customer"], checked.facts["on"]
    places = checked.places
    first = np.full(len(customer.values), 2**31, np.int64)
    np.minimum.at(first, customer.codes[places], _ordinals(day)[places])
    found_days: dict[str, date] = {}
    for code, ordinal in zip(customer.values, first.tolist(), strict=True):
        if ordinal < 2**31:
            seen = date.fromordinal(ordinal)
            found_days[code] = min(seen, found_days.get(code, seen))
    return found_days


def _insert_lines(found: Plan, job: CustomerImport) -> None:
    checked, places = found.checked, found.fresh
    if not len(places):
        return
    customer = checked.facts["customer"]
    ids = [found.ids.get(code) for code in customer.values]
    names = TELLING.get(found.kind, ("on", "to_whom", "why", "broken_promise"))
    stored = columns_of(checked, names)
    every = np.zeros(len(places), np.int64)
    columns: dict[str, tuple[Sequence[object], NDArray[np.int64]]] = {
        "customer_id": (ids, customer.codes[places]),
        **{
            name: (values, codes[places])
            for name, (values, codes) in zip(names, stored, strict=True)
        },
        "job_id": ([job.pk], every),
        "row": (checked.table.rows[places].tolist(), np.arange(len(places))),
    }
    bulk.insert_columns(KINDS[found.kind], columns)


def _insert_keyed(found: Plan, job: CustomerImport) -> None:
    names = fields_of(found)
    fresh = set(found.fresh.tolist())
    columns = tuple(dict.fromkeys([*_PLAIN[found.kind], *names.values()]))
    rows = []
    for place, said in given(found, tuple(names)):
        if place in fresh:
            row = {**_PLAIN[found.kind], **{names[n]: v for n, v in said.items()}}
            rows.append((*(row[column] for column in columns), job.pk))
    bulk.insert(KINDS[found.kind], columns=(*columns, "job_id"), rows=rows)


def _change(found: Plan, job: CustomerImport) -> None:
    """Change known rows, and note what they said before."""
    if not found.changed:
        return
    model = KINDS[found.kind]
    counted = any(f.name == "revision" for f in model._meta.concrete_fields)
    for start in range(0, len(found.changed), AT_ONCE):
        part = found.changed[start : start + AT_ONCE]
        rows = model._default_manager.in_bulk([pk for pk, _, _ in part])
        befores, changed, touched = [], [], set()
        for pk, changes, _ in part:
            row: Any = rows[pk]
            facts = {name: _plain(getattr(row, name)) for name in changes}
            for name, value in changes.items():
                setattr(row, name, value)
            if counted:
                row.revision += 1
            befores.append(
                CustomerBefore(
                    job=job,
                    subject_id=pk,
                    revision=row.revision if counted else 0,
                    facts=facts,
                )
            )
            changed.append(row)
            touched |= set(changes)
        CustomerBefore.objects.bulk_create(befores)
        fields = sorted(touched | ({"revision"} if counted else set()))
        model._default_manager.bulk_update(changed, fields, batch_size=500)


def _plain(value: Any) -> Any:  # noqa: ANN401  # JSON
    return value.isoformat() if isinstance(value, date) else value
