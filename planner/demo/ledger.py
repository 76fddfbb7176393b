"""Three years of kept and broken promises, drawn from a fixed seed.

The share kept of a week strays around the promise's usual share: its log-odds are
a mean-reverting (first-order autoregressive) series, as real ledgers show. What is
broken comes late, and a few never.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner.demo.facts import HISTORY_WEEKS, PromiseFact
from promises.ledger import Entry

PERSISTENCE = 0.75
NEVER_DONE = 0.03


@dataclass(frozen=True, kw_only=True)
class Book:
    """Where one promise's occasions are written to."""

    fact: PromiseFact
    promise_id: int
    segment_id: int | None
    seed: int


def weekly_shares(
    fact: PromiseFact, weeks: int, draw: np.random.Generator
) -> np.ndarray:
    """Return the share kept of each week, straying around the usual one."""
    usual = np.log(fact.kept / (1 - fact.kept))
    shocks = draw.normal(0, fact.drift * np.sqrt(1 - PERSISTENCE**2), weeks)
    strayed = np.empty(weeks)
    level = draw.normal(0, fact.drift)
    for week in range(weeks):
        level = PERSISTENCE * level + shocks[week]
        strayed[week] = level
    shares: np.ndarray = 1 / (1 + np.exp(-(usual + strayed)))
    return shares


def season(week: int) -> float:
    """Return how busy a week of the year is: most before Christmas."""
    return float(1 + 0.22 * np.cos(2 * np.pi * (week % 52 - 46) / 52))


@dataclass(frozen=True, slots=True)
class Drawn:
    """An occasion that nobody is named in yet; ``place`` (0 to 1) says who of a crowd."""

    entry: Entry
    kept: bool
    place: float


def entries(book: Book, *, monday: datetime, zone: ZoneInfo) -> Iterator[Drawn]:
    """Yield the occasions of all past weeks, and of those that fall due now.

    ``monday`` is the start of the present week; a made promise has three years of
    record, one that was only tried half a year.
    """
    fact = book.fact
    draw = np.random.default_rng(book.seed)
    weeks = HISTORY_WEEKS if fact.state == "live" else 26
    shares = weekly_shares(fact, weeks + 1, draw)
    number = 0
    for index in range(weeks + 1):
        start = monday - timedelta(weeks=weeks - index)
        busy = season(start.isocalendar().week)
        for kept in draw.random(draw.poisson(fact.weekly * busy)) < shares[index]:
            number += 1
            yield _entry(book, number, start, bool(kept), monday, draw)


def _entry(
    book: Book,
    number: int,
    start: datetime,
    kept: bool,  # noqa: FBT001  # one of the row's values
    monday: datetime,
    draw: np.random.Generator,
) -> Drawn:
    due = start + timedelta(days=int(draw.integers(0, 6)), hours=18)
    done: datetime | None = due - timedelta(hours=float(draw.gamma(2.0, 9.0)))
    if not kept:
        late = timedelta(days=1 + float(draw.gamma(1.4, 2.2)))
        done = None if draw.random() < NEVER_DONE else due + late
    if done is not None and done >= monday:
        done = None
    entry = Entry(
        row=number,
        promise_id=book.promise_id,
        reference=f"{book.fact.code}-{number:06d}",
        customer="",
        segment_id=book.segment_id,
        promised_at=due - timedelta(days=book.fact.days),
        due_at=due,
        done_at=done,
    )
    return Drawn(entry, kept, float(draw.beta(1, 1.3)))
