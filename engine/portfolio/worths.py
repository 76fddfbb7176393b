"""What one more unit is worth: capabilities, initiatives, and candidates left out."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from engine.portfolio.case import Candidate, PortfolioCase
from engine.portfolio.favourites import portion, with_musts
from engine.portfolio.footprint import Footprint, footprint
from engine.portfolio.program import Array
from engine.portfolio.result import CapabilityUse, OnProgress, Solution
from engine.portfolio.solving import solve


@dataclass(frozen=True, slots=True)
class InitiativeGain:
    """What an initiative is worth to the whole, its own cost taken off.

    ``gain`` is the best value with it less the best value without it, at least ``low`` and
    at most ``high`` where a search ended with a gap; None where no set can hold it (or do
    without it). ``per_money`` is the gain for each unit of money that it costs.
    """

    id: str
    chosen: bool
    cost: float
    gain: float | None
    low: float | None
    high: float | None
    per_money: float | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a candidate earns for what it takes.

    ``worth`` is its value less its cost; ``charge`` what the scarce units that it loads
    are worth at shadow values. ``bottleneck`` is the capability where that is most,
    ``units`` what it loads there while that is scarce, and ``per_unit`` its worth for
    each of them (throughput per constraint unit: Goldratt, 1990; None: takes nothing scarce).
    """

    id: str
    chosen: bool
    worth: float
    charge: float
    bottleneck: str | None
    units: float
    per_unit: float | None


@dataclass(frozen=True, slots=True)
class Shortage:
    """By how much a capability is short, in its period of greatest shortage."""

    capability: str
    unit: str
    period: int
    periods_short: int
    units: float


@dataclass(frozen=True, slots=True)
class OneMore:
    """What happens if a candidate that was left out is chosen after all.

    ``shortages`` is where it does not fit if nothing gives way; ``change`` what the whole
    gains (mostly: loses) if everything else gives way as is best, between ``low`` and
    ``high``; None where it cannot be chosen at all. ``displaced`` leave the set then,
    ``joined`` enter it.
    """

    id: str
    shortages: tuple[Shortage, ...]
    change: float | None
    low: float | None
    high: float | None
    displaced: tuple[str, ...]
    joined: tuple[str, ...]


def initiative_gains(
    case: PortfolioCase,
    best: Solution,
    *,
    seconds: float = 30.0,
    seed: int = 1,
    progress: OnProgress | None = None,
) -> tuple[InitiativeGain, ...]:
    """Rank the initiatives by what they gain for each unit of money, best first.

    Every candidate that adds capacity is left out of the best set, or forced into it, and
    the case is solved again; the time is divided evenly. ``best`` is the case's solution.
    """
    adders = [entry for entry in case.candidates if entry.adds]
    found = []
    for index, entry in enumerate(adders):
        inner = portion(progress, index / len(adders), 1.0 / len(adders))
        found.append(
            initiative_gain(
                case, best, entry, seconds / len(adders), seed=seed, progress=inner
            )
        )
    return tuple(sorted(found, key=gain_order))


def gain_order(entry: InitiativeGain) -> tuple[bool, float]:
    """Put the greatest gain for money first, and what has none last."""
    if entry.gain is None:
        return True, 0.0
    if entry.per_money is None:
        return False, -np.inf if entry.gain > 0.0 else 0.0
    return False, -entry.per_money


def initiative_gain(
    case: PortfolioCase,
    best: Solution,
    entry: Candidate,
    seconds: float,
    *,
    seed: int,
    progress: OnProgress | None,
) -> InitiativeGain:
    """Solve the case the other way, and compare."""
    chosen = entry.id in best.chosen
    if chosen:
        other = solve(
            case,
            seconds=seconds,
            seed=seed,
            progress=progress,
            forbidden=(entry.id,),
            start=[name for name in best.chosen if name != entry.id],
        )
    else:
        other = forced(case, best, entry.id, seconds, seed=seed, progress=progress)
    gain, low, high = change(best, other)
    if chosen and gain is not None and low is not None and high is not None:
        gain, low, high = -gain, -high, -low
    return InitiativeGain(
        id=entry.id,
        chosen=chosen,
        cost=entry.cost,
        gain=gain,
        low=low,
        high=high,
        per_money=None if gain is None or not entry.cost else gain / entry.cost,
    )


