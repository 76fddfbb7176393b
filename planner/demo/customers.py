"""Bring the crowd into the demo company: customers, orders, answers, contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.bulk import insert_columns
from customers import rollup
from customers.models import (
    Customer,
    Defection,
    Interaction,
    Purchase,
    Relationship,
    SurveyAnswer,
)
from planner.demo import voices
from planner.demo.crowd import GROUPS, Gathered

Whole = NDArray[np.int64]
Column = tuple[Sequence[object], Any]

CUSTOMERS: Final = 40_000
QUIET_WEEKS: Final = 104
REFUNDS: Final = 0.03
ITEMS: Final = (
    "Bed Fjell",
    "Wardrobe Lund",
    "Shelf Ask",
    "Sofa Havn",
    "Table Bjork",
    "Chair Sno",
    "Desk Kai",
    "Lamp Natt",
    "Cot Mus",
    "Mattress Sky",
)
CHANNELS: Final = ("phone", "email", "chat", "web")
CONSENT: Final = ("given", "unknown", "refused")


@dataclass(frozen=True, slots=True)
class Calendar:
    """From days of the crowd to dates."""

    first: date
    last_day: int
    zone: ZoneInfo

    def dates(self, days: Whole) -> Column:
        """Return a column of dates."""
        found, codes = np.unique(days, return_inverse=True)
        return [self.first + timedelta(days=int(day)) for day in found], codes

    def moments(self, days: Whole, minutes: Whole) -> Column:
        """Return a column of moments by the company's clock."""
        found = [
            datetime.combine(self.first + timedelta(days=int(day)), time(), self.zone)
            + timedelta(minutes=int(minute))
            for day, minute in zip(days, minutes, strict=True)
        ]
        return every(found)


def every(values: Sequence[object]) -> Column:
    """Return a column whose values all differ, or might."""
    return values, np.arange(len(values))


def code_of(key: int) -> str:
    """Return the customer's number, as the ledger has it."""
    return f"N-{key:05d}"


def bring_in(
    crowd: Gathered,
    *,
    segments: Mapping[str, int],
    calendar: Calendar,
    draw: np.random.Generator,
) -> None:
    """Write everything about customers; ``segments`` are keys by code."""
    left = voices.defections(crowd, calendar.last_day, draw)
    _customers(crowd, left, segments, calendar, draw)
    keys = dict(Customer.objects.values_list("code", "pk"))
    key = np.array([keys[code_of(number)] for number in range(len(crowd.group))])
    _purchases(crowd, key, calendar, draw)
    _answers(voices.answers(crowd, calendar.last_day, draw), key, calendar)
    _contacts(voices.contacts(crowd, calendar.last_day, draw), key, calendar, draw)
    insert_columns(
        Defection,
        {
            "customer_id": every(key[left.customer].tolist()),
            "on": calendar.dates(left.day),
            "to_whom": (voices.RIVALS, left.rival),
            "why": every(left.why),
            "broken_promise": every(left.promise),
        },
    )
    rollup.count_all()


def _customers(
    crowd: Gathered,
    left: voices.Left,
    segments: Mapping[str, int],
    calendar: Calendar,
    draw: np.random.Generator,
) -> None:
    buyers = len(crowd.group)
    group = np.append(crowd.group, draw.integers(0, len(GROUPS), CUSTOMERS - buyers))
    first = np.full(CUSTOMERS, calendar.last_day)
    np.minimum.at(first, crowd.customer, crowd.day)
    first -= draw.integers(0, 60, CUSTOMERS)
    first[buyers:] = draw.integers(0, calendar.last_day, CUSTOMERS - buyers)
    relationship = np.zeros(CUSTOMERS, dtype=int)
    relationship[left.customer] = 1
    relationship[buyers:] = 2
    kinds = [Relationship.CUSTOMER, Relationship.FORMER, Relationship.PROSPECT]
    names = voices.names(CUSTOMERS, draw)
    codes = [code_of(number) for number in range(CUSTOMERS)]
    known = draw.choice(3, CUSTOMERS, p=(0.62, 0.3, 0.08))
    insert_columns(
        Customer,
        {
            "code": every(codes),
            "name": every(names),
            "email": every([f"{code.lower()}@customers.example" for code in codes]),
            "phone": ([""], np.zeros(CUSTOMERS, dtype=int)),
            "segment_id": _segments(crowd, group, segments, calendar, draw),
            "relationship": ([kind.value for kind in kinds], relationship),
            "first_seen": calendar.dates(first),
            "consent": (CONSENT, known),
            "revision": ([1], np.zeros(CUSTOMERS, dtype=int)),
        },
    )


