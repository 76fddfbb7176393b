"""The bench on which changes are tried: one sample of draws, only what changes recomputed.

A ``Setting`` is a plan with its changes as numbers. Every tactic carries a *load* and a
*count*: the plan as it is has both equal to its multiple. With load < count the answer is
optimistic: what is served on top of the load counts as on time. As more load never makes
anything earlier, such a trial bounds every plan between the two from above; the search
prunes by it.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from engine import case as parts
from engine.changes import Fund, apply_changes
from engine.draws import first_of_each
from engine.lateness import Flow, flow_of, unanswered
from engine.levels import Levels, Sample
from engine.model import Model, Standard, Step, compile_case, shifted_load
from engine.queueing import late_shares, serve, waiting_after

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Late shares kept from earlier trials: at most 160 MB.
MOST_KNOWN = 20_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """What a trial plays: by tactic, by promise of the plan, and what is funded.

    ``load`` and ``count`` multiply occasions, ``shift`` moves them; ``narrowed`` says whose
    budget shrinks along. ``longer`` adds periods to a promise's window.
    """

    load: tuple[float, ...]
    count: tuple[float, ...]
    shift: tuple[int, ...]
    narrowed: tuple[bool, ...]
    longer: tuple[int, ...]
    funded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What a trial found: (promises of the plan, draws) on-time shares, the mean value.

    ``on_time`` is 1 where a promise has no occasions, and ``none`` says where that is.

    ``value`` is after budgets, before the cost of initiatives; at most that, where the
    trial was optimistic.
    """

    on_time: Array
    none: Flags
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """Late shares of the setting that is played: by standard, and by promise."""

    setting: Setting
    standards: dict[Standard, Array | None] = field(default_factory=dict)
    promises: dict[int, Array | None] = field(default_factory=dict)


