"""How involved people are: events that fade, and the stages they make.

Whatever somebody does with us (a visit, a workshop, a reply) has a weight w and a
half-life h in days, both by kind. On day t the events of days d ≤ t leave

    score(t) = Σ w · 2^(−(t − d) / h),

which moves a person through the stages: *aware* (there was something, and it has faded),
*tire kicker*, *browser* and *involved* by the score, *advocate* by the score of those
kinds alone by which one brings others. Of whom no event is known, nothing is said: that
is a stage of its own, not the lowest. Exponential fading is the usual choice because one
figure then holds all of a kind's past (see e.g. R. J. Hyndman and G. Athanasopoulos,
Forecasting: Principles and Practice, chapter 8).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]

UNKNOWN: Final = 0
AWARE: Final = 1
ADVOCATE: Final = 5
STAGES: Final = (
    "unknown",
    "aware",
    "tire-kicker",
    "browser",
    "involved",
    "advocate",
)


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """What people did: person, kind and day of each, (n,) each.

    A person is a place from 0; a kind a place in the rules, or −1 for one that the rules
    do not know: it counts for nothing, and is counted.
    """

    person: Whole
    kind: Whole
    day: Whole

    def __post_init__(self) -> None:
        if not len(self.person) == len(self.kind) == len(self.day):
            raise ValueError("an event has a person, a kind and a day each")
        if len(self.person) and self.person.min() < 0:
            raise ValueError("people are counted from 0")
        if len(self.kind) and self.kind.min() < -1:
            raise ValueError("kinds are counted from 0; -1 is unknown")


@dataclass(frozen=True, slots=True, eq=False)
class FadingRules:
    """What each kind weighs, in how many days half of it is gone, and whether it brings others.

    ``limits`` are the least scores of tire kicker, browser and involved; ``advocate`` that
    of an advocate, by the kinds that bring others alone. All above zero.
    """

    weight: Real
    half_life: Real
    brings: Flag
    limits: tuple[float, float, float]
    advocate: float

    def __post_init__(self) -> None:
        if not len(self.weight) == len(self.half_life) == len(self.brings):
            raise ValueError("a kind has a weight, a half-life and a word on bringing")
        steps = (0.0, *self.limits)
        rising = all(a < b for a, b in pairwise(steps))
        if not rising or self.advocate <= 0:
            raise ValueError("limits rise from above zero")
        if (self.weight <= 0).any() or (self.half_life <= 0).any():
            raise ValueError("weights and half-lives are above zero")


@dataclass(frozen=True, slots=True, eq=False)
class Involvement:
    """Where everybody stood on each of m days; ``STAGES`` names the s stages.

    ``stage`` and ``score`` are (people,) on the last day; ``count`` (m, s) how many stood
    where; ``moves`` (m − 1, s, s) how many went from a stage (row) to one (column) until
    the next day; ``ignored`` the number of events of unknown kinds until the last day.
    """

    stage: Whole
    score: Real
    count: Whole
    moves: Whole
    ignored: int


def follow(events: Events, rules: FadingRules, days: Whole, people: int) -> Involvement:
    """Return where ``people`` stood on each of the rising ``days``; linear in events.

    Events after a day do not count on it. Raises ``ValueError`` for no day, days that do
    not rise, or an event of nobody.
    """
    checked(events, days, people)
    order = np.argsort(events.day, kind="stable")
    person, kind, day = events.person[order], events.kind[order], events.day[order]
    ends = np.searchsorted(day, days, side="right")
    kinds = len(rules.weight)
    left = np.zeros((kinds, people))
    known = np.zeros(people, dtype=bool)
    stages: list[Whole] = []
    begin, before = 0, int(days[0])
    for today, end in zip(days.tolist(), ends.tolist(), strict=True):
        left *= np.exp2(-(today - before) / rules.half_life)[:, None]
        new = slice(begin, end)
        counted = kind[new] >= 0
        who, what = person[new][counted], kind[new][counted]
        age = today - day[new][counted]
        amount = rules.weight[what] * np.exp2(-age / rules.half_life[what])
        cells = np.bincount(what * people + who, amount, kinds * people)
        left += cells.reshape(kinds, people)
        known[who] = True
        stages.append(stage_of(left, known, rules))
        begin, before = end, today
    return Involvement(
        stage=stages[-1],
        score=left.sum(axis=0),
        count=np.stack([np.bincount(s, minlength=len(STAGES)) for s in stages]),
        moves=moves_between(stages),
        ignored=int((kind[: ends[-1]] < 0).sum()),
    )


def checked(events: Events, days: Whole, people: int) -> None:
    """Refuse days and events that cannot be followed."""
    if not len(days) or (np.diff(days) <= 0).any():
        raise ValueError("days rise, and there is at least one")
    if len(events.person) and events.person.max() >= people:
        raise ValueError("an event of nobody")


def stage_of(left: Real, known: Flag, rules: FadingRules) -> Whole:
    """Return each person's stage from what is left by kind (kinds, people)."""
    stage = known + np.searchsorted(rules.limits, left.sum(axis=0), side="right")
    brought = left[rules.brings].sum(axis=0)
    found: Whole = np.where(brought >= rules.advocate, ADVOCATE, stage)
    return found


def moves_between(stages: list[Whole]) -> Whole:
    """Return how many went from each stage to each, between days that follow (m − 1, s, s)."""
    size = len(STAGES)
    found: Whole = np.array(
        [
            np.bincount(a * size + b, minlength=size * size).reshape(size, size)
            for a, b in pairwise(stages)
        ],
        dtype=np.int64,
    ).reshape(len(stages) - 1, size, size)
    return found
