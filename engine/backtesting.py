"""What the forecasts would have said at every Monday, and what happened then.

Rolling origins: at each Monday the record is what had fallen due by then; forecast is the
keep rate of the occasions that fall due in the next weeks, their number taken as given.
Scores: the continuous ranked probability score (CRPS, in keep rate; 0 is perfect) of
Gneiting & Raftery, JASA 102 (2007), of the model, of the Beta-Binomial with Jeffreys'
prior on everything known by then, and of climatology, the rates of all spans of as many
weeks known by then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv
from scipy.stats import binom

from engine.ledger import InvalidLedger, Ledger, Occasions
from engine.record import company_level, follow, forecast, observed_rates
from engine.record.forecasting import GOLDEN

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

FIRST_MONDAY: Final = np.datetime64("1970-01-05T00:00:00", "s")
MONDAY: Final = date(1970, 1, 5)
WEEK: Final = np.timedelta64(7 * 86_400, "s")
DAY: Final = 86_400
MOST_WEEKS_AHEAD: Final = 52
# Without a first day, forecasts begin when the ledger has run for as many weeks.
WARM_UP: Final = 8
POINTS: Final = 200
SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast of a promise, made on a Monday, and what happened.

    ``low`` and ``high`` bound the 80 % interval of the observed rate ``kept`` / ``due``.
    """

    monday: date
    due: int
    kept: int
    mean: float
    low: float
    high: float
    crps: float
    crps_beta_binomial: float
    crps_climatology: float

    @property
    def rate(self) -> float:
        return self.kept / self.due

    @property
    def covered(self) -> bool:
        return self.low - SAME <= self.rate <= self.high + SAME


@dataclass(frozen=True, slots=True)
class Figures:
    """How good forecasts were: shares and means over all of them."""

    forecasts: int
    coverage80: float
    crps: float
    crps_beta_binomial: float
    crps_climatology: float
    mean_width80: float