class Bench:
    """A case, and some of the draws of its score, ready for many trials."""

    def __init__(
        self, case: parts.Case, *, seed: int, draws: int, used: int, longest: int
    ) -> None:
        roomy = roomy_case(case, longest)
        self.case = case
        self.model = compile_case(roomy)
        self.seed, self.draws, self.used, self.longest = seed, draws, used, longest
        self.levels = self.drawn(self.model)
        self.periods, self.extended = self.model.periods, self.model.extended
        self.makes = promises_made(self.model)
        self.occasions = [
            source.shapes @ self.levels.demand[rows]
            for source, rows in zip(
                self.model.tactics, self.model.tactic_rows, strict=True
            )
        ]
        self.counts = np.array([rows.sum(axis=0) for rows in self.occasions])
        self.reliability = [
            self.levels.reliability[layout.index] for layout in self.model.promises
        ]
        self.prices = [
            float(self.model.case.promises[layout.index].break_cost)
            for layout in self.model.promises
        ]
        self.earns = [
            np.prod([self.reliability[p] for p in made], axis=0) * float(tactic.margin)
            for tactic, made in zip(case.plan.tactics, self.makes, strict=True)
        ]
        self.budgets = [float(tactic.budget) for tactic in case.plan.tactics]
        self.worth = np.array([self.earned(i) for i in range(len(self.occasions))])
        self.loads = self.plan_loads()
        self.targets = np.array(
            [self.model.case.promises[p.index].target for p in self.model.promises]
        )
        names = [entry.id for entry in case.capabilities]
        self.lifted = [names.index(entry.capability) for entry in case.initiatives]
        self.spare: dict[tuple[int, tuple[int, ...]], tuple[Flow, Array]] = {}
        self.known: OrderedDict[object, Array | None] = OrderedDict()
        self.played = Played(self.as_drafted())
        self.tries = 0

    def drawn(self, model: Model) -> Levels:
        """Draw the first of every replicate's draws: each is a Sobol net of its own."""
        levels = Sample(model, self.seed, self.draws).levels()
        if self.used == self.draws:
            return levels
        return levels.only(first_of_each(self.draws, self.used))

    def earned(self, tactic: int) -> float:
        """Return the mean of what a tactic brings if nothing is late, budget aside."""
        brings = self.earns[tactic]
        for order in self.makes[tactic]:
            brings = brings - self.prices[order] * (1.0 - self.reliability[order])
        return float((brings * self.counts[tactic]).mean())

    def plan_loads(self) -> list[dict[int, Array]]:
        """Return by capability what each tactic loads it with, (H, draws)."""
        loads: list[dict[int, Array]] = [{} for _ in self.model.capabilities]
        for tactic, made in enumerate(self.makes):
            steps = [s for order in made for s in self.model.promises[order].steps]
            for capability in {step.standard.capability for step in steps}:
                here = [s for s in steps if s.standard.capability == capability]
                loads[capability][tactic] = shifted_load(
                    self.occasions[tactic], here, self.extended
                )
        return loads

    # --- One trial ------------------------------------------------------------

    def as_drafted(self) -> Setting:
        """Return the setting in which nothing is changed."""
        tactics, promises = len(self.occasions), len(self.model.promises)
        ones = (1.0,) * tactics
        return Setting(ones, ones, (0,) * tactics, (False,) * tactics, (0,) * promises)

    def cost_of_trial(self) -> int:
        """Return about how many numbers one trial works on."""
        return self.used * self.extended * (len(self.loads) + len(self.occasions))

    def play(self, setting: Setting) -> Tried:
        """Play one setting through."""
        self.tries += 1
        counts = self.counts * np.array(setting.count)[:, None]
        value = self.value_on_time(setting)
        late_of: dict[tuple[int, int], Array] = {}
        for tactic, made in enumerate(self.makes):
            if setting.load[tactic] > 0.0:
                value -= self.lost(tactic, made, setting, late_of)
        on_time = np.empty((len(self.model.promises), self.used))
        none = np.empty(on_time.shape, dtype=bool)
        for order in range(len(on_time)):
            members = [i for i, made in enumerate(self.makes) if order in made]
            total = counts[members].sum(axis=0)
            late = np.zeros(self.used)
            for member in members:
                late = late + late_of.get((member, order), 0.0)
            none[order] = total <= 0.0
            on_time[order] = 1.0 - late / np.where(none[order], 1.0, total)
        return Tried(on_time, none, float(value))

    def value_on_time(self, setting: Setting) -> float:
        """Return the most that the tactics can bring, if nothing is late."""
        value = 0.0
        for tactic, worth in enumerate(self.worth):
            budget = self.budgets[tactic]
            rest = worth - budget if setting.narrowed[tactic] else worth
            ends = (setting.load[tactic], setting.count[tactic])
            # A shift that is not decided yet counts in full, with nothing late.
            value += max(rest * end for end in ends)
            value -= 0.0 if setting.narrowed[tactic] else budget
        return value

    def lost(
        self,
        tactic: int,
        made: tuple[int, ...],
        setting: Setting,
        late_of: dict[tuple[int, int], Array],
    ) -> float:
        """Return the mean of what a tactic loses by what is late; note the occasions."""
        for order in made:
            late_of[tactic, order] = self.late(tactic, (order,), setting)
        several = len(made) > 1
        late = self.late(tactic, made, setting) if several else late_of[tactic, made[0]]
        lost = self.earns[tactic] * late
        for order in made:
            costs = self.prices[order] * self.reliability[order]
            lost = lost + costs * late_of[tactic, order]
        return float(lost.mean())

    def late(self, tactic: int, orders: tuple[int, ...], setting: Setting) -> Array:
        """Return (draws,) a tactic's occasions that some of its promises see late."""
        shares: Array | None = None
        for order in orders:
            shares = larger(shares, self.promise_share(order, setting))
        if shares is None:
            return np.zeros(self.used)
        own, by = self.occasions[tactic], setting.shift[tactic]
        if by:
            own, shares = overlap(own, shares, by)
        late: Array = np.einsum("td,td->d", own, shares)
        return late * setting.load[tactic]

    def promise_share(self, order: int, setting: Setting) -> Array | None:
        """Return (T, draws) the late share of a promise, by the occasion's period."""
        played = self.now_playing(setting)
        if order not in played.promises:
            shares: Array | None = None
            for step in self.model.promises[order].steps:
                shares = larger(shares, self.step_share(step, order, setting))
            played.promises[order] = shares
        return played.promises[order]

    def now_playing(self, setting: Setting) -> "Played":
        """Return what is known of the setting that is played now."""
        if self.played.setting is not setting:
            self.played = Played(setting)
        return self.played

    def step_share(self, step: Step, order: int, setting: Setting) -> Array | None:
        """Return (T, draws) the late share of one step, by the occasion's period."""
        standard = step.standard
        if standard.minutes is None:
            within = standard.within - self.longest + setting.longer[order]
            standard = Standard(standard.capability, within, None)
        late = self.lateness(standard, setting)
        return None if late is None else late[step.lead : step.lead + self.periods]

    # --- What is late at a capability -----------------------------------------

    def lateness(self, standard: Standard, setting: Setting) -> Array | None:
        """Return the late share of a standard; None where nothing is late."""
        played = self.now_playing(setting)
        if standard not in played.standards:
            played.standards[standard] = self.looked_up(standard, setting)
        return played.standards[standard]

    def looked_up(self, standard: Standard, setting: Setting) -> Array | None:
        """Return the late share of a standard, worked out for this load or one before."""
        index = standard.capability
        members = tuple(
            (tactic, setting.load[tactic], setting.shift[tactic])
            for tactic in self.loads[index]
            if setting.load[tactic] > 0.0
        )
        funded = tuple(j for j in setting.funded if self.lifts(j) == index)
        key = (standard, members, funded)
        if key in self.known:
            self.known.move_to_end(key)
            return self.known[key]
        late = self.work_out(standard, members, funded)
        self.remember(key, late)
        return late

    def lifts(self, initiative: int) -> int:
        """Return the capability that an initiative lifts."""
        return self.lifted[initiative]

    def remember(self, key: object, late: Array | None) -> None:
        """Keep a late share, and forget the oldest beyond what memory allows."""
        self.known[key] = late
        most = max(8, MOST_KNOWN // (self.extended * self.used))
        while len(self.known) > most:
            self.known.popitem(last=False)

    def work_out(
        self,
        standard: Standard,
        members: Iterable[tuple[int, float, int]],
        funded: tuple[int, ...],
    ) -> Array | None:
        """Serve the load of some tactics, and return what is late by a standard."""
        index = standard.capability
        flow, leftover = self.without_plan(index, funded)
        plan = np.zeros((self.extended, self.used))
        for tactic, multiple, by in members:
            load = self.loads[index][tactic]
            if by >= 0:
                plan[by:] += multiple * load[: self.extended - by]
            else:
                plan[:by] += multiple * load[-by:]
        if standard.minutes is not None:
            layout = self.model.capabilities[index]
            return unanswered(layout, replace(flow, plan=plan), standard)
        if self.case.policy.who_waits == "everyone":
            plan = plan + flow.committed
            waiting = waiting_after(plan, flow.capacity, flow.backlog)
        else:
            waiting = waiting_after(plan, leftover)
        if not waiting.any():
            return None
        return late_shares(waiting, plan, [standard.within])[0]

    def without_plan(self, index: int, funded: tuple[int, ...]) -> tuple[Flow, Array]:
        """Return what a capability can do and must do anyway, and what that leaves."""
        key = (index, funded)
        if key not in self.spare:
            model, levels = self.model, self.levels
            if funded:
                model = compile_case(apply_changes(model.case, self.funds(funded)))
                levels = self.drawn(model)
            flow = flow_of(model, index, levels, self.extended)
            flow = replace(flow, plan=np.zeros((self.extended, 1)))
            _, leftover = serve(flow.committed, flow.capacity, flow.backlog)
            self.spare[key] = flow, leftover
        return self.spare[key]

    def funds(self, funded: Iterable[int]) -> list[Fund]:
        """Return initiatives as changes."""
        rows = [self.case.initiatives[j] for j in funded]
        return [Fund(row.id, row.capability, float(row.cost)) for row in rows]

    def kept(self, tried: Tried, lower: Array) -> float:
        """Return how likely all targets are reached, each lowered by ``lower``."""
        chances = (
            self.chance(order, on_time, self.targets[order] - lower[order], none)
            for order, (on_time, none) in enumerate(
                zip(tried.on_time, tried.none, strict=True)
            )
        )
        return float(np.prod(list(chances), axis=0).mean())

    def chance(self, order: int, on_time: Array, target: float, none: Flags) -> Array:
        """Return (draws,) how likely a promise reaches a target: surely where none is."""
        layout = self.model.promises[order]
        chance = self.levels.reaching(layout.index, target, on_time)
        return np.where(none, 1.0, chance)


def larger(first: Array | None, second: Array | None) -> Array | None:
    """Return the larger late shares; None where nothing is late."""
    if first is None or second is None:
        return second if first is None else first
    return np.maximum(first, second)


def roomy_case(case: parts.Case, longest: int) -> parts.Case:
    """Return the case with ``longest`` more periods to keep each promise of the plan in.

    Only its length counts: it makes the arrays long enough for every longer window.
    """
    made = {name for tactic in case.plan.tactics for name in tactic.promises}
    return replace(
        case,
        promises=tuple(
            replace(promise, within=promise.within + longest)
            if promise.id in made
            else promise
            for promise in case.promises
        ),
    )


def promises_made(model: Model) -> list[tuple[int, ...]]:
    """Return by tactic the promises it makes, numbered as in the plan."""
    names = {
        model.case.promises[layout.index].id: order
        for order, layout in enumerate(model.promises)
    }
    return [
        tuple(sorted(names[name] for name in tactic.promises))
        for tactic in model.case.plan.tactics
    ]


def overlap(own: Array, shares: Array, by: int) -> tuple[Array, Array]:
    """Return occasions that are moved by some periods beside the shares they meet."""
    if by > 0:
        return own[:-by], shares[by:]
    return own[-by:], shares[:by]
