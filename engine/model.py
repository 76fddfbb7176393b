"""A case compiled to arrays: what loads what, when, and by how much.

Indices: capabilities, promises, tactics, commitments and assumptions are numbered as in
the case. T is the horizon, H = T + the longest lead + within: service runs on after the
horizon until the last occasion's time is up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import case as parts
from engine.committed import Gathered, gather
from engine.source import Dimensions, Source, decompose

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Standard:
    """One way of being on time at a capability: within periods, or within minutes."""

    capability: int
    within: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One requirement of a promise: the standard it is held to, after ``lead``."""

    standard: Standard
    lead: int
    units: float


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """Occasions that are linear in rows: (T, rows) shapes over ``rows`` of the levels."""

    rows: Indices
    shapes: Array
    totals: Array


@dataclass(frozen=True, slots=True, eq=False)
class PromiseLayout:
    """A promise of the plan: its steps and its occasions over all tactics.

    ``margins`` is (rows,): what an occasion earns where this promise alone decides it.
    """

    index: int
    steps: tuple[Step, ...]
    occasions: Occasions
    margins: Array


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """Tactics that make the same several promises: they earn if all are kept."""

    promises: tuple[int, ...]
    occasions: Occasions
    margins: Array


@dataclass(frozen=True, slots=True, eq=False)
class CapabilityLayout:
    """A capability: its capacity, what is committed on it and how the plan loads it.

    ``loads`` is (H, rows) in the capability's unit over ``rows`` of the plan's demand;
    ``commitment_loads`` pairs a group of commitments with its (H, rows of it) load.
    """

    capacity: Source
    committed: Source
    backlog: float
    rows: Indices
    loads: Array
    commitment_loads: tuple[tuple[int, Array], ...]
    erlang_per_unit: float
    handle_minutes: float


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The compiled case."""

    case: parts.Case
    periods: int
    extended: int
    dimensions: int
    tactics: tuple[Source, ...]
    tactic_rows: tuple[slice, ...]
    gathered: Gathered
    capabilities: tuple[CapabilityLayout, ...]
    reliability_dimensions: tuple[int | None, ...]
    reliability_beliefs: tuple[tuple[int, ...], ...]
    belief_dimensions: tuple[int | None, ...]
    steps: tuple[tuple[Step, ...], ...]
    promises: tuple[PromiseLayout, ...]
    bundles: tuple[Bundle, ...]


def compile_case(case: parts.Case, gathered: Gathered | None = None) -> Model:
    """Compile a case; the cost does not depend on the number of draws.

    ``gathered`` are its commitments, if they are at hand.
    """
    return Compiler(case, gathered or gather(case)).model()


class Compiler:
    """Builds a model step by step; every method fills what later ones read."""

    def __init__(self, case: parts.Case, gathered: Gathered) -> None:
        self.case, self.gathered = case, gathered
        self.periods = case.horizon.periods
        self.dimensions = Dimensions()
        self.capability_index = {c.id: i for i, c in enumerate(case.capabilities)}
        self.promise_index = {p.id: i for i, p in enumerate(case.promises)}
        self.steps = tuple(self.promise_steps(promise) for promise in case.promises)
        self.extended = gathered.extended
        self.driving: dict[tuple[str, str], list[int]] = {}
        for index, assumption in enumerate(case.plan.assumptions):
            driver = assumption.driver
            self.driving.setdefault((driver.kind, driver.target), []).append(index)

    def promise_steps(self, promise: parts.Promise) -> tuple[Step, ...]:
        """Return what one occasion of a promise requires."""
        return tuple(
            Step(
                Standard(
                    self.capability_index[need.capability],
                    promise.within if need.within_minutes is None else 0,
                    need.within_minutes,
                ),
                need.lead,
                need.units,
            )
            for need in promise.requires
        )

    def beliefs(self, kind: str, target: str) -> tuple[int, ...]:
        """Return the assumptions that drive something."""
        return tuple(self.driving.get((kind, target), ()))

    def model(self) -> Model:
        """Put the compiled parts together."""
        case = self.case
        tactics = tuple(self.tactic(tactic) for tactic in case.plan.tactics)
        rows = consecutive([len(source.modes) for source in tactics])
        loads = PlanLoads(self, tactics, rows)
        return Model(
            case=case,
            periods=self.periods,
            extended=self.extended,
            tactics=tactics,
            tactic_rows=rows,
            gathered=self.gathered,
            capabilities=tuple(
                self.capability(index, loads) for index in range(len(case.capabilities))
            ),
            reliability_dimensions=tuple(map(self.reliability, case.promises)),
            reliability_beliefs=tuple(
                self.beliefs("reliability", promise.id) for promise in case.promises
            ),
            belief_dimensions=tuple(map(self.belief, case.plan.assumptions)),
            steps=self.steps,
            promises=loads.promises(),
            bundles=loads.bundles(),
            dimensions=self.dimensions.count,
        )

    def tactic(self, tactic: parts.Tactic) -> Source:
        """Return a tactic's occasions, nothing outside ``starts`` … ``ends``."""
        beliefs = self.beliefs("demand", tactic.id)
        source = decompose(tactic.occasions, self.periods, self.dimensions, beliefs)
        last = self.periods - 1 if tactic.ends is None else tactic.ends
        source.shapes[: tactic.starts] = 0.0
        source.shapes[last + 1 :] = 0.0
        return source

    def reliability(self, promise: parts.Promise) -> int | None:
        """Take a dimension for a reliability that is only known from a track record."""
        uncertain = promise.reliability is None and (
            promise.record is not None or promise.track_record is not None
        )
        return self.dimensions.take() if uncertain else None

    def belief(self, assumption: parts.Assumption) -> int | None:
        """Take a dimension for an assumption that may or may not hold."""
        uncertain = 0.0 < assumption.chance_of_failing < 1.0
        return self.dimensions.take() if uncertain else None

    def capability(self, index: int, loads: "PlanLoads") -> CapabilityLayout:
        """Compile one capability."""
        entry = self.case.capabilities[index]
        beliefs = self.beliefs("capacity", entry.id)
        staffed = entry.staffed
        quantity = entry.capacity if staffed is None else staffed.servers
        assert quantity is not None  # noqa: S101 - checked when the case was built
        capacity = decompose(quantity, self.extended, self.dimensions, beliefs)
        erlang_per_unit = 0.0
        if staffed is not None:
            erlang_per_unit = staffed.handle_minutes / staffed.open_minutes
            capacity.shapes[:] /= erlang_per_unit
        rows, plan = loads.on_capability(index)
        return CapabilityLayout(
            capacity=capacity,
            committed=decompose(entry.committed, self.extended, self.dimensions),
            backlog=float(entry.backlog),
            rows=rows,
            loads=plan,
            commitment_loads=self.commitment_loads(index),
            erlang_per_unit=erlang_per_unit,
            handle_minutes=staffed.handle_minutes if staffed is not None else 0.0,
        )

    def commitment_loads(self, capability: int) -> tuple[tuple[int, Array], ...]:
        """Return how each group of commitments loads a capability, after the leads."""
        result = []
        for index, group in enumerate(self.gathered.groups):
            needs = on(self.steps[group.promise], capability)
            if needs:
                load = shifted_load(group.shapes, needs, self.extended)
                result.append((index, load))
        return tuple(result)


