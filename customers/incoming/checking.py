"""Look at every row of a file: what it says, what is not plain about it, what stays.

Nothing is written here. Rows are marked in whole columns; the first pass tells what
would happen, the second one, before writing, finds the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.columns import Codes, Column, Table, compact
from customers.incoming.cells import Facts, Reading
from customers.incoming.kinds import PARTS, Holds, Part
from customers.incoming.mapping import Mapping as Chosen
from customers.incoming.troubles import (
    CANCELLATION,
    EITHER_DATE,
    FREE,
    FUTURE,
    NO_CUSTOMER,
    OPTIONAL,
    RETURNED,
    SAME_KEY,
    TWICE,
    UNREADABLE,
)

Marks = NDArray[np.bool_]
CENT: Final = Decimal("0.01")
_CANCELLED: Final = re.compile(r"[Cc]-?\d+")
KEYS: Final = {
    "customers": ("code",),
    "needs": ("code",),
    "defections": ("customer", "on"),
}


@dataclass(frozen=True)
class Finding:
    """Rows in one trouble, the column it shows in, and words of its own."""

    trouble: str
    marks: Marks
    facts: Facts | None = None


@dataclass
class Checked:
    """What a file holds: the facts by name, the rows that stay, and the troubles."""

    table: Table
    mapping: Chosen
    facts: dict[str, Facts]
    amounts: list[Decimal] = field(default_factory=list)
    amount_codes: Codes = field(default_factory=lambda: np.empty(0, np.int64))
    findings: list[Finding] = field(default_factory=list)
    stays: Marks = field(default_factory=lambda: np.empty(0, np.bool_))
    stopping: int = 0  # rows whose trouble stops the whole file

    @property
    def places(self) -> Codes:
        """The places of the rows that stay."""
        return np.flatnonzero(self.stays)

    def find(self, trouble: str, marks: Marks, facts: Facts | None = None) -> None:
        if marks.any():
            self.findings.append(Finding(trouble, marks, facts))

    def counts(self) -> dict[str, int]:
        """Count the rows in each trouble, each row once."""
        found: dict[str, Marks] = {}
        for finding in self.findings:
            name = finding.trouble
            found[name] = (
                found[name] | finding.marks if name in found else finding.marks
            )
        return {name: int(marks.sum()) for name, marks in found.items()}

    def leave_out(self) -> None:
        """Take away the rows that the choices leave out, and those that stop it all."""
        way = self.mapping.choice
        for finding in self.findings:
            if way(finding.trouble) in {"leave-out", "once"}:
                self.stays &= ~finding.marks
        for finding in self.findings:
            if way(finding.trouble) == "stop":
                self._stop(finding.marks)

    def _stop(self, marks: Marks) -> None:
        stopping = marks & self.stays
        self.stopping += int(stopping.sum())
        self.stays &= ~stopping

    def settle(self, trouble: str, marks: Marks, facts: Facts | None = None) -> None:
        """Find rows in trouble after the others, and do with them as was chosen."""
        self.find(trouble, marks, facts)
        way = self.mapping.choice(trouble)
        if way == "stop":
            self._stop(marks)
        elif way == "leave-out":
            self.stays &= ~marks


def check(table: Table, mapping: Chosen, reading: Reading, *, now: datetime) -> Checked:
    """Read the columns, find what is not plain, and leave out what is to be."""
    parts = PARTS[mapping.kind]
    found = Checked(table, mapping, _facts(table, mapping, reading, parts))
    found.stays = np.ones(len(table), np.bool_)
    found.find(UNREADABLE.name, table.long)
    for part in parts:
        if part.name in found.facts:
            _look(found, part)
    _days_to_come(found, reading, now)
    if mapping.kind == "purchases":
        _look_at_amounts(found)
    if mapping.kind == "answers":
        _look_at_scales(found)
    found.find(TWICE.name, table.twice)
    found.leave_out()
    if mapping.kind in KEYS:
        _same_keys(found)
    return found


def _facts(
    table: Table, mapping: Chosen, reading: Reading, parts: Sequence[Part]
) -> dict[str, Facts]:
    found = {}
    for part in parts:
        name = mapping.columns.get(part.name, "")
        fixed = mapping.fixed.get(part.name) or part.default
        if name:
            found[part.name] = reading.facts(part, name, table.columns[name])
        elif fixed:
            same = Column([fixed], np.zeros(len(table), np.int64))
            found[part.name] = reading.facts(part, "", same)
    return found


def _look(found: Checked, part: Part) -> None:
    """Find the cells of one column that are empty, faulty or of two readings."""
    facts = found.facts[part.name]
    if part.holds in {Holds.DAY, Holds.MOMENT}:
        found.find(EITHER_DATE.name, facts.either, facts)
    if part.name == "customer":
        found.find(NO_CUSTOMER.name, facts.empty, facts)
    elif part.needed or part.name in {"quantity", "price", "amount"}:
        found.find(UNREADABLE.name, facts.empty, facts)
    strict = part.needed or part.holds == Holds.NUMBER
    found.find((UNREADABLE if strict else OPTIONAL).name, facts.faulty, facts)


def _days_to_come(found: Checked, reading: Reading, now: datetime) -> None:
    today = now.astimezone(reading.zone).date()
    for facts in found.facts.values():
        if facts.part.holds == Holds.DAY:
            values = facts.values
            marks = facts.where(lambda n, v=values: v[n] is not None and v[n] > today)  # type: ignore[misc]
        elif facts.part.holds == Holds.MOMENT:
            values = facts.values
            marks = facts.where(lambda n, v=values: v[n] is not None and v[n] > now)  # type: ignore[misc]
        else:
            continue
        found.find(FUTURE.name, marks, facts)


def _below(facts: Facts, *, least: int = 0) -> Marks:
    values = facts.values
    return facts.where(lambda n: values[n] is not None and values[n] <= least)


def _look_at_amounts(found: Checked) -> None:
    """Tell cancellations, returns and gifts apart, and reckon what each line is worth."""
    facts = found.facts
    cancelled = np.zeros(len(found.table), np.bool_)
    if "reference" in facts:
        reference = facts["reference"]
        texts = reference.texts
        cancelled = reference.where(lambda n: bool(_CANCELLED.fullmatch(texts[n])))
        found.find(CANCELLATION.name, cancelled, reference)
    amount = facts.get("amount")
    if amount is None:
        _reckon(found, facts["quantity"], facts["price"])
        returned, shown = _below(facts["quantity"]), facts["quantity"]
        found.find(FREE.name, _below(facts["price"]), facts["price"])
    else:
        found.amounts = [_cents(value) for value in amount.values]
        found.amount_codes = amount.codes
        returned, shown = _below(amount), amount
    found.find(RETURNED.name, returned & ~cancelled, shown)
    _too_large(found, shown)
    _make_refunds(found, cancelled)


def _cents(value: Decimal | None) -> Decimal:
    return (value or Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def _reckon(found: Checked, quantity: Facts, price: Facts) -> None:
    """Multiply each different pair of quantity and price once."""
    wide = max(len(price.values), 1)
    pairs, found.amount_codes = compact(
        quantity.codes * wide + price.codes, max(len(quantity.values), 1) * wide
    )
    many, each = quantity.values, price.values
    found.amounts = [
        _cents((many[pair // wide] or 0) * (each[pair % wide] or Decimal(0)))
        for pair in pairs.tolist()
    ]


def _too_large(found: Checked, shown: Facts) -> None:
    large = np.array([abs(amount) >= 10**10 for amount in found.amounts], np.bool_)
    if large.any():
        found.find(UNREADABLE.name, large[found.amount_codes], shown)


def _make_refunds(found: Checked, cancelled: Marks) -> None:
    """Put the amount of a cancelled line below zero, if it is kept as a refund."""
    if found.mapping.choice(CANCELLATION.name) != "refund" or not cancelled.any():
        return
    known = len(found.amounts)
    found.amounts = [*found.amounts, *(-abs(amount) for amount in found.amounts)]
    found.amount_codes = found.amount_codes + known * cancelled


def _look_at_scales(found: Checked) -> None:
    """Find scores that lie outside their scale."""
    score, lowest, highest = (found.facts[n] for n in ("score", "lowest", "highest"))

    def numbers(facts: Facts) -> NDArray[np.float64]:
        usual = float(facts.part.default or "nan")
        values = [usual if v is None else float(v) for v in facts.values]
        return np.array(values)[facts.codes]

    low, high, given = numbers(lowest), numbers(highest), numbers(score)
    with np.errstate(invalid="ignore"):
        beyond = (low >= high) | (given < low) | (given > high) | (high > 9999)
    found.find(UNREADABLE.name, beyond, score)


def _same_keys(found: Checked) -> None:
    """Of the rows that stay, let one count for each customer, need or day of leaving."""
    places = found.places
    columns = [_by_value(found.facts[name]) for name in KEYS[found.mapping.kind]]
    keys = np.zeros(len(found.table), np.int64)
    for codes in columns:
        keys = np.unique(
            keys * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True
        )[1].reshape(-1)
    last = found.mapping.choice(SAME_KEY.name) != "first"
    order = places[::-1] if last else places
    _, first = np.unique(keys[order], return_index=True)
    dropped = found.stays.copy()
    dropped[order[first]] = False
    facts = found.facts[KEYS[found.mapping.kind][0]]
    found.settle(SAME_KEY.name, dropped, facts)
    found.stays &= ~dropped


def _by_value(facts: Facts) -> Codes:
    """Give texts that mean the same value the same code."""
    index: dict[Any, int] = {}
    same = [index.setdefault(value, len(index)) for value in facts.values]
    return np.array(same, np.int64)[facts.codes]


def reading_of(
    mapping: Chosen,
    *,
    zone: ZoneInfo,
    segments: Mapping[str, int],
) -> Reading:
    way = mapping.choice(EITHER_DATE.name)
    return Reading(
        zone=zone,
        comma=mapping.decimal == "comma",
        either=way if way.endswith("first") else "",
        segments=segments,
    )
