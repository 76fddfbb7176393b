"""One pass over the draws: who is served when, what is late, what is kept and earned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.erlang import answered_within
from engine.levels import Levels
from engine.model import (
    Bundle,
    CapabilityLayout,
    Model,
    PromiseLayout,
    Standard,
    Step,
)
from engine.queueing import late_share, serve, waiting_after

Array = NDArray[np.float64]

# Late shares by standard, (periods, draws); None where nothing is ever late.
Lateness = dict[Standard, Array | None]

# Draws are worked on in pieces whose late shares stay near the processor.
CHUNK_BYTES = 16_000_000
SMALLEST_CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What arrives at a capability and what it can do, (H, draws) or (H, 1)."""

    capacity: Array
    committed: Array
    plan: Array
    backlog: float


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a pass found: (plan's promises, draws) keep rates and (draws,) value.

    ``step_rates`` holds per promise the (steps, draws) on-time share of each step alone.
    """

    rates: Array
    value: Array
    step_rates: tuple[Array, ...]


def flow_of(model: Model, layout: CapabilityLayout, index: int, levels: Levels) -> Flow:
    """Return what arrives at a capability and what it can do."""
    committed = layout.committed.shapes @ levels.committed[index]
    for commitment, load in layout.commitment_loads:
        committed = committed + load @ levels.commitments[commitment]
    return Flow(
        layout.capacity.shapes @ levels.capacity[index],
        committed,
        layout.loads @ levels.demand[layout.rows],
        layout.backlog,
    )


def plan_lateness(
    model: Model, levels: Levels, standards: Iterable[Standard]
) -> Lateness:
    """Return the late share of the plan's load under the policy's queue."""
    everyone = model.case.policy.who_waits == "everyone"
    result: Lateness = {}
    for capability, held in by_capability(standards).items():
        layout = model.capabilities[capability]
        flow = flow_of(model, layout, capability, levels)
        arrivals, waiting = queue_everyone(flow) if everyone else queue_plan(flow)
        for standard in held:
            if standard.minutes is not None:
                result[standard] = unanswered(layout, flow, standard, with_plan=True)
            else:
                result[standard] = lateness(waiting, arrivals, standard)
    return result


def by_capability(standards: Iterable[Standard]) -> dict[int, list[Standard]]:
    """Group standards by capability, each once, in order."""
    groups: dict[int, list[Standard]] = {}
    for standard in dict.fromkeys(standards):
        groups.setdefault(standard.capability, []).append(standard)
    return groups


def queue_plan(flow: Flow) -> tuple[Array, Array]:
    """Serve committed load first, the plan from what is left."""
    _, leftover = serve(flow.committed, flow.capacity, flow.backlog)
    return flow.plan, waiting_after(flow.plan, leftover)


def queue_everyone(flow: Flow) -> tuple[Array, Array]:
    """Serve all load in one queue, in order of arrival."""
    arrivals = flow.committed + flow.plan
    return arrivals, waiting_after(arrivals, flow.capacity, flow.backlog)


def lateness(waiting: Array, arrivals: Array, standard: Standard) -> Array | None:
    """Return the late share in every period whose time is up inside the arrays."""
    if not waiting.any():
        return None
    return late_share(
        waiting, arrivals, standard.within, len(arrivals) - standard.within
    )


def unanswered(
    layout: CapabilityLayout, flow: Flow, standard: Standard, *, with_plan: bool
) -> Array:
    """Return the share of calls not answered within the standard's minutes."""
    calls = flow.committed + flow.plan if with_plan else flow.committed
    minutes = standard.minutes or 0.0
    served = answered_within(
        flow.capacity * layout.erlang_per_unit,
        calls * layout.erlang_per_unit,
        minutes,
        layout.handle_minutes,
    )
    return np.subtract(1.0, served, out=served)


def worst(steps: Iterable[Step], late: Lateness, periods: int) -> Array | None:
    """Return (T, draws) the largest late share over steps, by the occasion's period."""
    result: Array | None = None
    for step in steps:
        shares = late[step.standard]
        if shares is not None:
            shares = shares[step.lead : step.lead + periods]
            result = shares if result is None else np.maximum(result, shares)
    return result


def evaluate(model: Model, levels: Levels) -> Outcome:
    """Evaluate the plan in every draw."""
    pieces = [evaluate_piece(model, piece) for piece in pieces_of(model, levels)]
    return Outcome(
        np.concatenate([piece.rates for piece in pieces], axis=1),
        np.concatenate([piece.value for piece in pieces]),
        tuple(
            np.concatenate([piece.step_rates[order] for piece in pieces], axis=1)
            for order in range(len(model.promises))
        ),
    )


def pieces_of(model: Model, levels: Levels) -> Iterable[Levels]:
    """Cut the draws into pieces that fit the processor's cache."""
    cells = model.extended * max(1, len(model.capabilities)) * 8
    size = SMALLEST_CHUNK
    while size * 2 * cells <= CHUNK_BYTES:
        size *= 2
    for first in range(0, levels.draws, size):
        yield levels.between(first, min(first + size, levels.draws))


def evaluate_piece(model: Model, levels: Levels) -> Outcome:
    """Evaluate the plan in a piece of the draws."""
    late = plan_lateness(model, levels, standards_of(model.promises))
    budget = float(sum(tactic.budget for tactic in model.case.plan.tactics))
    value = np.full(levels.draws, -budget)
    rates = np.empty((len(model.promises), levels.draws))
    step_rates = []
    for order, layout in enumerate(model.promises):
        rates[order], steps = promise_rates(model, layout, levels, late)
        step_rates.append(steps)
        cost = model.case.promises[layout.index].break_cost
        if cost:
            occasions = layout.occasions.totals @ levels.demand[layout.occasions.rows]
            value -= cost * occasions * (1.0 - rates[order])
    for bundle in model.bundles:
        value += margin_earned(model, bundle, levels, late)
    return Outcome(rates, value, tuple(step_rates))


def standards_of(promises: Sequence[PromiseLayout]) -> list[Standard]:
    """Return the standards that some promises are held to."""
    return [step.standard for layout in promises for step in layout.steps]


def promise_rates(
    model: Model, layout: PromiseLayout, levels: Levels, late: Lateness
) -> tuple[Array, Array]:
    """Return the (draws,) keep rate and the (steps, draws) on-time share of each step.

    A promise without occasions in a draw keeps all of them: its rate is 1.
    """
    occasions = layout.occasions
    demand = levels.demand[occasions.rows]
    total = occasions.totals @ demand
    any_due = total > 0.0
    divisor = np.where(any_due, total, 1.0)

    def on_time(steps: Sequence[Step]) -> Array:
        shares = worst(steps, late, model.periods)
        if shares is None:
            return np.ones(levels.draws)
        missed = ((occasions.shapes.T @ shares) * demand).sum(axis=0)
        return np.asarray(1.0 - missed / divisor)

    step_rates = np.array([on_time([step]) for step in layout.steps])
    together = step_rates[0] if len(layout.steps) == 1 else on_time(layout.steps)
    rate = np.where(any_due, levels.reliability[layout.index] * together, 1.0)
    return rate, step_rates.reshape(len(layout.steps), levels.draws)


def margin_earned(
    model: Model, bundle: Bundle, levels: Levels, late: Lateness
) -> Array:
    """Return (draws,) the margin of occasions that keep every promise made with them."""
    occasions = bundle.occasions
    demand = levels.demand[occasions.rows]
    steps = [step for promise in bundle.promises for step in model.steps[promise]]
    shares = worst(steps, late, model.periods)
    due = occasions.totals[:, None]
    kept = due if shares is None else due - occasions.shapes.T @ shares
    reliability = np.prod(levels.reliability[list(bundle.promises)], axis=0)
    return np.asarray(reliability * (bundle.margins @ (kept * demand)))