class PlanLoads:
    """Who in the plan makes which promise, and what that loads."""

    def __init__(
        self, compiler: Compiler, tactics: Sequence[Source], rows: Sequence[slice]
    ) -> None:
        self.compiler = compiler
        self.tactics = tactics
        self.rows = rows
        self.made = [
            tuple(compiler.promise_index[name] for name in tactic.promises)
            for tactic in compiler.case.plan.tactics
        ]
        self.needs = self.by_capability()

    def by_capability(self) -> dict[int, dict[int, list[Step]]]:
        """Return what each tactic requires, by capability."""
        needs: dict[int, dict[int, list[Step]]] = {}
        for index, promises in enumerate(self.made):
            for promise in promises:
                for step in self.compiler.steps[promise]:
                    tactics = needs.setdefault(step.standard.capability, {})
                    tactics.setdefault(index, []).append(step)
        return needs

    def occasions(self, members: Iterable[int]) -> Occasions:
        """Stack the occasions of several tactics."""
        chosen = list(members)
        shapes = np.concatenate([self.tactics[i].shapes for i in chosen], axis=1)
        rows = np.concatenate([row_indices(self.rows[i]) for i in chosen])
        return Occasions(rows, shapes, shapes.sum(axis=0))

    def promises(self) -> tuple[PromiseLayout, ...]:
        """Return the promises that the plan makes, in the order of the case."""
        makers: dict[int, list[int]] = {}
        for tactic, promises in enumerate(self.made):
            for promise in promises:
                makers.setdefault(promise, []).append(tactic)
        return tuple(
            PromiseLayout(
                promise,
                self.compiler.steps[promise],
                self.occasions(makers[promise]),
                self.margins(makers[promise], alone=True),
            )
            for promise in sorted(makers)
        )

    def bundles(self) -> tuple[Bundle, ...]:
        """Group the tactics that make the same several promises."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for tactic, promises in enumerate(self.made):
            if len(promises) > 1:
                groups.setdefault(tuple(sorted(promises)), []).append(tactic)
        return tuple(
            Bundle(promises, self.occasions(members), self.margins(members))
            for promises, members in groups.items()
        )

    def margins(self, members: Iterable[int], *, alone: bool = False) -> Array:
        """Return the margin of each row of several tactics.

        With ``alone``, tactics that make several promises count as earning nothing.
        """
        margins = []
        for index in members:
            earns = not alone or len(self.made[index]) == 1
            margin = float(self.compiler.case.plan.tactics[index].margin)
            margins += [margin if earns else 0.0] * len(self.tactics[index].modes)
        return np.array(margins)

    def on_capability(self, capability: int) -> tuple[Indices, Array]:
        """Return the rows of demand that load a capability, and their (H, rows) load."""
        extended = self.compiler.extended
        rows: list[Indices] = [np.empty(0, dtype=np.intp)]
        loads: list[Array] = [np.empty((extended, 0))]
        for index, needs in self.needs.get(capability, {}).items():
            rows.append(row_indices(self.rows[index]))
            loads.append(shifted_load(self.tactics[index].shapes, needs, extended))
        return np.concatenate(rows), np.concatenate(loads, axis=1)


def on(steps: Iterable[Step], capability: int) -> list[Step]:
    """Return the steps that are done by a capability."""
    return [step for step in steps if step.standard.capability == capability]


def shifted_load(shapes: Array, steps: Sequence[Step], extended: int) -> Array:
    """Return (H, rows): the load of occasions, each step after its lead."""
    load = np.zeros((extended, shapes.shape[1]))
    for step in steps:
        arriving = shapes[: extended - step.lead]
        load[step.lead : step.lead + len(arriving)] += step.units * arriving
    return load


def consecutive(lengths: Iterable[int]) -> tuple[slice, ...]:
    """Return slices of the given lengths, one after the other."""
    result, start = [], 0
    for length in lengths:
        result.append(slice(start, start + length))
        start += length
    return tuple(result)


def row_indices(rows: slice) -> Indices:
    """Return a slice as indices."""
    return np.arange(rows.start, rows.stop, dtype=np.intp)
