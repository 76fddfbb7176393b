"""What the silos would do: every department's own favourite set, and its price."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from engine.portfolio.case import Candidate, PortfolioCase, Value
from engine.portfolio.footprint import Footprint, footprint
from engine.portfolio.result import OnProgress, Progress, Solution
from engine.portfolio.solving import solve

# Of two sets that a department likes as much it takes the one that costs others less.
COURTESY = 1e-3


@dataclass(frozen=True, slots=True)
class Taking:
    """What a favourite set takes of a scarce capability, in the periods when it is scarce.

    ``favourite`` and ``best`` are the units that the department's own candidates load in
    its favourite and in the best set; ``worth`` is the difference at shadow values.
    """

    capability: str
    unit: str
    favourite: float
    best: float
    worth: float


@dataclass(frozen=True, slots=True)
class Favourite:
    """A department's favourite set, what it earns and what it costs the whole.

    ``chosen`` are its own candidates in it, ``needs`` those of others that it leans on.
    ``earns`` is the worth of its own candidates, ``earns_in_best`` of those in the best set.
    ``whole`` is the best that the whole company can still do once this set is granted
    (None: must-haves no longer fit), ``costs`` how much less that is than the best set;
    the truth is at most ``costs_at_most`` and at least ``costs_at_least`` if a search
    ended with a gap. ``displaced`` fall out of the best set.
    """

    department: str
    chosen: tuple[str, ...]
    needs: tuple[str, ...]
    earns: float
    earns_in_best: float
    whole: float | None
    costs: float | None
    costs_at_least: float | None
    costs_at_most: float | None
    displaced: tuple[str, ...]
    takes: tuple[Taking, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """A capability in the period where all favourites together overload it most.

    ``load`` and ``room`` in the capability's unit; ``shares`` say which department
    brings how much of the load.
    """

    capability: str
    unit: str
    period: int
    periods_over: int
    load: float
    room: float
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Silos:
    """All favourites, what they would earn if all fitted, and where they do not."""

    favourites: tuple[Favourite, ...]
    wished: float
    best: float
    clashes: tuple[Clash, ...]


def silos(
    case: PortfolioCase,
    best: Solution,
    *,
    seconds: float = 30.0,
    seed: int = 1,
    progress: OnProgress | None = None,
) -> Silos:
    """Find every department's favourite set and what it would cost the whole.

    A department chooses among its own candidates, sees its own value only, and takes the
    initiatives of others for granted; capacity, budgets, prerequisites, exclusions and
    must-haves hold. ``best`` is the solution of the same case. The time is divided evenly.
    """
    departments = sorted(
        {entry.department for entry in case.candidates if entry.department}
    )
    traces = footprint(case)
    each = seconds / max(1, 2 * len(departments))
    found = []
    for index, department in enumerate(departments):
        inner = portion(progress, index / len(departments), 1.0 / len(departments))
        found.append(
            favourite(case, best, department, traces, each, seed=seed, progress=inner)
        )
    return Silos(
        favourites=tuple(found),
        wished=sum(entry.earns for entry in found),
        best=best.value.total,
        clashes=clashes(case, best, found, traces),
    )


def portion(
    progress: OnProgress | None, begin: float, width: float
) -> OnProgress | None:
    """Report the progress of one of several solutions as a part of all."""
    if progress is None:
        return None
    return lambda made: progress(
        Progress(made.phase, begin + width * made.share, made.value, made.bound)
    )


def favourite(
    case: PortfolioCase,
    best: Solution,
    department: str,
    traces: Footprint,
    seconds: float,
    *,
    seed: int,
    progress: OnProgress | None,
) -> Favourite:
    """Find one department's favourite set and its price."""
    wish = solve(
        seen_by(case, department), seconds=seconds, seed=seed, progress=progress
    )
    own = {entry.id for entry in case.candidates if entry.department == department}
    chosen = tuple(name for name in wish.chosen if name in own)
    granted = replace(case, candidates=with_musts(case.candidates, chosen))
    whole = solve(
        granted, seconds=seconds, seed=seed, progress=progress, start=best.chosen
    )
    holds = whole.status in ("optimal", "feasible")
    worths = {entry.id: entry.worth for entry in case.candidates}
    in_best = tuple(name for name in best.chosen if name in own)
    value = best.value.total
    return Favourite(
        department=department,
        chosen=chosen,
        needs=tuple(name for name in wish.chosen if name not in own),
        earns=sum(worths[name] for name in chosen),
        earns_in_best=sum(worths[name] for name in in_best),
        whole=whole.value.total if holds else None,
        costs=value - whole.value.total if holds else None,
        costs_at_least=max(0.0, value - whole.bound) if holds else None,
        costs_at_most=best.bound - whole.value.total if holds else None,
        displaced=tuple(n for n in best.chosen if n not in set(whole.chosen))
        if holds
        else (),
        takes=takings(best, traces, chosen, in_best),
        proven=wish.status == "optimal" and whole.status != "feasible",
    )


