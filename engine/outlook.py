"""How reliable the promises of a case will be over its horizon, from their records."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from engine import case as parts
from engine.draws import FARTHEST, NODES
from engine.quantity import MOST_PERIODS
from engine.record import LATEST_WEEKS, Break, breaks, company_level, follow, forecast
from engine.reliable import above

Array = NDArray[np.float64]
Record = tuple[tuple[int, int], ...]

SCORES: Final = np.linspace(-FARTHEST, FARTHEST, NODES)
WEEKS_IN: Final = {
    "day": 1.0 / 7.0,
    "week": 1.0,
    "month": 365.25 / 12 / 7,
    "quarter": 365.25 / 4 / 7,
}


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """A promise's reliability to come, and what its record says of it.

    ``log_odds`` are quantiles at even normal scores. ``history`` and ``latest`` are the
    kept shares of the whole record and of its latest weeks, None without occasions.
    """

    log_odds: Array
    outcomes: float
    history: float | None
    latest: float | None
    broken_away: Break | None

    def rates(self, scores: Array) -> Array:
        """Return the reliability at normal scores, same shape."""
        return np.asarray(expit(np.interp(scores, SCORES, self.log_odds)))

    def chance(self, least: Array) -> Array:
        """Return the probability that it is at least so high, same shape."""
        odds = logit(np.minimum(least, 1.0))
        return above(odds, self.log_odds, SCORES)


def outlooks(case: parts.Case) -> Mapping[int, Outlook]:
    """Return the outlook of every promise, by its place, that rests on its record."""
    places = [
        index
        for index, promise in enumerate(case.promises)
        if promise.record is not None and promise.reliability is None
    ]
    if not places:
        return {}
    records = tuple(case.promises[index].record or () for index in places)
    company = case.records
    total = (company.kept, company.broken) if company is not None else None
    after, weeks = weeks_ahead(case)
    return dict(zip(places, outlooks_of(records, total, after, weeks), strict=True))


def weeks_ahead(case: parts.Case) -> tuple[int, int]:
    """Return how many weeks after the records the horizon begins, and its weeks."""
    horizon = case.horizon
    weeks = max(1, round(horizon.periods * WEEKS_IN[horizon.period]))
    end = case.records.end if case.records is not None else None
    after = 0 if end is None else max(0, (horizon.start - end).days // 7)
    return min(after, MOST_PERIODS), weeks


@lru_cache(maxsize=128)
def outlooks_of(
    records: tuple[Record, ...],
    company: tuple[float, float] | None,
    after: int,
    weeks: int,
) -> tuple[Outlook, ...]:
    """Return the outlooks of records that end together; kept while somebody types."""
    due, kept = counts_of(records)
    level = company_level(*others(due, kept, company))
    history = list(follow(due, kept))
    mixture = forecast(history[-1], weeks=weeks, after=after, level=level)
    odds = mixture.log_odds(SCORES)
    found = breaks(history, due, kept, level)
    return tuple(
        Outlook(
            log_odds=odds[:, index],
            outcomes=float(due[index].sum()),
            history=share(kept[index], due[index]),
            latest=share(kept[index, -LATEST_WEEKS:], due[index, -LATEST_WEEKS:]),
            broken_away=found[index],
        )
        for index in range(len(records))
    )


def others(
    due: Array, kept: Array, company: tuple[float, float] | None
) -> tuple[Array, Array]:
    """Return kept and broken of the company for each promise; else of the others."""
    own = kept.sum(axis=1), (due - kept).sum(axis=1)
    if company is None:
        return own[0].sum() - own[0], own[1].sum() - own[1]
    return np.full_like(own[0], company[0]), np.full_like(own[1], company[1])


def counts_of(records: tuple[Record, ...]) -> tuple[Array, Array]:
    """Return (promises, weeks) due and kept; the last weeks stand below each other."""
    longest = max(map(len, records))
    counts = np.zeros((len(records), longest, 2))
    for index, record in enumerate(records):
        if record:
            counts[index, longest - len(record) :] = record
    return counts[:, :, 0], counts[:, :, 1]


def share(kept: Array, due: Array) -> float | None:
    """Return the kept share, None where nothing was due."""
    occasions = float(due.sum())
    return float(kept.sum()) / occasions if occasions else None