def _segments(
    crowd: Gathered,
    group: Whole,
    segments: Mapping[str, int],
    calendar: Calendar,
    draw: np.random.Generator,
) -> Column:
    """Return the segments; half of who bought once, two years ago, has gone quiet."""
    many = np.bincount(crowd.customer, minlength=CUSTOMERS)
    last = np.zeros(CUSTOMERS, dtype=int)
    np.maximum.at(last, crowd.customer, crowd.day)
    quiet = (many == 1) & (last < calendar.last_day - QUIET_WEEKS * 7)
    quiet &= draw.random(CUSTOMERS) < 0.5  # half of them
    values = [segments[one.code] for one in GROUPS] + [segments["lapsed"]]
    return values, np.where(quiet, len(GROUPS), group)


def _purchases(
    crowd: Gathered, key: Whole, calendar: Calendar, draw: np.random.Generator
) -> None:
    many = len(crowd.day)
    usual = np.array([one.spend for one in GROUPS])[crowd.group]
    own = usual * 3.0 / draw.gamma(4.0, 1.0, len(usual))
    amount = np.maximum(own[crowd.customer] * draw.gamma(6.0, 1 / 6.0, many), 5.0)
    back = np.flatnonzero(draw.random(many) < REFUNDS)
    day = crowd.day[back] + draw.integers(10, 25, len(back))
    back, day = back[day <= calendar.last_day], day[day <= calendar.last_day]
    order = np.append(np.arange(many), back)
    paid = np.append(amount, -amount[back])
    insert_columns(
        Purchase,
        {
            "customer_id": every(key[crowd.customer[order]].tolist()),
            "reference": (crowd.reference, order),
            "item": (ITEMS, draw.integers(0, len(ITEMS), many)[order]),
            "on": calendar.dates(np.append(crowd.day, day)),
            "amount": every([Decimal(f"{value:.2f}") for value in paid.tolist()]),
        },
    )


def _answers(said: voices.Said, key: Whole, calendar: Calendar) -> None:
    nps = said.kind
    insert_columns(
        SurveyAnswer,
        {
            "customer_id": every(key[said.customer].tolist()),
            "kind": (["csat", "nps"], nps),
            "score": ([Decimal(value) for value in range(11)], said.score),
            "lowest": ([Decimal(1), Decimal(0)], nps),
            "highest": ([Decimal(5), Decimal(10)], nps),
            "on": calendar.dates(said.day),
        },
    )


def _contacts(
    spoke: voices.Spoke, key: Whole, calendar: Calendar, draw: np.random.Generator
) -> None:
    kinds = list(voices.NOTES)
    from_us = (spoke.kind == kinds.index("contact")).astype(int)
    notes = [
        voices.NOTES[kinds[kind]][note]
        for kind, note in zip(spoke.kind.tolist(), spoke.note.tolist(), strict=True)
    ]
    insert_columns(
        Interaction,
        {
            "customer_id": every(key[spoke.customer].tolist()),
            "at": calendar.moments(spoke.day, spoke.minute),
            "channel": (CHANNELS, draw.integers(0, len(CHANNELS), len(notes))),
            "direction": (["from-them", "from-us"], from_us),
            "kind": (kinds, spoke.kind),
            "note": every(notes),
        },
    )
