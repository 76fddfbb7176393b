"""Why a promise falls short: the capability, from when, by how much, and from what."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.erlang import answered_within
from engine.evaluate import (
    Flow,
    Outcome,
    flow_of,
    lateness,
    queue_everyone,
    queue_plan,
    unanswered,
)
from engine.levels import Levels
from engine.model import CapabilityLayout, Model, PromiseLayout, Step
from engine.queueing import serve
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
    layout: CapabilityLayout
    promise: PromiseLayout
    step: Step
    flow: Flow

    @property
    def target(self) -> float:
        """Return the promise's target."""
        return self.model.case.promises[self.promise.index].target

    def at(self, values: Array, period: int) -> Array:
        """Return one period of (H, draws) or (H, 1) values, one number a draw."""
        draws = self.flow.plan.shape[1]
        return np.broadcast_to(values[period], (draws,))


def find_bottleneck(
    model: Model, levels: Levels, outcome: Outcome, order: int
) -> Bottleneck | None:
    """Find the bottleneck of the plan's promise number ``order``; None if there is none.

    It is the capability with the lowest mean on-time share among what is required.
    """
    promise = model.promises[order]
    if not promise.steps:
        return None
    means = outcome.step_rates[order].mean(axis=1)
    lowest = int(means.argmin())
    if means[lowest] >= 1.0 - TOLERANCE:
        return None
    step = promise.steps[lowest]
    capability = step.standard.capability
    layout = model.capabilities[capability]
    place = Place(
        model, layout, promise, step, flow_of(model, layout, capability, levels)
    )
    short = short_draws(place)
    period = first_short_period(place, short)
    shortfall, numbers = explain(place, short, period)
    return Bottleneck(
        capability=model.case.capabilities[capability].id,
        mean_on_time=float(means[lowest]),
        first_short_period=period,
        shortfall=shortfall,
        numbers=numbers,
    )


def short_draws(place: Place) -> Flags:
    """Tell by (period, draw) where load of the plan is not on time.

    A staffed capability is short where it answers less than the promise's target.
    """
    standard = place.step.standard
    if standard.minutes is not None:
        missed = unanswered(place.layout, place.flow, standard, with_plan=True)
        return np.asarray(missed > 1.0 - place.target + TOLERANCE)
    arrivals, waiting = queue(place)
    late = lateness(waiting, arrivals, standard)
    if late is None:
        return np.zeros(arrivals.shape, dtype=bool)
    return np.asarray(late > TOLERANCE)


def queue(place: Place) -> tuple[Array, Array]:
    """Serve the load as the policy says."""
    if place.model.case.policy.who_waits == "everyone":
        return queue_everyone(place.flow)
    return queue_plan(place.flow)


def first_short_period(place: Place, short: Flags) -> int | None:
    """Return the first period with plan load that is short in enough draws."""
    lead, periods = place.step.lead, place.model.periods
    loaded = place.promise.occasions.shapes.any(axis=1)
    often = short[lead : lead + periods].mean(axis=1) >= SHORT_SHARE
    found = np.flatnonzero(loaded & often)
    return int(found[0]) + lead if found.size else None


def explain(
    place: Place, short: Flags, period: int | None
) -> tuple[float | None, dict[str, float]]:
    """Return the shortfall in the first short period, and the numbers it comes from.

    All are means over the draws that are short in that period.
    """
    if period is None:
        return None, {}
    chosen = np.broadcast_to(short[period], (place.flow.plan.shape[1],))
    if place.step.standard.minutes is not None:
        return explain_staffed(place, chosen, period)
    flow, within = place.flow, place.step.standard.within
    everyone = place.model.case.policy.who_waits == "everyone"
    arrivals, waiting = queue(place)
    room = flow.capacity
    if not everyone:
        _, room = serve(flow.committed, flow.capacity, flow.backlog)
    ahead = waiting[period - 1] if period else np.full(1, initial(place, everyone))
    late = lateness(waiting, arrivals, place.step.standard)
    shares = arrivals if late is None else late * arrivals[: len(late)]
    window = room[period : period + within + 1].sum(axis=0, keepdims=True)

    def mean(values: Array, at: int = period) -> float:
        return float(place.at(values, at)[chosen].mean())

    numbers = {
        "capacity": mean(flow.capacity),
        "committed": mean(flow.committed),
        "load": mean(flow.plan),
        "waiting": mean(np.atleast_2d(ahead), 0),
        "available": mean(window, 0),
        "share_of_draws": float(chosen.mean()),
    }
    return mean(shares), numbers


def initial(place: Place, everyone: bool) -> float:  # noqa: FBT001
    """Return what waits in the queue before period 0."""
    return place.flow.backlog if everyone else 0.0


def explain_staffed(
    place: Place, chosen: Flags, period: int
) -> tuple[float, dict[str, float]]:
    """Return the calls beyond what the servers can answer at the target, and why."""
    scale = place.layout.erlang_per_unit
    calls = place.at(place.flow.committed + place.flow.plan, period)[chosen].mean()
    servers = place.at(place.flow.capacity, period)[chosen].mean() * scale
    sustainable = largest_load(place, float(servers)) / scale
    offered = float(calls) * scale
    numbers = {
        "servers": float(servers),
        "servers_needed": float(servers_needed(place, offered)),
        "offered_load": offered,
        "calls": float(calls),
        "sustainable_calls": sustainable,
        "answered_in_time": answered(place, float(servers), offered),
        "share_of_draws": float(chosen.mean()),
    }
    return max(0.0, float(calls) - sustainable), numbers


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
