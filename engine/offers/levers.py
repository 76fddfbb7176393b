"""The levers of a plan, and a set of them pulled to numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from engine.changes import (
    Change,
    Narrow,
    Shift,
    SoftenTarget,
    SoftenWindow,
    Throttle,
)
from engine.offers.trial import Bench, Setting

LeverKind = Literal["narrow", "throttle", "shift", "fund", "window", "target"]

MOST_CHANGES = 3
# A multiple is searched to a thousandth.
STEPS = 1_000
# A weaker promise is at most this much longer, and its target this many points lower.
LONGEST_WINDOW = 4
DEEPEST_TARGET = 20
POINT = 0.01


class Lever(NamedTuple):
    """One kind of change on one tactic, initiative or promise of the plan."""

    kind: LeverKind
    of: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """Levers with their numbers; what is not named stays as drafted.

    ``multiples`` in thousandths by tactic, ``shifts`` in periods by tactic, ``windows``
    in periods and ``targets`` in points by promise of the plan.
    """

    levers: frozenset[Lever]
    multiples: Mapping[int, int] = field(default_factory=dict)
    shifts: Mapping[int, int] = field(default_factory=dict)
    windows: Mapping[int, int] = field(default_factory=dict)
    targets: Mapping[int, int] = field(default_factory=dict)

    def of(self, kind: LeverKind) -> list[int]:
        """Return what the levers of one kind are pulled on, in order."""
        return sorted(lever.of for lever in self.levers if lever.kind == kind)

    def sized(self) -> list[int]:
        """Return the tactics that are made smaller, in order."""
        return sorted((*self.of("narrow"), *self.of("throttle")))

    def without(self, lever: Lever) -> "Pulled":
        """Return the same with one lever as drafted."""
        levers = self.levers - {lever}
        rest = Pulled(levers)
        return Pulled(
            levers,
            multiples={i: m for i, m in self.multiples.items() if i in rest.sized()},
            shifts={i: by for i, by in self.shifts.items() if i in rest.of("shift")},
            windows={p: w for p, w in self.windows.items() if p in rest.of("window")},
            targets={p: t for p, t in self.targets.items() if p in rest.of("target")},
        )

    def with_multiples(self, multiples: Mapping[int, int]) -> "Pulled":
        """Return the same with other multiples."""
        return replace(self, multiples=dict(multiples))


def setting_of(bench: Bench, pulled: Pulled) -> Setting:
    """Return the setting of a trial in which the levers are pulled."""
    return bounded(bench, pulled, pulled.multiples, pulled.multiples, free=())


def bounded(
    bench: Bench,
    pulled: Pulled,
    low: Mapping[int, int],
    high: Mapping[int, int],
    free: Iterable[int],
) -> Setting:
    """Return the setting that bounds all multiples from ``low`` to ``high``.

    A tactic in ``free`` may start whenever it likes: it loads nothing.
    """
    tactics = range(len(bench.occasions))
    loose = set(free)
    narrowed = set(pulled.of("narrow"))
    return Setting(
        load=tuple(0.0 if i in loose else low.get(i, STEPS) / STEPS for i in tactics),
        count=tuple(high.get(i, STEPS) / STEPS for i in tactics),
        shift=tuple(0 if i in loose else pulled.shifts.get(i, 0) for i in tactics),
        narrowed=tuple(i in narrowed for i in tactics),
        longer=tuple(pulled.windows.get(p, 0) for p in range(len(bench.targets))),
        funded=tuple(pulled.of("fund")),
    )


def changes_of(bench: Bench, pulled: Pulled) -> tuple[Change, ...]:
    """Write pulled levers as changes of the case."""
    case = bench.case
    changes: list[Change] = []
    for lever in sorted(pulled.levers):
        index = lever.of
        if lever.kind == "fund":
            changes += bench.funds([index])
        elif lever.kind in ("window", "target"):
            changes.append(softening(bench, lever, pulled))
        elif lever.kind == "shift":
            tactic, by = case.plan.tactics[index], pulled.shifts[index]
            last = case.horizon.periods - 1 if tactic.ends is None else tactic.ends
            changes.append(Shift(tactic.id, by, tactic.starts + by, last + by))
        else:
            kind = Narrow if lever.kind == "narrow" else Throttle
            multiple = pulled.multiples[index] / STEPS
            changes.append(kind(case.plan.tactics[index].id, multiple))
    return tuple(changes)


def softening(
    bench: Bench, lever: Lever, pulled: Pulled
) -> SoftenWindow | SoftenTarget:
    """Write a weaker promise as a change."""
    promise = bench.case.promises[bench.model.promises[lever.of].index]
    if lever.kind == "window":
        longer = promise.within + pulled.windows[lever.of]
        return SoftenWindow(promise.id, longer, promise.within)
    target = lowered(promise.target, pulled.targets[lever.of])
    return SoftenTarget(promise.id, target, promise.target)


def lowered(target: float, points: int) -> float:
    """Return a target lowered by some points, without rounding's crumbs."""
    return round(target - POINT * points, 9)


def spending(bench: Bench, pulled: Pulled) -> float:
    """Return what the funded initiatives cost."""
    return sum(float(bench.case.initiatives[j].cost) for j in pulled.of("fund"))


# --- What there is to pull -----------------------------------------------------


def shift_options(bench: Bench, tactic: int) -> list[int]:
    """Return by how many periods a tactic can move inside the horizon, not at all aside."""
    entry = bench.case.plan.tactics[tactic]
    periods = bench.case.horizon.periods
    last = periods - 1 if entry.ends is None else entry.ends
    return [by for by in range(-entry.starts, periods - last) if by]


def levers_of(bench: Bench) -> list[Lever]:
    """Return every lever that could move the plan at all."""
    tactics = [i for i, rows in enumerate(bench.counts) if rows.any()]
    levers = [Lever("narrow", i) for i in tactics if bench.budgets[i] > 0.0]
    levers += [Lever("throttle", i) for i in tactics]
    levers += [Lever("shift", i) for i in tactics if shift_options(bench, i)]
    levers += [
        Lever("fund", j)
        for j in range(len(bench.case.initiatives))
        if bench.loads[bench.lifts(j)]
    ]
    for order, layout in enumerate(bench.model.promises):
        if any(step.standard.minutes is None for step in layout.steps):
            levers.append(Lever("window", order))
        if deepest(bench, order):
            levers.append(Lever("target", order))
    return levers


def deepest(bench: Bench, order: int) -> int:
    """Return by how many points a target may be lowered: it stays above zero."""
    return min(DEEPEST_TARGET, round(float(bench.targets[order]) / POINT) - 1)
