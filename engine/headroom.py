"""How much more one tactic may ask of a capability, and what is late when it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.lateness import Flow, Lateness, flow_of, unanswered
from engine.levels import Levels
from engine.model import CapabilityLayout, Model, Standard
from engine.queueing import late_shares, serve, waiting_after

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


class Queue:
    """The queue in which the plan waits at a capability, in some draws."""

    def __init__(self, model: Model, capability: int, levels: Levels) -> None:
        self.model, self.levels = model, levels
        self.layout = model.capabilities[capability]
        self.everyone = model.case.policy.who_waits == "everyone"
        self.flow = flow_of(model, capability, levels, model.extended)
        self.known: dict[Standard, Array | None] = {}

    @cached_property
    def backlog(self) -> float:
        """Return what waits in this queue from the start."""
        return self.flow.backlog if self.everyone else 0.0

    @cached_property
    def arrivals(self) -> Array:
        """Return (H, draws) what arrives."""
        flow = self.flow
        return self.whole(flow.committed + flow.plan if self.everyone else flow.plan)

    @cached_property
    def room(self) -> Array:
        """Return (H, draws) the capacity that this queue is served from."""
        flow = self.flow
        if self.everyone:
            return self.whole(flow.capacity)
        return self.whole(serve(flow.committed, flow.capacity, flow.backlog)[1])

    def whole(self, values: Array) -> Array:
        """Return (H, draws) also where all draws agree."""
        return np.broadcast_to(values, (len(values), self.levels.draws))

    def late(self, standard: Standard) -> Array | None:
        """Return late shares as the plan stands; None where nothing is late."""
        if standard not in self.known:
            nothing = self.growth(slice(0, 0), (standard,))
            self.known[standard] = nothing.late_at(1.0)[standard]
        return self.known[standard]

    def growth(self, rows: slice, standards: tuple[Standard, ...]) -> "Growth":
        """Return what some rows of demand bring here, and what could be late."""
        layout = self.layout
        own = (layout.rows >= rows.start) & (layout.rows < rows.stop)
        load = layout.loads[:, own] @ self.levels.demand[layout.rows[own]]
        calls = None
        if any(standard.minutes is not None for standard in standards):
            flow = self.flow
            calls = Flow(
                self.whole(flow.capacity),
                self.whole(flow.committed),
                self.whole(flow.plan),
                flow.backlog,
            )
        return Growth(
            layout, standards, self.backlog, self.arrivals, self.room, load, calls
        )


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """What a tactic brings to a queue, and what more of it would make late.

    ``arrivals``, ``room`` and the tactic's own ``load`` are (H, draws); ``calls`` stands
    beside them where calls are to be answered within minutes.
    """

    layout: CapabilityLayout
    standards: tuple[Standard, ...]
    backlog: float
    arrivals: Array
    room: Array
    load: Array
    calls: Flow | None

    def only(self, columns: Indices) -> "Growth":
        """Return the same in some of the draws."""
        return self.cut(lambda values: values.take(columns, axis=1))

    def first(self, number: int) -> "Growth":
        """Return the same in the first draws, without copying."""
        return self.cut(lambda values: values[:, :number])

    def cut(self, cut: Callable[[Array], Array]) -> "Growth":
        """Return the same with every array cut alike."""
        calls = self.calls
        if calls is not None:
            calls = Flow(
                cut(calls.capacity),
                cut(calls.committed),
                cut(calls.plan),
                calls.backlog,
            )
        return replace(
            self,
            arrivals=cut(self.arrivals),
            room=cut(self.room),
            load=cut(self.load),
            calls=calls,
        )

    def largest_clean(self) -> Array:
        """Return (draws,) the largest multiple at which nobody waits; 0 if some must.

        Somebody waits for the first time where a single period brings more than it has
        room for, so that no queue has to be played through. 0 also where calls have to be
        answered within minutes: some always are not.
        """
        if self.calls is not None:
            return np.zeros(self.load.shape[1])
        slack = self.room - self.arrivals
        slack[0] -= self.backlog
        more = np.where(slack < 0.0, -np.inf, np.inf)
        np.divide(slack, self.load, out=more, where=self.load > 0.0)
        return np.asarray(np.maximum(1.0 + more.min(axis=0), 0.0))

    def late_at(self, multiple: float | Array) -> Lateness:
        """Return late shares at a multiple of the tactic's demand, or one for each draw."""
        more = self.load * (multiple - 1.0)
        late: Lateness = {
            standard: self.unanswered_with(more, standard)
            for standard in self.standards
            if standard.minutes is not None
        }
        queued = [entry for entry in self.standards if entry.minutes is None]
        arrivals = self.arrivals + more
        waiting = waiting_after(arrivals, self.room, self.backlog)
        if not queued or not waiting.any():
            return late | dict.fromkeys(queued)
        withins = [standard.within for standard in queued]
        shares = late_shares(waiting, arrivals, withins)
        return late | dict(zip(queued, shares, strict=True))

    def unanswered_with(self, more: Array, standard: Standard) -> Array:
        """Return (H, draws) the share of calls not answered in time."""
        assert self.calls is not None  # noqa: S101 - minutes are what it is there for
        calls = replace(self.calls, plan=self.calls.plan + more)
        return unanswered(self.layout, calls, standard)


def joined(growths: Sequence[Growth]) -> Growth:
    """Return what grows at one capability in the draws of several, side by side."""
    if len(growths) == 1:
        return growths[0]
    flows = [growth.calls for growth in growths if growth.calls is not None]
    return replace(
        growths[0],
        arrivals=np.concatenate([growth.arrivals for growth in growths], axis=1),
        room=np.concatenate([growth.room for growth in growths], axis=1),
        load=np.concatenate([growth.load for growth in growths], axis=1),
        calls=flows_side_by_side(flows) if flows else None,
    )


def flows_side_by_side(flows: Sequence[Flow]) -> Flow:
    """Return the draws of several flows as those of one."""
    return Flow(
        np.concatenate([flow.capacity for flow in flows], axis=1),
        np.concatenate([flow.committed for flow in flows], axis=1),
        np.concatenate([flow.plan for flow in flows], axis=1),
        flows[0].backlog,
    )
