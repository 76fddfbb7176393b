"""How fast promises use up their error budgets, and which of them alert."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.pages import Tone
from core.weeks import WEEK, monday_of
from engine import burn
from promises.models import Promise
from promises.queries.kept import WeekCount, weekly_records

# Of so many weeks an alert can say since when it stands.
HISTORY_WEEKS = 26
SHOWN_WEEKS = (1, 4, 13)
TONES: dict[str, Tone] = {burn.ACUTE.name: "not-kept", burn.LASTING.name: "at-risk"}


@dataclass(frozen=True, kw_only=True)
class ErrorBudget:
    """How many occasions of the window may be broken, and how many were."""

    weeks: int
    occasions: int
    allowed: float
    used: int

    @property
    def is_spent(self) -> bool:
        return self.used > self.allowed

    @property
    def used_share(self) -> float | None:
        return self.used / self.allowed if self.allowed else None


@dataclass(frozen=True, kw_only=True)
class Window:
    """The last full weeks of a promise; no rate: nothing fell due, or none may break."""

    weeks: int
    occasions: int
    broken: int
    rate: float | None

    @property
    def kept_share(self) -> float | None:
        return 1 - self.broken / self.occasions if self.occasions else None


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A rule that holds since the Monday of ``since``, at what it measured last."""

    name: str
    burn: float
    long: Window
    short: Window
    since: date

    @property
    def tone(self) -> Tone:
        return TONES[self.name]

    @property
    def badge(self) -> str:
        """Say it in a word or two: "burns 2.4 times"."""
        if self.long.rate is None:
            return "none may break"
        return f"burns {self.long.rate:.1f} times"


@dataclass(frozen=True, kw_only=True)
class Burn:
    """A promise's error budget, its burn rates, and its alerts, the most acute first."""

    promise: Promise
    as_of: date
    budget: ErrorBudget | None
    windows: tuple[Window, ...]
    alerts: tuple[Alert, ...]


def burns(promises: Sequence[Promise], as_of: date) -> list[Burn]:
    """Return the error budgets of some promises, in their order; one query."""
    window = max([HISTORY_WEEKS, *(p.window_weeks or 0 for p in promises)])
    since = monday_of(as_of) - window * WEEK
    records = weekly_records([p.pk for p in promises], as_of, since=since)
    return [burn_of(p, records.get(p.pk, []), as_of) for p in promises]


def alarmed(promises: Sequence[Promise], as_of: date) -> list[Burn]:
    """Return the promises that alert, the fastest burn first; one query."""
    found = [row for row in burns(promises, as_of) if row.alerts]
    return sorted(found, key=_urgency)


def _urgency(row: Burn) -> tuple[bool, float]:
    first = row.alerts[0]
    rate = math.inf if first.long.rate is None else first.long.rate
    return first.name != burn.ACUTE.name, -rate


def burn_of(promise: Promise, weeks: Sequence[WeekCount], as_of: date) -> Burn:
    """Return one promise's error budget from its weekly counts."""
    if promise.target is None:
        return Burn(promise=promise, as_of=as_of, budget=None, windows=(), alerts=())
    due, broken = _series(promise, weeks, as_of)
    target = float(promise.target)
    return Burn(
        promise=promise,
        as_of=as_of,
        budget=error_budget(promise, weeks, as_of),
        windows=tuple(_window(due, broken, target, size) for size in SHOWN_WEEKS),
        alerts=tuple(
            _alert(rule, due, broken, target, as_of)
            for rule in burn.RULES
            if burn.alerts(due, broken, target, rule)[-1]
        ),
    )


def error_budget(
    promise: Promise, weeks: Sequence[WeekCount], as_of: date
) -> ErrorBudget | None:
    """Return (1 - target) × occasions of the promise's window, and what it was spent on."""
    if promise.target is None or promise.window_weeks is None:
        return None
    first = monday_of(as_of) - promise.window_weeks * WEEK
    window = [week for week in weeks if week.week >= first]
    occasions = sum(week.due for week in window)
    kept = sum(week.kept(promise.kept_rule) for week in window)
    return ErrorBudget(
        weeks=promise.window_weeks,
        occasions=occasions,
        allowed=round(float(1 - promise.target) * occasions, 6),
        used=occasions - kept,
    )


def _series(
    promise: Promise, weeks: Sequence[WeekCount], as_of: date
) -> tuple[burn.Counts, burn.Counts]:
    """Return (weeks,) counts of the last full weeks, noughts where nothing fell due."""
    first = monday_of(as_of) - HISTORY_WEEKS * WEEK
    due, broken = (np.zeros(HISTORY_WEEKS, dtype=np.int64) for _ in range(2))
    for week in weeks:
        place = (week.week - first) // timedelta(weeks=1)
        if place >= 0:
            due[place] = week.due
            broken[place] = week.due - week.kept(promise.kept_rule)
    return due, broken


def _window(due: burn.Counts, broken: burn.Counts, target: float, weeks: int) -> Window:
    occasions, breaks = int(due[-weeks:].sum()), int(broken[-weeks:].sum())
    rate = float(burn.burn_rates(breaks, occasions, target))
    return Window(
        weeks=weeks,
        occasions=occasions,
        broken=breaks,
        rate=rate if math.isfinite(rate) else None,
    )


def _alert(
    rule: burn.BurnRule,
    due: burn.Counts,
    broken: burn.Counts,
    target: float,
    as_of: date,
) -> Alert:
    stands = burn.alerts(due, broken, target, rule)
    quiet = np.flatnonzero(~stands)
    before = len(stands) - 2 - (int(quiet[-1]) if len(quiet) else -1)
    return Alert(
        name=rule.name,
        burn=rule.burn,
        long=_window(due, broken, target, rule.long),
        short=_window(due, broken, target, rule.short),
        since=monday_of(as_of) - before * WEEK,
    )
