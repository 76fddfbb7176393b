"""The tightest standard that can be promised: on average, and in the coming month.

Two standards, because operations drift: the *average* one is the shortest duration whose
expected share reaches the target; the *cautious* one the shortest whose share reaches
the target in the coming month with the stated confidence.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.frontier.outlook import Outlook
from engine.frontier.spans import Array, Indices

LEAST_FINISHED = 20
PARTS = 100
HOURS, MINUTES = 24.0, 1440.0

NEVER_CERTAIN = "never-certain"
NOT_REACHED = "not-reached"
TOO_FEW = "too-few"


@dataclass(frozen=True, slots=True)
class Standards:
    """Both standards in days; None with a reason where there is none.

    Reasons: ``too-few`` (fewer than ``LEAST_FINISHED`` finished occasions),
    ``never-certain`` (a target of 1 cannot be promised from what was seen) and
    ``not-reached`` (not within the longest duration that was seen).
    """

    average: float | None
    cautious: float | None
    no_average: str = ""
    no_cautious: str = ""


def standards(
    outlook: Outlook, *, finished: int, target: float, confidence: float
) -> Standards:
    """Return the standards for a target share in (0, 1]."""
    if finished < LEAST_FINISHED:
        return Standards(None, None, TOO_FEW, TOO_FEW)
    if target >= 1.0:
        return Standards(None, None, NEVER_CERTAIN, NEVER_CERTAIN)
    average = shortest_average(outlook, target)
    cautious = shortest_cautious(outlook, target, confidence)
    return Standards(
        average=average,
        cautious=cautious,
        no_average="" if average is not None else NOT_REACHED,
        no_cautious="" if cautious is not None else NOT_REACHED,
    )


def shortest_average(outlook: Outlook, target: float) -> float | None:
    """Return the shortest duration whose expected share reaches ``target``."""
    place = int(np.searchsorted(outlook.expected, target - 1e-12))
    return rounded_up(outlook.days[place]) if place < len(outlook.days) else None


def shortest_cautious(
    outlook: Outlook, target: float, confidence: float
) -> float | None:
    """Return the shortest duration that reaches ``target`` with ``confidence``.

    Every hundredth part of the steps is tried, then those in between.
    """
    last = len(outlook.days) - 1
    coarse = last - np.arange(0, last + 1, max(last // PARTS, 1))[::-1]
    first = _first_enough(outlook, coarse, target, confidence)
    if first is None:
        return None
    before = coarse[coarse < first]
    fine = np.arange(before[-1] + 1 if len(before) else 0, first + 1)
    exact = _first_enough(outlook, fine, target, confidence) or first
    return rounded_up(outlook.days[exact])


def _first_enough(
    outlook: Outlook, places: Indices, target: float, confidence: float
) -> int | None:
    """Return the first of some steps at which the target is reached surely enough."""
    enough = outlook.chance(outlook.days[places], target) >= confidence
    return int(places[np.argmax(enough)]) if enough.any() else None


def rounded_up(days: float) -> float:
    """Round up to whole hours from two days on, to whole minutes below.

    >>> rounded_up(2.01), rounded_up(3.0), rounded_up(0.5001)
    (2.0416666666666665, 3.0, 0.5006944444444444)
    """
    unit = HOURS if days >= 2.0 else MINUTES
    return math.ceil(days * unit - 1e-6) / unit


# Whole days where things take days; finer where they take hours or minutes.
STEPS_IN_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
STEPS_IN_DAYS = (1, 2, 7, 14, 28, 91, 182, 364, 1820, 3640, 18200, 36400)
MOST_ROWS = 400
WHOLE_DAYS_FROM = 3.0
FINE_ROWS = 48


def standards_to_show(outlook: Outlook, include: float) -> Array:
    """Return the durations of the curve's rows, evenly spaced from 0, in days.

    They reach ``include`` and the point from which hardly anything more is kept.
    """
    enough = outlook.expected[-1] - 0.002
    place = int(np.searchsorted(outlook.expected, enough))
    end = max(float(outlook.days[place]), include)
    if end >= WHOLE_DAYS_FROM:
        step = next(float(s) for s in STEPS_IN_DAYS if end / s <= MOST_ROWS)
    else:
        fitting = (s for s in STEPS_IN_MINUTES if end * MINUTES / s <= FINE_ROWS)
        step = next(fitting, STEPS_IN_MINUTES[-1]) / MINUTES
    rows: Array = np.arange(math.ceil(end / step - 1e-9) + 1) * step
    return rows
