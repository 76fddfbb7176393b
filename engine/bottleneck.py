"""Why a promise falls short: the capability, from when, by how much, and from what."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.erlang import answered_within
from engine.evaluate import Details
from engine.lateness import Flow, flow_of, queue_everyone, unanswered
from engine.levels import Levels
from engine.model import CapabilityLayout, Model, PromiseLayout, Step
from engine.queueing import late_shares, serve, waiting_after
from engine.reliable import TOLERANCE
from engine.result import Bottleneck

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A capability counts as short in a period if it is in this share of the draws.
SHORT_SHARE = 0.10
MOST_SERVERS = 1_000_000


class Site:
    """A capability in all draws, worked out once for every promise that is short there."""

    def __init__(
        self, model: Model, levels: Levels, capability: int, periods: int
    ) -> None:
        self.everyone = model.case.policy.who_waits == "everyone"
        self.flow = flow_of(model, capability, levels, periods)

    @cached_property
    def room(self) -> Array:
        """Return what is left for the queue in which the plan waits."""
        flow = self.flow
        if self.everyone:
            return flow.capacity
        return serve(flow.committed, flow.capacity, flow.backlog)[1]

    @cached_property
    def queue(self) -> tuple[Array, Array]:
        """Return what arrives in the queue in which the plan waits, and who waits."""
        if self.everyone:
            return queue_everyone(self.flow)
        return self.flow.plan, waiting_after(self.flow.plan, self.room)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A step of the plan's promise number ``order`` that is the weakest, in all draws."""

    model: Model
    levels: Levels
    order: int
    step: Step
    mean_on_time: float

    @property
    def layout(self) -> CapabilityLayout:
        """Return the capability."""
        return self.model.capabilities[self.step.standard.capability]

    @property
    def promise(self) -> PromiseLayout:
        """Return the promise."""
        return self.model.promises[self.order]

    @property
    def target(self) -> float:
        """Return the promise's target."""
        return self.model.case.promises[self.promise.index].target

    def periods(self, details: Details) -> int:
        """Return how many periods have to be known to explain what is short."""
        if self.step.standard.minutes is not None:
            return self.step.lead + self.model.periods
        period = first_late_period(self, details)
        return 0 if period is None else period + self.step.standard.within + 1

    def mean(self, values: Array, chosen: Flags) -> float:
        """Return the mean over chosen draws of one number a draw, or one for all."""
        return float(np.broadcast_to(values, chosen.shape)[chosen].mean())


def find_bottlenecks(
    model: Model, levels: Levels, details: Details
) -> tuple[Bottleneck | None, ...]:
    """Find the bottleneck of each of the plan's promises; None where there is none.

    It is the capability with the lowest mean on-time share among what is required.
    """
    groups: dict[int, list[Place]] = {}
    for order in range(len(model.promises)):
        place = weakest_place(model, levels, details, order)
        if place is not None:
            groups.setdefault(place.step.standard.capability, []).append(place)
    found: list[Bottleneck | None] = [None] * len(model.promises)
    for capability, places in groups.items():
        periods = max(place.periods(details) for place in places)
        site = Site(model, levels, capability, periods)
        for place in places:
            found[place.order] = describe(place, site, details)
    return tuple(found)


def weakest_place(
    model: Model, levels: Levels, details: Details, order: int
) -> Place | None:
    """Return the step with the lowest mean on-time share; None if all are on time."""
    promise = model.promises[order]
    if not promise.steps:
        return None
    means = details.on_time[order] / details.draws
    lowest = int(means.argmin())
    if means[lowest] >= 1.0 - TOLERANCE:
        return None
    return Place(model, levels, order, promise.steps[lowest], float(means[lowest]))


def describe(place: Place, site: Site, details: Details) -> Bottleneck:
    """Say from when the place is short, by how much, and from what."""
    if place.step.standard.minutes is None:
        period, explain = first_late_period(place, details), explain_queue
    else:
        period, explain = first_understaffed_period(place, site), explain_staffed
    shortfall, numbers = (None, {}) if period is None else explain(place, site, period)
    capability = place.step.standard.capability
    return Bottleneck(
        capability=place.model.case.capabilities[capability].id,
        mean_on_time=place.mean_on_time,
        first_short_period=period,
        shortfall=shortfall,
        numbers=numbers,
    )


def first_late_period(place: Place, details: Details) -> int | None:
    """Return the first period with plan load that is late in enough draws."""
    return first_often(place, details.short[place.step.standard] / place.levels.draws)


def first_understaffed_period(place: Place, site: Site) -> int | None:
    """Return the first period with calls that answers less than the promise's target."""
    return first_often(place, understaffed(place, site.flow).mean(axis=1))


def first_often(place: Place, often: Array) -> int | None:
    """Return the first period with load of the promise that is short often enough."""
    lead = place.step.lead
    loaded = place.promise.occasions.shapes.any(axis=1)
    found = np.flatnonzero(loaded & (often[lead : lead + loaded.size] >= SHORT_SHARE))
    return int(found[0]) + lead if found.size else None


def understaffed(place: Place, flow: Flow) -> Flags:
    """Tell by (period, draw) where fewer calls are answered in time than promised."""
    missed = unanswered(place.layout, flow, place.step.standard)
    return np.asarray(missed > 1.0 - place.target + TOLERANCE)


def explain_queue(
    place: Place, site: Site, period: int
) -> tuple[float, dict[str, float]]:
    """Return the units that are not served in time, and the numbers they come from.

    All are means over the draws that are short in that period. Without draws in which some
    of the waiting leave room, shortfall = waiting + load (+ committed, in one queue) −
    available.
    """
    within, flow = place.step.standard.within, site.flow
    arrivals, waiting = site.queue
    until = slice(period, period + within + 1)
    late = late_shares(waiting[until], arrivals[until], [within])[0][0]
    chosen = np.asarray(late > TOLERANCE)
    before = np.full(1, flow.backlog if site.everyone else 0.0)
    numbers = {
        "capacity": place.mean(flow.capacity[period], chosen),
        "committed": place.mean(flow.committed[period], chosen),
        "load": place.mean(flow.plan[period], chosen),
        "waiting": place.mean(waiting[period - 1] if period else before, chosen),
        "available": place.mean(site.room[until].sum(axis=0), chosen),
        "share_of_draws": float(chosen.mean()),
    }
    return place.mean(late * arrivals[period], chosen), numbers


def explain_staffed(
    place: Place, site: Site, period: int
) -> tuple[float, dict[str, float]]:
    """Return the calls beyond what the servers can answer at the target, and why."""
    flow = site.flow
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