def seen_by(case: PortfolioCase, department: str) -> PortfolioCase:
    """Return the case as a department sees it: nothing of others' earns or costs."""
    needed = reachable(case, department)
    return replace(
        case,
        candidates=tuple(
            entry
            if entry.department == department
            else replace(
                entry, value=Value(profitability=(1.0 - COURTESY) * entry.cost)
            )
            for entry in case.candidates
            if entry.id in needed
        ),
        exclusions=tuple(
            group
            for names in case.exclusions
            if len(group := tuple(name for name in names if name in needed)) > 1
        ),
        budgets=tuple(
            budget
            for budget in case.budgets
            if budget.department is None
            or any(
                entry.department == budget.department and entry.id in needed
                for entry in case.candidates
            )
        ),
    )


def reachable(case: PortfolioCase, department: str) -> set[str]:
    """Return its own candidates, must-haves, who adds capacity, and who these require."""
    by_name = {entry.id: entry for entry in case.candidates}
    waiting = [
        entry.id
        for entry in case.candidates
        if entry.department == department or entry.must or entry.adds
    ]
    found = set(waiting)
    while waiting:
        for name in by_name[waiting.pop()].requires:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def with_musts(
    candidates: tuple[Candidate, ...], names: Collection[str]
) -> tuple[Candidate, ...]:
    """Make some candidates must-haves."""
    return tuple(
        replace(entry, must=True) if entry.id in names else entry
        for entry in candidates
    )


def takings(
    best: Solution,
    traces: Footprint,
    chosen: Collection[str],
    in_best: Collection[str],
) -> tuple[Taking, ...]:
    """Return what a set takes of scarce capabilities, the dearest first."""
    favourite_load, best_load = traces.load(chosen), traces.load(in_best)
    found = []
    for index, use in enumerate(best.capabilities):
        worth = np.array(use.worth)
        scarce = worth > 0.0
        if not scarce.any():
            continue
        taken, given = favourite_load[index], best_load[index]
        found.append(
            Taking(
                capability=use.id,
                unit=use.unit,
                favourite=float(taken[scarce].sum()),
                best=float(given[scarce].sum()),
                worth=float(worth @ (taken - given)),
            )
        )
    return tuple(sorted(found, key=lambda entry: -entry.worth))


def clashes(
    case: PortfolioCase,
    best: Solution,
    favourites: list[Favourite],
    traces: Footprint,
) -> tuple[Clash, ...]:
    """Return where all favourites together, with all that they need, do not fit."""
    together = {
        name for entry in favourites for name in (*entry.chosen, *entry.needs)
    } | {entry.id for entry in case.candidates if entry.must}
    load, added = traces.load(together), traces.added(together)
    by_department = {
        entry.department: traces.load(entry.chosen) for entry in favourites
    }
    found = []
    for index, use in enumerate(best.capabilities):
        room = np.array(use.capacity) - np.array(use.committed) + added[index]
        over = load[index] - np.maximum(room, 0.0)
        period = int(np.argmax(over))
        if over[period] <= 1e-9 * max(1.0, load[index].max()):
            continue
        found.append(
            Clash(
                capability=use.id,
                unit=use.unit,
                period=period,
                periods_over=int((over > 1e-9).sum()),
                load=float(load[index][period]),
                room=float(max(room[period], 0.0)),
                shares=tuple(
                    (name, float(loads[index][period]))
                    for name, loads in by_department.items()
                    if loads[index][period] > 0.0
                ),
            )
        )
    return tuple(sorted(found, key=lambda clash: clash.room / clash.load))
