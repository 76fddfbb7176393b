"""Choose whom to contact with the time there is.

A name is worth value x chance x urgency: what a rekindled relation brings, how likely
a contact rekindles it, and how long the last contact is ago. The list is the set of
names of the greatest sum that fits into the minutes, at most so many names. That is a
knapsack with two limits, solved exactly by dynamic programming (Kellerer, Pferschy
and Pisinger, *Knapsack Problems*, 2004, section 2.3, with the number of items as a
second dimension): with whole minutes, no better list exists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd, isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

ENTRY: Final = 0.5  # urgency on the day from which a contact is right again
STRENGTH: Final = 8.0  # contacts that a belief weighs as much as
MOST_MINUTES: Final = 10_080  # a week
MOST_NAMES: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could be contacted.

    ``value`` is money a year, ``chance`` a share, ``waited_days`` the days since
    anybody of the firm was in contact (None: never), ``minutes`` what the fitting
    channel takes. ``carries`` above 0 was promised a place last week.
    """

    key: int
    value: float
    chance: float
    waited_days: int | None
    ideal_days: int
    maximum_days: int
    minutes: int
    carries: int = 0

    def __post_init__(self) -> None:
        if not (isfinite(self.value) and self.value >= 0):
            raise ValueError("value must be a finite amount, not below 0")
        if not 0 <= self.chance <= 1:
            raise ValueError("chance must be a share from 0 to 1")
        if not 0 < self.minutes <= MOST_MINUTES:
            raise ValueError(f"minutes must be 1 to {MOST_MINUTES}")
        if not 0 <= self.ideal_days < self.maximum_days:
            raise ValueError("ideal_days must be below maximum_days")

    @property
    def urgency(self) -> float:
        """Return 0 to 1, by the time since the last contact."""
        return urgency(
            self.waited_days, ideal=self.ideal_days, maximum=self.maximum_days
        )

    @property
    def worth(self) -> float:
        """Return what a contact is worth now, in money a year."""
        return self.value * self.chance * self.urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The keys of a list: first what was carried over, then the most worth first.

    ``returned`` are names that were carried over and found no room.
    """

    keys: tuple[int, ...]
    returned: tuple[int, ...]
    minutes: int
    worth: float


def urgency(waited: int | None, *, ideal: int, maximum: int) -> float:
    """Return how much it is somebody's turn: 0 is not at all, 1 fully.

    Nothing before the ideal interval (in days) is over; then from one half evenly up
    to 1 at the maximum interval, and 1 from there on, and for who was never contacted.

    >>> [urgency(days, ideal=90, maximum=190) for days in (89, 90, 140, 190, 900)]
    [0.0, 0.5, 0.75, 1.0, 1.0]
    """
    if waited is None or waited >= maximum:
        return 1.0
    if waited < ideal:
        return 0.0
    return ENTRY + (1 - ENTRY) * (waited - ideal) / (maximum - ideal)


def shrunken(
    successes: float, trials: float, *, belief: float, strength: float = STRENGTH
) -> float:
    """Return a share that starts at a belief and follows what was seen.

    The mean of a Beta(strength x belief, strength x (1 - belief)) after ``successes``
    of ``trials`` (Gelman et al., *Bayesian Data Analysis*, 3rd ed., section 2.4):
    after as many trials as ``strength``, half belief and half what was seen.

    >>> shrunken(0, 8, belief=0.5)
    0.25
    """
    if not 0 <= successes <= trials:
        raise ValueError("successes must be 0 to trials")
    if not 0 <= belief <= 1 or strength <= 0:
        raise ValueError("belief must be a share, and strength above 0")
    return (successes + strength * belief) / (trials + strength)


def choose(candidates: Iterable[Candidate], *, minutes: int, most: int) -> Choice:
    """Return the best list for so many minutes and at most so many names.

    Names that were carried over take their place first, those carried most often
    before the others, as far as they fit. Of the rest, the set of the greatest worth
    is found exactly; who is worth nothing now is never chosen. Equal lists are told
    apart by the keys, so that the same candidates give the same list.
    """
    minutes = max(0, min(minutes, MOST_MINUTES))
    most = max(0, min(most, MOST_NAMES))
    fresh: list[Candidate] = []
    carried: list[Candidate] = []
    for candidate in candidates:
        (carried if candidate.carries else fresh).append(candidate)
    carried.sort(key=lambda c: (-c.carries, -c.worth, c.key))
    kept: list[Candidate] = []
    returned: list[int] = []
    for candidate in carried:
        if candidate.minutes <= minutes and len(kept) < most:
            kept.append(candidate)
            minutes -= candidate.minutes
        else:
            returned.append(candidate.key)
    found = _best(fresh, minutes, most - len(kept))
    chosen = [*kept, *sorted(found, key=lambda c: (-c.worth, c.key))]
    return Choice(
        keys=tuple(c.key for c in chosen),
        returned=tuple(returned),
        minutes=sum(c.minutes for c in chosen),
        worth=sum(c.worth for c in chosen),
    )


def _worth_a_look(
    fresh: Sequence[Candidate], minutes: int, most: int
) -> list[Candidate]:
    """Leave out who cannot be in a best list: of equal minutes, the less worth."""
    by_minutes: dict[int, list[Candidate]] = {}
    for candidate in fresh:
        if candidate.minutes <= minutes and candidate.worth > 0:
            by_minutes.setdefault(candidate.minutes, []).append(candidate)
    looked: list[Candidate] = []
    for each, group in sorted(by_minutes.items()):
        group.sort(key=lambda c: (-c.worth, c.key))
        looked += group[: min(most, minutes // each)]
    return looked


def _best(fresh: Sequence[Candidate], minutes: int, most: int) -> list[Candidate]:
    """Return the set of the greatest worth, by dynamic programming."""
    looked = _worth_a_look(fresh, minutes, most)
    if not looked:
        return []
    unit = reduce(gcd, (c.minutes for c in looked))
    room = minutes // unit
    # best[n, t]: the greatest worth of at most n names in at most t units of time.
    best = np.zeros((most + 1, room + 1))
    taken: list[NDArray[np.bool_]] = []
    for candidate in looked:
        size = candidate.minutes // unit
        with_it = np.full_like(best, -np.inf)
        with_it[1:, size:] = best[:-1, : room + 1 - size] + candidate.worth
        better = with_it > best
        taken.append(better)
        best = np.where(better, with_it, best)
    return _trace(looked, taken, unit, most, room)


def _trace(
    looked: Sequence[Candidate],
    taken: Sequence[NDArray[np.bool_]],
    unit: int,
    most: int,
    room: int,
) -> list[Candidate]:
    """Walk back through what was taken."""
    found = []
    for candidate, better in zip(reversed(looked), reversed(taken), strict=True):
        if better[most, room]:
            found.append(candidate)
            most -= 1
            room -= candidate.minutes // unit
    return found
