"""What is to be expected of a promise, and of its parts, in the coming weeks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.backtesting import Weeks, central
from engine.record import Level, company_level, follow, forecast, observed_rates
from engine.record.following import COMPANY_VARIANCE

Array = NDArray[np.float64]

# Segments of one promise differ less than promises do.
SEGMENT_VARIANCE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was kept of ``due`` so far, and what is expected of ``occasions`` to come."""

    due: int
    kept: int
    occasions: int
    mean: float
    low: float
    high: float


def expect(
    weeks: Weeks, *, weeks_ahead: int = 4, company: tuple[int, int] = (0, 0)
) -> tuple[Expectation, ...]:
    """Return what to expect of each promise over the next weeks, with its 80 % interval.

    ``company`` is what was kept and broken of the other promises. As many occasions are
    taken to come as in the last weeks of that number.
    """
    rows = len(weeks.due)
    level = company_level(*(np.full(rows, float(count)) for count in company))
    return expected(weeks, weeks_ahead, level)


def expect_segments(weeks: Weeks, *, weeks_ahead: int = 4) -> tuple[Expectation, ...]:
    """Return what to expect of the segments of one promise, drawn towards all of it.

    Each row of ``weeks`` is a segment. Two of two kept is little more than the promise.
    """
    kept, due = float(weeks.kept.sum()), float(weeks.due.sum())
    rows = len(weeks.due)
    whole = company_level(np.full(rows, kept), np.full(rows, due - kept))
    variance = whole.variance - COMPANY_VARIANCE + SEGMENT_VARIANCE
    return expected(weeks, weeks_ahead, Level(whole.mean, variance))


def expected(weeks: Weeks, ahead: int, level: Level) -> tuple[Expectation, ...]:
    """Forecast every row from its own record and the level it begins with."""
    *_, beliefs = follow(weeks.due, weeks.kept)
    occasions = np.maximum(weeks.due[:, -ahead:].sum(axis=1), 1)
    sample = observed_rates(forecast(beliefs, weeks=ahead, level=level), occasions)
    found = []
    for row in range(len(weeks.due)):
        low, high = central(sample[:, row])
        found.append(
            Expectation(
                due=int(weeks.due[row].sum()),
                kept=int(weeks.kept[row].sum()),
                occasions=int(occasions[row]),
                mean=float(sample[:, row].mean()),
                low=low,
                high=high,
            )
        )
    return tuple(found)