def forced(
    case: PortfolioCase,
    best: Solution,
    name: str,
    seconds: float,
    *,
    seed: int,
    progress: OnProgress | None,
) -> Solution:
    """Solve the case with one candidate as a must-have."""
    return solve(
        replace(case, candidates=with_musts(case.candidates, (name,))),
        seconds=seconds,
        seed=seed,
        progress=progress,
        start=(*best.chosen, name),
    )


def change(
    best: Solution, other: Solution
) -> tuple[float | None, float | None, float | None]:
    """Return by how much another solution differs in value, at least and at most."""
    if other.status not in ("optimal", "feasible"):
        return None, None, None
    return (
        other.value.total - best.value.total,
        other.value.total - best.bound,
        other.bound - best.value.total,
    )


def contributions(case: PortfolioCase, best: Solution) -> tuple[Contribution, ...]:
    """Rank the candidates by what they earn for each unit of their bottleneck.

    Those that take nothing scarce come first. ``best`` is the case's solution.
    """
    traces = footprint(case)
    worth = np.array([use.worth for use in best.capabilities]).reshape(traces.shape)
    chosen = set(best.chosen)
    found = [
        contribution(entry, traces.load((entry.id,)), worth, best, entry.id in chosen)
        for entry in case.candidates
    ]
    return tuple(
        sorted(
            found,
            key=lambda entry: (
                entry.per_unit is not None,
                -(entry.per_unit or 0.0),
            ),
        )
    )


def contribution(
    entry: Candidate,
    load: Array,
    worth: Array,
    best: Solution,
    chosen: bool,  # noqa: FBT001
) -> Contribution:
    """Charge one candidate for the scarce units that it loads, (K, T)."""
    charges = (load * worth).sum(axis=1)
    most = int(np.argmax(charges)) if charges.size else 0
    if not charges.size or charges[most] <= 0.0:
        return Contribution(entry.id, chosen, entry.worth, 0.0, None, 0.0, None)
    units = float(load[most][worth[most] > 0.0].sum())
    return Contribution(
        id=entry.id,
        chosen=chosen,
        worth=entry.worth,
        charge=float(charges.sum()),
        bottleneck=best.capabilities[most].id,
        units=units,
        per_unit=entry.worth / units,
    )


def shortages(
    case: PortfolioCase, best: Solution, added: Collection[str]
) -> tuple[Shortage, ...]:
    """Return what would be short if some were chosen on top of the best set."""
    return found_short(
        footprint(case), best.capabilities, {*best.chosen, *added}, set(added)
    )


def found_short(
    traces: Footprint,
    uses: tuple[CapabilityUse, ...],
    chosen: Collection[str],
    added: Collection[str],
) -> tuple[Shortage, ...]:
    """Return where a set asks for more than there is, because of who was added."""
    load, more = traces.load(chosen), traces.added(chosen)
    new = traces.load(added)
    found = []
    for index, use in enumerate(uses):
        room = np.array(use.capacity) - np.array(use.committed) + more[index]
        short = np.where(new[index] > 0.0, load[index] - room, 0.0)
        period = int(np.argmax(short))
        least = 1e-9 * max(1.0, float(load[index].max()))
        if short[period] > least:
            found.append(
                Shortage(
                    capability=use.id,
                    unit=use.unit,
                    period=period,
                    periods_short=int((short > least).sum()),
                    units=float(short[period]),
                )
            )
    return tuple(found)


def one_more(
    case: PortfolioCase,
    best: Solution,
    name: str,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    progress: OnProgress | None = None,
) -> OneMore:
    """Choose one that was left out after all: where it is short, and what gives way."""
    other = forced(case, best, name, seconds, seed=seed, progress=progress)
    gained, low, high = change(best, other)
    before, after = set(best.chosen), set(other.chosen)
    held = gained is not None
    return OneMore(
        id=name,
        shortages=shortages(case, best, (name,)),
        change=gained,
        low=low,
        high=high,
        displaced=tuple(n for n in best.chosen if n not in after) if held else (),
        joined=tuple(n for n in other.chosen if n not in before and n != name),
    )