@dataclass(frozen=True, slots=True)
class Tested:
    """A promise, its forecasts, and their figures; None without any forecast."""

    promise: str
    weeks: tuple[Forecast, ...]
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """All promises of a ledger; at least one forecast was made."""

    weeks_ahead: int
    figures: Figures
    promises: tuple[Tested, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """Weekly counts (promises, weeks) from a Monday on; all of them are over."""

    monday: date
    due: Counts
    kept: Counts


def weekly_counts(ledger: Ledger) -> Weeks:
    """Count each promise's occasions by the week in which they fell due.

    An occasion is kept if it was done by the moment it was due. What fell due after the
    last day that the ledger knows of is not known yet and does not count.
    """
    until = max(map(last_known, ledger.promises))
    weeks, happened = [], []
    for occasions in ledger.promises:
        over = occasions.due <= until
        weeks.append(((occasions.due[over] - FIRST_MONDAY) // WEEK).astype(np.int64))
        happened.append((occasions.done <= occasions.due)[over])
    counted = [numbers for numbers in weeks if numbers.size]
    if not counted:
        raise InvalidLedger("no occasion has fallen due yet: come back when some have.")
    first = min(int(numbers.min()) for numbers in counted)
    count = int((until - FIRST_MONDAY) // WEEK) + 1 - first
    due = [np.bincount(numbers - first, minlength=count) for numbers in weeks]
    kept = [
        np.bincount((numbers - first)[held], minlength=count)
        for numbers, held in zip(weeks, happened, strict=True)
    ]
    monday = MONDAY + timedelta(weeks=first)
    return Weeks(monday, np.stack(due), np.stack(kept))


def last_known(occasions: Occasions) -> np.datetime64:
    """Return the end of the last day on which anything was promised or done."""
    done = occasions.done[~np.isnat(occasions.done)]
    last = max(np.concatenate([occasions.promised, done]).astype(np.int64))
    return np.datetime64(int(last // DAY * DAY + DAY - 1), "s")


def backtest(
    ledger: Ledger,
    *,
    weeks_ahead: int = 4,
    first: date | None = None,
    last: date | None = None,
) -> Backtest:
    """Backtest a ledger at the Mondays from ``first`` to ``last``, both included.

    Raises ``InvalidLedger`` where no Monday is left to forecast from.
    """
    names = [occasions.promise for occasions in ledger.promises]
    return backtest_weeks(
        weekly_counts(ledger), names, weeks_ahead=weeks_ahead, first=first, last=last
    )


def backtest_weeks(
    weeks: Weeks,
    names: Sequence[str],
    *,
    weeks_ahead: int = 4,
    first: date | None = None,
    last: date | None = None,
) -> Backtest:
    """Backtest weekly counts; ``names`` are those of the promises."""
    check_range(weeks_ahead, first, last)
    start, stop = origins(weeks, weeks_ahead, first, last)
    made: list[list[Forecast]] = [[] for _ in names]
    for index, entry in forecasts(weeks, weeks_ahead, start, stop):
        made[index].append(entry)
    everything = [entry for entries in made for entry in entries]
    if not everything:
        raise InvalidLedger(
            "no occasion falls due after a Monday of that range that has a record "
            "before it: choose a longer range."
        )
    tested = (
        Tested(name, tuple(entries), figures(entries) if entries else None)
        for name, entries in zip(names, made, strict=True)
    )
    return Backtest(weeks_ahead, figures(everything), tuple(tested))


def check_range(weeks_ahead: int, first: date | None, last: date | None) -> None:
    """Refuse a range that holds no Monday, whatever the ledger."""
    if not 1 <= weeks_ahead <= MOST_WEEKS_AHEAD:
        raise InvalidLedger(f"weeks ahead: must be from 1 to {MOST_WEEKS_AHEAD}.")
    if first is None or last is None:
        return
    if first > last:
        raise InvalidLedger(
            f"from {first} to {last}: the last day lies before the first."
        )
    if first + timedelta(days=-first.weekday() % 7) > last:
        raise InvalidLedger(f"from {first} to {last}: no Monday lies in that range.")


def origins(
    weeks: Weeks, ahead: int, first: date | None, last: date | None
) -> tuple[int, int]:
    """Return the first Monday to forecast from and the one after the last, as weeks."""
    start, stop = WARM_UP, weeks.due.shape[1] - ahead + 1
    if first is not None:
        start = max(1, -((weeks.monday - first).days // 7))
    if last is not None:
        stop = min(stop, (last - weeks.monday).days // 7 + 1)
    if start < stop:
        return start, stop
    earliest = weeks.monday + timedelta(weeks=1)
    latest = weeks.monday + timedelta(weeks=weeks.due.shape[1] - ahead)
    if latest < earliest or (first is None and last is None):
        problem = (
            f"too short: {weeks.due.shape[1]} weeks from {weeks.monday} "
            f"are not enough to forecast {ahead} weeks and see what happened."
        )
        raise InvalidLedger(problem)
    raise InvalidLedger(
        "no Monday to forecast from: this ledger can be tested "
        f"from {earliest} to {latest}."
    )


def forecasts(
    weeks: Weeks, ahead: int, start: int, stop: int
) -> Iterator[tuple[int, Forecast]]:
    """Yield each promise's number and forecast, Monday by Monday."""
    due, kept = weeks.due, weeks.kept
    for week, beliefs in zip(range(stop), follow(due, kept), strict=False):
        occasions = due[:, week : week + ahead].sum(axis=1)
        known, held = due[:, :week].sum(axis=1), kept[:, :week].sum(axis=1)
        chosen = np.flatnonzero((occasions > 0) & (known > 0)).tolist()
        if week < start or not chosen:
            continue
        level = company_level(
            *(float(counts.sum()) - counts for counts in (held, known - held))
        )
        mixture = forecast(beliefs, weeks=ahead, level=level)
        sample = observed_rates(mixture, np.maximum(occasions, 1))
        plain = beta_binomial(held, known - held, np.maximum(occasions, 1))
        for index in chosen:
            happened = int(kept[index, week : week + ahead].sum())
            rate = happened / int(occasions[index])
            low, high = central(sample[:, index])
            climate = spans(due[index, :week], kept[index, :week], ahead)
            yield (
                index,
                Forecast(
                    monday=weeks.monday + timedelta(weeks=week),
                    due=int(occasions[index]),
                    kept=happened,
                    mean=float(sample[:, index].mean()),
                    low=low,
                    high=high,
                    crps=crps(sample[:, index], rate),
                    crps_beta_binomial=crps(plain[:, index], rate),
                    crps_climatology=crps(climate, rate),
                ),
            )


def beta_binomial(kept: Counts, broken: Counts, due: Counts) -> Array:
    """Return an even sample (points, promises) of the Beta-Binomial's rates."""
    levels = ((np.arange(POINTS) + 0.5) / POINTS)[:, None]
    chance = ((np.arange(POINTS) * GOLDEN + 0.5 / POINTS) % 1.0)[:, None]
    rates = betaincinv(kept + 0.5, broken + 0.5, levels)
    return np.sort(binom.ppf(chance, due, rates) / due, axis=0)


def spans(due: Counts, kept: Counts, ahead: int) -> Array:
    """Return the sorted rates of all spans of weeks; the whole record if it is short."""
    size = min(ahead, due.size)
    occasions = np.convolve(due, np.ones(size), "valid")
    held = np.convolve(kept, np.ones(size), "valid")
    return np.sort(held[occasions > 0] / occasions[occasions > 0])


def central(sample: Array) -> tuple[float, float]:
    """Return the 80 % interval of a sorted sample with ties.

    Where a distribution has steps, its middle value counts half below and half above
    (Parzen's mid-quantiles), so that the interval holds 80 % on average.
    """
    values, counts = np.unique(np.round(sample, 12), return_counts=True)
    shares = counts / counts.sum()
    low, high = np.interp([0.1, 0.9], np.cumsum(shares) - shares / 2.0, values)
    return float(low), float(high)


def crps(sample: Array, rate: float) -> float:
    """Return the CRPS of a sorted sample: E|X − rate| − ½ E|X − Y|, Y like X."""
    size = sample.size
    ranks = 2.0 * np.arange(size) + 1.0 - size
    return float(np.abs(sample - rate).mean() - (sample @ ranks) / size**2)


def figures(entries: Sequence[Forecast]) -> Figures:
    """Sum up forecasts."""
    return Figures(
        forecasts=len(entries),
        coverage80=mean([entry.covered for entry in entries]),
        crps=mean([entry.crps for entry in entries]),
        crps_beta_binomial=mean([entry.crps_beta_binomial for entry in entries]),
        crps_climatology=mean([entry.crps_climatology for entry in entries]),
        mean_width80=mean([entry.high - entry.low for entry in entries]),
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean."""
    return float(np.mean(values))
