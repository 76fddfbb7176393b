"""Hold what was said of silences in the past against what then happened."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calibration import Share, share_of
from engine.loyalty.histories import Histories
from engine.silence.rhythm import STATES, silence_of

Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StateCheck:
    """Customers in one state then: the share expected to give no sign, and who did not.

    ``expected`` is 0 where there was nobody in the state.
    """

    state: str
    expected: float
    silent: Share


@dataclass(frozen=True, slots=True)
class Check:
    """Forecasts of silence for ``weeks`` beside what happened.

    ``brier`` is the mean squared error of the probabilities, ``brier_of_all`` that of
    saying the share of all for everybody; ``ranked`` the probability that a customer who
    stayed silent had been given a higher one than one who did not, ``ranked_by_days`` the
    same for nothing but the days of silence.
    """

    weeks: float
    customers: int
    expected: float
    silent: Share
    brier: float
    brier_of_all: float
    ranked: float
    ranked_by_days: float
    states: tuple[StateCheck, ...]


def check_silence(then: Histories, came_back: Chosen, weeks: float) -> Check:
    """Return how good the forecast from ``then`` for the next ``weeks`` was.

    ``came_back`` (n,) says who gave a sign in those weeks. Raises
    ``engine.loyalty.TooLittle``.
    """
    found = silence_of(then, weeks)
    silent = ~came_back
    share = share_of(int(silent.sum()), len(silent))
    rate = share.count / share.of
    states = []
    for code, name in enumerate(STATES):
        rows = found.state == code
        seen = share_of(int(silent[rows].sum()), int(rows.sum()))
        expected = float(found.loss[rows].sum()) / max(seen.of, 1)
        states.append(StateCheck(name, expected, seen))
    return Check(
        weeks,
        len(silent),
        float(found.loss.mean()),
        share,
        float(np.mean((found.loss - silent) ** 2)),
        rate * (1.0 - rate),
        ranked(found.loss, silent),
        ranked((then.age - then.recency).astype(float), silent),
        tuple(states),
    )


def ranked(value: NDArray[np.floating[Any]], silent: Chosen) -> float:
    """Return P(value of a silent one > of another) + ½ P(equal); 0.5 where one is empty.

    >>> ranked(np.array([1.0, 2.0, 2.0]), np.array([False, True, False]))
    0.75
    """
    levels, place = np.unique(value, return_inverse=True)
    yes = np.bincount(place[silent], minlength=len(levels))
    no = np.bincount(place[~silent], minlength=len(levels))
    pairs = float(yes.sum()) * float(no.sum())
    if not pairs:
        return 0.5
    return float(yes @ (np.cumsum(no) - no / 2.0)) / pairs
