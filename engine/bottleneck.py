"""Why a promise falls short: the capability, from when, by how much, and from what."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.erlang import answered_within
from engine.evaluate import Details
from engine.lateness import Flow, flow_of, queue_everyone, queue_plan, unanswered
from engine.levels import Levels
from engine.model import CapabilityLayout, Model, PromiseLayout, Step
from engine.queueing import late_share, serve
from engine.result import Bottleneck
from engine.summary import TOLERANCE

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A capability counts as short in a period if it is in this share of the draws.
SHORT_SHARE = 0.10
MOST_SERVERS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A step of a promise on its capability, in all draws."""

    model: Model
    levels: Levels
    promise: PromiseLayout
    step: Step

    @property
    def layout(self) -> CapabilityLayout:
        """Return the capability."""
        return self.model.capabilities[self.step.standard.capability]

    @property
    def target(self) -> float:
        """Return the promise's target."""
        return self.model.case.promises[self.promise.index].target

    @property
    def everyone(self) -> bool:
        """Tell whether all load waits in one queue."""
        return self.model.case.policy.who_waits == "everyone"

    def flow(self, periods: int) -> Flow:
        """Return what arrives in the first periods and what can be done."""
        return flow_of(self.model, self.step.standard.capability, self.levels, periods)

    def mean(self, values: Array, chosen: Flags) -> float:
        """Return the mean over chosen draws of one number a draw, or one for all."""
        return float(np.broadcast_to(values, chosen.shape)[chosen].mean())


def find_bottleneck(
    model: Model, levels: Levels, details: Details, order: int
) -> Bottleneck | None:
    """Find the bottleneck of the plan's promise number ``order``; None if there is none.

    It is the capability with the lowest mean on-time share among what is required.
    """
    promise = model.promises[order]
    if not promise.steps:
        return None
    means = details.on_time[order] / levels.draws
    lowest = int(means.argmin())
    if means[lowest] >= 1.0 - TOLERANCE:
        return None
    place = Place(model, levels, promise, promise.steps[lowest])
    period = first_short_period(place, details)
    shortfall, numbers = explain(place, period)
    capability = place.step.standard.capability
    return Bottleneck(
        capability=model.case.capabilities[capability].id,
        mean_on_time=float(means[lowest]),
        first_short_period=period,
        shortfall=shortfall,
        numbers=numbers,
    )


def first_short_period(place: Place, details: Details) -> int | None:
    """Return the first period with plan load that is short in enough draws.

    A staffed capability is short where it answers less than the promise's target.
    """
    lead, periods = place.step.lead, place.model.periods
    standard = place.step.standard
    if standard.minutes is None:
        often = details.short[standard] / place.levels.draws
    else:
        often = understaffed(place, place.flow(lead + periods)).mean(axis=1)
    loaded = place.promise.occasions.shapes.any(axis=1)
    found = np.flatnonzero(loaded & (often[lead : lead + periods] >= SHORT_SHARE))
    return int(found[0]) + lead if found.size else None


def understaffed(place: Place, flow: Flow) -> Flags:
    """Tell by (period, draw) where fewer calls are answered in time than promised."""
    missed = unanswered(place.layout, flow, place.step.standard)
    return np.asarray(missed > 1.0 - place.target + TOLERANCE)


def explain(place: Place, period: int | None) -> tuple[float | None, dict[str, float]]:
    """Return the shortfall in the first short period, and the numbers it comes from.

    All are means over the draws that are short in that period.
    """
    if period is None:
        return None, {}
    if place.step.standard.minutes is not None:
        return explain_staffed(place, period)
    return explain_queue(place, period)


def explain_queue(place: Place, period: int) -> tuple[float, dict[str, float]]:
    """Return the units that are not served in time, and why.

    Without draws in which some of the waiting leave room, shortfall = waiting + load (+
    committed, in one queue) − available.
    """
    within = place.step.standard.within
    flow = place.flow(period + within + 1)
    room = flow.capacity
    if place.everyone:
        arrivals, waiting = queue_everyone(flow)
    else:
        arrivals, waiting = queue_plan(flow)
        _, room = serve(flow.committed, flow.capacity, flow.backlog)
    before = np.full(1, flow.backlog if place.everyone else 0.0)
    late = late_share(waiting, arrivals, within)[period]
    chosen = np.asarray(late > TOLERANCE)
    numbers = {
        "capacity": place.mean(flow.capacity[period], chosen),
        "committed": place.mean(flow.committed[period], chosen),
        "load": place.mean(flow.plan[period], chosen),
        "waiting": place.mean(waiting[period - 1] if period else before, chosen),
        "available": place.mean(room[period:].sum(axis=0), chosen),
        "share_of_draws": float(chosen.mean()),
    }
    return place.mean(late * arrivals[period], chosen), numbers


def explain_staffed(place: Place, period: int) -> tuple[float, dict[str, float]]:
    """Return the calls beyond what the servers can answer at the target, and why."""
    flow = place.flow(period + 1)
    chosen = understaffed(place, flow)[period]
    scale = place.layout.erlang_per_unit
    calls = place.mean((flow.committed + flow.plan)[period], chosen)
    servers = place.mean(flow.capacity[period], chosen) * scale
    sustainable = largest_load(place, servers) / scale
    offered = calls * scale
    numbers = {
        "servers": servers,
        "servers_needed": float(servers_needed(place, offered)),
        "offered_load": offered,
        "calls": calls,
        "sustainable_calls": sustainable,
        "answered_in_time": answered(place, servers, offered),
        "share_of_draws": float(chosen.mean()),
    }
    return max(0.0, calls - sustainable), numbers


def answered(place: Place, servers: float, load: float) -> float:
    """Return the share answered in the promised minutes."""
    minutes = place.step.standard.minutes or 0.0
    return float(answered_within(servers, load, minutes, place.layout.handle_minutes))


def largest_load(place: Place, servers: float) -> float:
    """Return the largest offered load at which the target is still met, by bisection."""
    low, high = 0.0, servers
    for _ in range(60):
        middle = (low + high) / 2.0
        if answered(place, servers, middle) >= place.target:
            low = middle
        else:
            high = middle
    return low


def servers_needed(place: Place, load: float) -> int:
    """Return the fewest servers that answer a load at the target."""
    low, high = int(load), int(load) + 1
    while answered(place, high, load) < place.target and high < MOST_SERVERS:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if answered(place, middle, load) >= place.target:
            high = middle
        else:
            low = middle
    return high
