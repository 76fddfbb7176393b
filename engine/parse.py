"""A case document (decoded JSON) to a ``Case``; ``engine.document`` is the inverse.

The constructors check values; here only the shape is read: which keys there are, what is
a list, and where in the document a refusal belongs.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from typing import Any, TypeVar

from engine import case as parts
from engine.quantity import ThreePoint
from engine.refusal import InvalidCase, quoted

CASE_FORMAT = "promise-case/1"

Built = TypeVar("Built")
Reader = Callable[[object], object]

DRIVER_KINDS: tuple[parts.DriverKind, ...] = ("demand", "capacity", "reliability")

# Document keys that are not Python names.
RENAMED = {"from": "from_period"}


def parse_case(document: object) -> parts.Case:
    """Read a case document in format ``promise-case/1``.

    Raises ``InvalidCase`` with one line that names the place, for instance
    ``plan.tactics[0].promises[1]: no promise "x"``.
    """
    content = dict(mapping(document))
    found = content.pop("format", None)
    if found != CASE_FORMAT:
        raise InvalidCase("format", f'must be "{CASE_FORMAT}"')
    return build(parts.Case, content, CASE_READERS)


def mapping(document: object) -> Mapping[str, Any]:
    """Accept a JSON object."""
    if not isinstance(document, Mapping):
        raise InvalidCase("", "must be an object")
    return document


def build(kind: type[Built], document: object, readers: Mapping[str, Reader]) -> Built:
    """Build a dataclass from an object: no unknown key, no missing key."""
    content = mapping(document)
    known = attributes(kind)  # type: ignore[arg-type]  # a class is hashable
    values: dict[str, Any] = {}
    for key, value in content.items():
        attribute = RENAMED.get(key, key)
        if attribute not in known or key in RENAMED.values():
            raise InvalidCase("", f"unknown key {quoted(str(key))}")
        values[attribute] = placed(key, readers.get(key, plain), value)
    for attribute, required in known.items():
        if required and attribute not in values:
            raise InvalidCase("", f"needs {quoted(attribute)}")
    return kind(**values)


@cache
def attributes(kind: type[Any]) -> Mapping[str, bool]:
    """Return the names of a dataclass's attributes, and which of them are required."""
    return {
        entry.name: entry.default is MISSING and entry.default_factory is MISSING
        for entry in fields(kind)
    }


def placed(place: str, reader: Reader, value: object) -> object:
    """Read a value, and put its place in front of a refusal."""
    try:
        return reader(value)
    except InvalidCase as refusal:
        raise refusal.under(place) from None


def plain(value: object) -> object:
    """Leave a value to the constructor's checks; lists become tuples."""
    return tuple(value) if isinstance(value, list) else value


def entries(reader: Reader) -> Reader:
    """Read a list, entry by entry."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise InvalidCase("", "must be a list")
        return tuple(
            placed(f"[{index}]", reader, entry) for index, entry in enumerate(value)
        )

    return read


def part(kind: type[Any], readers: Mapping[str, Reader]) -> Reader:
    """Read an object as one of the case's dataclasses."""
    return lambda value: build(kind, value, readers)


def quantity(value: object) -> object:
    """Read a number, a list, or an object with low, likely and high."""
    if isinstance(value, Mapping):
        return build(ThreePoint, value, {})
    return plain(value)


def optional(reader: Reader) -> Reader:
    """Read null as absent."""
    return lambda value: None if value is None else reader(value)


def day(value: object) -> date:
    """Read a date written YYYY-MM-DD."""
    if isinstance(value, str) and len(value) == len("2026-01-05"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidCase("", "must be a date like 2026-01-05")


def driver(value: object) -> parts.Driver:
    """Read ``{"demand": "a tactic"}``: exactly one kind and what it moves."""
    content = mapping(value)
    if len(content) != 1:
        raise InvalidCase(
            "", 'needs exactly one of "demand", "capacity", "reliability"'
        )
    for kind in DRIVER_KINDS:
        if kind in content:
            return parts.Driver(kind, content[kind])
    raise InvalidCase("", f"unknown key {quoted(str(*content))}")


STAFFING_READERS = {"servers": quantity}
CAPABILITY_READERS = {
    "capacity": optional(quantity),
    "staffed": optional(part(parts.Staffing, STAFFING_READERS)),
    "committed": quantity,
}
PROMISE_READERS = {
    "requires": entries(part(parts.Requirement, {})),
    "track_record": optional(part(parts.TrackRecord, {})),
    "record": optional(entries(plain)),
    "objections": optional(part(parts.Objections, {})),
}
TACTIC_READERS = {"occasions": quantity}
PLAN_READERS = {
    "tactics": entries(part(parts.Tactic, TACTIC_READERS)),
    "assumptions": entries(part(parts.Assumption, {"driver": driver})),
}
CASE_READERS = {
    "horizon": part(parts.Horizon, {"start": day}),
    "capabilities": entries(part(parts.Capability, CAPABILITY_READERS)),
    "promises": entries(part(parts.Promise, PROMISE_READERS)),
    "commitments": entries(part(parts.Commitment, {"occasions": quantity})),
    "plan": part(parts.Plan, PLAN_READERS),
    "initiatives": entries(part(parts.Initiative, {"adds": quantity})),
    "policy": part(parts.Policy, {}),
    "records": optional(part(parts.Records, {"end": optional(day)})),
}
