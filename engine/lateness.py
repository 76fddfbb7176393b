"""What is late at each capability: for the plan, and for existing customers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.erlang import answered_within
from engine.levels import Levels
from engine.memory import Memory, New
from engine.model import CapabilityLayout, Model, Standard, Step
from engine.queueing import late_shares, serve, shape_of, waiting_after

Array = NDArray[np.float64]

# Late shares by standard, (periods, draws); None where nothing is ever late.
Lateness = dict[Standard, Array | None]


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What arrives at a capability and what it can do, (H, draws) or (H, 1)."""

    capacity: Array
    committed: Array
    plan: Array
    backlog: float


@dataclass(frozen=True, slots=True)
class Situations:
    """Late shares: of the plan, and of committed load in three situations.

    ``without`` the plan, with the plan and ``protected`` from it, and ``unprotected`` in
    one queue with it.
    """

    plan: Lateness = field(default_factory=dict)
    without: Lateness = field(default_factory=dict)
    protected: Lateness = field(default_factory=dict)
    unprotected: Lateness = field(default_factory=dict)


def flow_of(
    model: Model, capability: int, levels: Levels, periods: int, new: New = np.empty
) -> Flow:
    """Return what arrives at a capability and what it can do in the first periods."""
    layout = model.capabilities[capability]
    committed = spread_out(
        layout.committed.shapes[:periods], levels.committed[capability], new
    )
    if layout.commitment_loads:
        committed = committed + held_load(layout, levels, capability, periods)
    return Flow(
        spread_out(layout.capacity.shapes[:periods], levels.capacity[capability], new),
        committed,
        spread_out(layout.loads[:periods], levels.demand[layout.rows], new),
        layout.backlog,
    )


def spread_out(shapes: Array, rows: Array, new: New) -> Array:
    """Return the (periods, draws) values of a quantity: shapes @ rows."""
    return np.matmul(shapes, rows, out=new((len(shapes), rows.shape[1])))


def held_load(
    layout: CapabilityLayout, levels: Levels, capability: int, periods: int
) -> Array:
    """Return what the commitments ask of a capability in the first periods."""
    held = levels.held[capability]
    if held is not None:
        return held[:periods]
    (first, load), *others = layout.commitment_loads
    total = np.asarray(load[:periods] @ levels.commitments[first])
    for group, load in others:
        total = total + load[:periods] @ levels.commitments[group]
    return total


def all_lateness(
    model: Model,
    levels: Levels,
    plan: Iterable[Standard],
    existing: Iterable[Standard] = (),
    new: New = np.empty,
) -> Situations:
    """Return late shares by the plan's standards and by the existing customers'.

    They are put into arrays that ``new`` makes.
    """
    result = Situations()
    plans, customers = by_capability(plan), by_capability(existing)
    everyone = model.case.policy.who_waits == "everyone"
    passing = Memory()
    for capability in dict.fromkeys((*plans, *customers)):
        passing.clear()
        layout = model.capabilities[capability]
        held, kept = plans.get(capability, []), customers.get(capability, [])
        flow = flow_of(model, capability, levels, model.extended, passing.new)
        answer_calls(result, layout, flow, held, kept)
        queues = Queues(
            flow,
            [standard for standard in held if standard.minutes is None],
            [standard for standard in kept if standard.minutes is None],
            new,
            passing.new,
        )
        queues.serve(result, everyone=everyone)
    return result


def by_capability(standards: Iterable[Standard]) -> dict[int, list[Standard]]:
    """Group standards by capability, each once, in order."""
    groups: dict[int, list[Standard]] = {}
    for standard in dict.fromkeys(standards):
        groups.setdefault(standard.capability, []).append(standard)
    return groups


def answer_calls(
    result: Situations,
    layout: CapabilityLayout,
    flow: Flow,
    plan: Iterable[Standard],
    existing: Iterable[Standard],
) -> None:
    """Fill in the standards that are held in minutes.

    Calls are answered in one queue whatever the policy: nobody can tell them apart before
    they are answered, so existing customers cannot be protected.
    """
    for standard in plan:
        if standard.minutes is not None:
            result.plan[standard] = unanswered(layout, flow, standard)
    for standard in existing:
        if standard.minutes is not None:
            together = unanswered(layout, flow, standard)
            result.without[standard] = unanswered(
                layout, flow, standard, with_plan=False
            )
            result.protected[standard] = result.unprotected[standard] = together


def unanswered(
    layout: CapabilityLayout,
    flow: Flow,
    standard: Standard,
    *,
    with_plan: bool = True,
) -> Array:
    """Return the share of calls not answered within the standard's minutes."""
    calls = flow.committed + flow.plan if with_plan else flow.committed
    served = answered_within(
        flow.capacity * layout.erlang_per_unit,
        calls * layout.erlang_per_unit,
        standard.minutes or 0.0,
        layout.handle_minutes,
    )
    return np.subtract(1.0, served, out=served)


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues of one capability, and the standards in periods that ask for them."""

    flow: Flow
    plan: list[Standard]
    existing: list[Standard]
    new: New
    passing: New

    def serve(self, result: Situations, *, everyone: bool) -> None:
        """Fill in the standards that are held in periods."""
        if self.existing or (self.plan and not everyone):
            alone, leftover = serve(
                self.flow.committed,
                self.flow.capacity,
                self.flow.backlog,
                self.passing,
            )
            self.hold(result.without, self.existing, alone, self.flow.committed)
            for standard in self.existing:
                result.protected[standard] = result.without[standard]
            if self.plan and not everyone:
                waiting = waiting_after(self.flow.plan, leftover, 0.0, self.passing)
                self.hold(result.plan, self.plan, waiting, self.flow.plan)
        if self.existing or (self.plan and everyone):
            arrivals, waiting = queue_everyone(self.flow, self.passing)
            self.hold(result.unprotected, self.existing, waiting, arrivals)
            if everyone:
                self.hold(result.plan, self.plan, waiting, arrivals)

    def hold(
        self,
        lateness: Lateness,
        standards: list[Standard],
        waiting: Array,
        arrivals: Array,
    ) -> None:
        """Hold arrivals to standards, given what waits after each period."""
        if not waiting.any():
            lateness.update(dict.fromkeys(standards))
            return
        withins = [standard.within for standard in standards]
        shares = late_shares(waiting, arrivals, withins, self.new, self.passing)
        lateness.update(zip(standards, shares, strict=True))


def queue_everyone(flow: Flow, new: New = np.empty) -> tuple[Array, Array]:
    """Serve all load in one queue, in order of arrival."""
    arrivals = flow.committed + flow.plan
    return arrivals, waiting_after(arrivals, flow.capacity, flow.backlog, new)


def worst(
    steps: Iterable[Step], late: Lateness, periods: int, new: New = np.empty
) -> Array | None:
    """Return (T, draws) the largest late share over steps, by the occasion's period."""
    shares = [
        shares[step.lead : step.lead + periods]
        for step in steps
        if (shares := late[step.standard]) is not None
    ]
    if not shares:
        return None
    result = shares[0]
    for others in shares[1:]:
        result = np.maximum(result, others, out=new(shape_of(result, others)))
    return result
