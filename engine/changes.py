"""What a counter-offer changes in a plan, and the case that comes of it.

Semantics, so that anybody can check an offer by hand:

- ``Throttle``: the tactic's occasions times ``multiple``; its budget stays. Part of the
  demand is turned away (a cap, a waiting list).
- ``Narrow``: occasions *and* budget times ``multiple``: fewer people are addressed.
- ``Shift``: ``starts`` and ``ends`` move by whole periods within the horizon, the duration
  stays; occasions that are listed by period move along.
- ``Fund``: the initiative's ``adds`` join its capability's capacity (servers, where it is
  staffed) from its period on, point by point where either is an estimate.
- ``SoftenWindow``, ``SoftenTarget``: a weaker promise: a longer ``within``, a lower target.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from engine import case as parts
from engine.quantity import Profile, Quantity, ThreePoint, at

Part = TypeVar("Part", parts.Tactic, parts.Promise, parts.Capability, parts.Initiative)


@dataclass(frozen=True, slots=True)
class Throttle:
    """Turn away part of a tactic's demand; what it costs stays."""

    change: str = field(default="throttle", init=False)
    tactic: str
    multiple: float


@dataclass(frozen=True, slots=True)
class Narrow:
    """Address a part of a tactic's audience: demand and budget shrink together."""

    change: str = field(default="narrow", init=False)
    tactic: str
    multiple: float


@dataclass(frozen=True, slots=True)
class Shift:
    """Begin and end a tactic ``periods`` later (or earlier, if negative)."""

    change: str = field(default="shift", init=False)
    tactic: str
    periods: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Fund:
    """Fund an initiative of the case."""

    change: str = field(default="fund", init=False)
    initiative: str
    capability: str
    cost: float


@dataclass(frozen=True, slots=True)
class SoftenWindow:
    """Promise it later: a longer ``within``. A weaker promise."""

    change: str = field(default="soften", init=False)
    promise: str
    within: int
    was: int


@dataclass(frozen=True, slots=True)
class SoftenTarget:
    """Promise it less surely: a lower ``target``. A weaker promise."""

    change: str = field(default="soften", init=False)
    promise: str
    target: float
    was: float


Change: TypeAlias = Throttle | Narrow | Shift | Fund | SoftenWindow | SoftenTarget


def apply_changes(case: parts.Case, changes: Iterable[Change]) -> parts.Case:
    """Return the case with the changes made; ``KeyError`` where a name is unknown.

    Funded initiatives leave the candidates: nobody can fund them twice.
    """
    for change in changes:
        case = applied(case, change)
    return case


def applied(case: parts.Case, change: Change) -> parts.Case:
    """Return the case with one change made."""
    if isinstance(change, Fund):
        return funded(case, change.initiative)
    if isinstance(change, SoftenWindow | SoftenTarget):
        promises = exchanged(case.promises, change.promise, lambda p: soft(p, change))
        return replace(case, promises=promises)
    periods = case.horizon.periods
    tactics = exchanged(
        case.plan.tactics, change.tactic, lambda t: moved(t, change, periods)
    )
    return replace(case, plan=replace(case.plan, tactics=tactics))


def soft(promise: parts.Promise, change: SoftenWindow | SoftenTarget) -> parts.Promise:
    """Return a promise made weaker."""
    if isinstance(change, SoftenWindow):
        return replace(promise, within=change.within)
    return replace(promise, target=change.target)


def moved(
    tactic: parts.Tactic, change: Throttle | Narrow | Shift, periods: int
) -> parts.Tactic:
    """Return a tactic made smaller, or moved."""
    if isinstance(change, Shift):
        return replace(
            tactic,
            starts=change.starts,
            ends=change.ends,
            occasions=each(
                tactic.occasions, lambda row: rolled(row, change.periods, periods)
            ),
        )
    multiple = change.multiple
    return replace(
        tactic,
        occasions=each(tactic.occasions, lambda row: scaled(row, multiple)),
        budget=tactic.budget * (multiple if isinstance(change, Narrow) else 1.0),
    )


def funded(case: parts.Case, name: str) -> parts.Case:
    """Return the case with an initiative's addition in place."""
    initiative = {entry.id: entry for entry in case.initiatives}[name]
    periods = case.horizon.periods

    def lifted(capability: parts.Capability) -> parts.Capability:
        first = initiative.from_period
        if capability.staffed is None:
            assert capability.capacity is not None  # noqa: S101 - checked when built
            total = added(capability.capacity, initiative.adds, first, periods)
            return replace(capability, capacity=total)
        total = added(capability.staffed.servers, initiative.adds, first, periods)
        return replace(capability, staffed=replace(capability.staffed, servers=total))

    return replace(
        case,
        capabilities=exchanged(case.capabilities, initiative.capability, lifted),
        initiatives=tuple(entry for entry in case.initiatives if entry.id != name),
    )


def exchanged(
    entries: tuple[Part, ...], name: str, change: Callable[[Part], Part]
) -> tuple[Part, ...]:
    """Return the entries with the one of that name changed."""
    if all(entry.id != name for entry in entries):
        raise KeyError(name)
    return tuple(change(entry) if entry.id == name else entry for entry in entries)


# --- Quantities ---------------------------------------------------------------


def each(quantity: Quantity, change: Callable[[Profile], Profile]) -> Quantity:
    """Return a quantity with every one of its profiles changed."""
    if isinstance(quantity, ThreePoint):
        points = (quantity.low, quantity.likely, quantity.high)
        return ThreePoint(*map(change, points))
    return change(quantity)


def scaled(profile: Profile, multiple: float) -> Profile:
    """Return a profile times a number."""
    if isinstance(profile, tuple):
        return tuple(value * multiple for value in profile)
    return profile * multiple


def rolled(profile: Profile, by: int, periods: int) -> Profile:
    """Return a list moved by some periods; what leaves at one end joins at the other.

    Nothing counts outside a tactic's periods, so what joins is not seen.
    """
    if not isinstance(profile, tuple):
        return profile
    return tuple(profile[(period - by) % periods] for period in range(periods))


def added(base: Quantity, adds: Quantity, first: int, periods: int) -> Quantity:
    """Return ``base`` with ``adds`` from a period on, each point with its like."""
    if isinstance(base, ThreePoint) or isinstance(adds, ThreePoint):
        pairs = zip(points_of(base), points_of(adds), strict=True)
        return ThreePoint(*(joined(low, more, first, periods) for low, more in pairs))
    return joined(base, adds, first, periods)


def points_of(quantity: Quantity) -> tuple[Profile, Profile, Profile]:
    """Return low, likely and high."""
    if isinstance(quantity, ThreePoint):
        return quantity.low, quantity.likely, quantity.high
    return quantity, quantity, quantity


def joined(base: Profile, adds: Profile, first: int, periods: int) -> Profile:
    """Return the sum by period; ``adds`` counts from a period on."""
    return tuple(
        at(base, period) + (at(adds, period) if period >= first else 0.0)
        for period in range(periods)
    )
