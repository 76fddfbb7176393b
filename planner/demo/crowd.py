"""The demo company's customers, week by week: who joins, buys again, and leaves.

Drawn from a fixed seed. Orders are as many as the ledger says; customers who are still
there buy at their own rate (Gamma over customers), and newcomers place what is left.
After an order a customer leaves with a probability of their own (Beta over customers),
and with more where a promise to them was broken. The truth is known here, so what the
product finds can be held against it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from planner.demo.facts import HISTORY_WEEKS
from planner.demo.ledger import Drawn, season

Whole = NDArray[np.int64]
Chosen = NDArray[np.bool_]

# An order is promised up to twelve days before it is due.
WEEKS_BEFORE: Final = 2
RATE_SHAPE: Final = 0.8
RATE_A_WEEK: Final = 0.04
LEAVES: Final = (0.9, 1.5)
BROKEN_LEAVES: Final = 0.3
MOST_OF_A_WEEK: Final = 0.85


@dataclass(frozen=True, kw_only=True)
class Group:
    """A segment: which promise every order is, and how many orders come each week."""

    code: str
    promise: str
    weekly: float
    spend: float


GROUPS: Final = (
    Group(code="families", promise="chosen-week", weekly=325, spend=240),
    Group(code="city-flats", promise="no-box-left", weekly=125, spend=130),
    Group(code="offices", promise="", weekly=32, spend=620),
)


@dataclass(slots=True)
class Orders:
    """Orders of one week, to be filled with customers; all arrays are (n,).

    ``day`` counts from the first Monday, ``kept`` is 1 or 0, −1 where nothing was
    promised.
    """

    day: Whole
    kept: Whole
    reference: list[str]


@dataclass(slots=True)
class Crowd:
    """Everybody who ever bought, and every order; customers count from 0."""

    group: list[Whole] = field(default_factory=list)
    gone: list[Whole] = field(default_factory=list)
    over: dict[int, str] = field(default_factory=dict)
    customer: list[Whole] = field(default_factory=list)
    day: list[Whole] = field(default_factory=list)
    kept: list[Whole] = field(default_factory=list)
    reference: list[str] = field(default_factory=list)
    size: int = 0


@dataclass(slots=True)
class Pool:
    """Those of one segment: their keys, their rates, and who is still there."""

    key: Whole
    rate: NDArray[np.float64]
    leaves: NDArray[np.float64]
    there: Chosen


@dataclass(frozen=True, slots=True)
class Gathered:
    """The crowd as arrays: of customers (c,) and of orders (n,).

    ``gone_on`` is the day of the last order of who left, −1 for who is still there;
    ``over`` names the broken promise that some left over.
    """

    group: Whole
    gone_on: Whole
    over: Mapping[int, str]
    customer: Whole
    day: Whole
    kept: Whole
    reference: Sequence[str]


def gather(
    drawn: Mapping[str, Sequence[Drawn]],
    segments: Mapping[str, str],
    first_monday: Any,  # noqa: ANN401  # a date
    draw: np.random.Generator,
) -> tuple[Gathered, dict[str, Whole]]:
    """Let the crowd grow; return it and, by promise, the customer of each occasion.

    ``segments`` gives each promise's segment, ``first_monday`` the day that days count
    from.
    """
    crowd, named = Crowd(), {code: np.zeros(len(d), int) for code, d in drawn.items()}
    for number, group in enumerate(GROUPS):
        codes = [code for code, segment in segments.items() if segment == group.code]
        _live(crowd, number, drawn, codes, named, first_monday, draw)
    gone = np.concatenate(crowd.gone)
    return (
        Gathered(
            np.concatenate(crowd.group),
            gone,
            crowd.over,
            np.concatenate(crowd.customer),
            np.concatenate(crowd.day),
            np.concatenate(crowd.kept),
            crowd.reference,
        ),
        named,
    )


def _live(
    crowd: Crowd,
    number: int,
    drawn: Mapping[str, Sequence[Drawn]],
    codes: Sequence[str],
    named: dict[str, Whole],
    first_monday: Any,  # noqa: ANN401
    draw: np.random.Generator,
) -> None:
    """Live through all weeks of one segment."""
    group = GROUPS[number]
    by_week = {code: _weeks(drawn[code], first_monday) for code in codes}
    pool = Pool(*(np.zeros(0, kind) for kind in (int, float, float, bool)))
    gone: dict[int, int] = {}
    before = np.zeros(0, int)
    base = crowd.size
    for week in range(HISTORY_WEEKS + WEEKS_BEFORE):
        places = by_week.get(group.promise, {}).get(week, [])
        some = [drawn[group.promise][place] for place in places]
        orders = _orders(some, group, week, first_monday, draw)
        buyers = _buyers(crowd, pool, len(orders.day), season_of(week), draw)
        crowd.customer.append(buyers)
        crowd.day.append(orders.day)
        crowd.kept.append(orders.kept)
        crowd.reference += orders.reference
        if group.promise:
            named[group.promise][places] = buyers[: len(places)]
        broken = {
            int(key): group.promise
            for key in buyers[: len(places)][orders.kept[: len(places)] == 0]
        }
        around = np.append(buyers, before)
        for code in codes:
            if code != group.promise:
                _name(
                    drawn[code],
                    by_week[code].get(week, []),
                    around,
                    named[code],
                    code,
                    broken,
                )
        _leave(crowd, pool, base, buyers, orders.day, broken, gone, draw)
        before = buyers
    crowd.group.append(np.full(crowd.size - base, number))
    left = np.full(crowd.size - base, -1)
    for key, day in gone.items():
        left[key - base] = day
    crowd.gone.append(left)


def season_of(week: int) -> float:
    """Return how busy a week is, without its date: a gentle yearly wave."""
    return season(week)


def _weeks(drawn: Sequence[Drawn], first_monday: Any) -> dict[int, list[int]]:  # noqa: ANN401
    """Return the places of occasions by the week in which they were promised."""
    found: dict[int, list[int]] = defaultdict(list)
    last = HISTORY_WEEKS + WEEKS_BEFORE - 1
    for place, one in enumerate(drawn):
        week = (one.entry.promised_at.date() - first_monday).days // 7
        found[min(max(week, 0), last)].append(place)
    return found


def _orders(
    some: Sequence[Drawn],
    group: Group,
    week: int,
    first_monday: Any,  # noqa: ANN401
    draw: np.random.Generator,
) -> Orders:
    """Return what the ledger knows of a week, and the orders that it does not."""
    more = max(int(draw.poisson(group.weekly * season_of(week))) - len(some), 0)
    days = [(one.entry.promised_at.date() - first_monday).days for one in some]
    return Orders(
        np.append(days, week * 7 + draw.integers(0, 6, more)).astype(int),
        np.append([int(one.kept) for one in some], np.full(more, -1)).astype(int),
        [one.entry.reference for one in some]
        + [f"{group.code}-{week:03d}-{number:03d}" for number in range(more)],
    )


def _buyers(
    crowd: Crowd, pool: Pool, many: int, busy: float, draw: np.random.Generator
) -> Whole:
    """Return who places a week's orders: those who come back, then newcomers."""
    chance = 1.0 - np.exp(-pool.rate * busy)
    back = pool.key[pool.there & (draw.random(len(pool.key)) < chance)]
    draw.shuffle(back)
    back = back[: int(many * MOST_OF_A_WEEK)]
    new = np.arange(crowd.size, crowd.size + many - len(back))
    crowd.size += len(new)
    pool.key = np.append(pool.key, new)
    scale = RATE_A_WEEK / RATE_SHAPE
    pool.rate = np.append(pool.rate, draw.gamma(RATE_SHAPE, scale, len(new)))
    pool.leaves = np.append(pool.leaves, draw.beta(*LEAVES, len(new)))
    pool.there = np.append(pool.there, np.ones(len(new), bool))
    buyers = np.append(back, new)
    draw.shuffle(buyers)
    return buyers


def _name(
    drawn: Sequence[Drawn],
    places: Sequence[int],
    around: Whole,
    named: Whole,
    code: str,
    broken: dict[int, str],
) -> None:
    """Give further occasions of a week to those who ordered then or just before."""
    for place in places:
        one = drawn[place]
        key = int(around[int(one.place * len(around))])
        named[place] = key
        if not one.kept:
            broken[key] = code


def _leave(
    crowd: Crowd,
    pool: Pool,
    base: int,
    buyers: Whole,
    days: Whole,
    broken: Mapping[int, str],
    gone: dict[int, int],
    draw: np.random.Generator,
) -> None:
    """Let some leave for good: by nature, or over what was broken to them."""
    by_nature = draw.random(len(buyers)) < pool.leaves[buyers - base]
    over = draw.random(len(buyers)) < BROKEN_LEAVES
    last = dict(zip(buyers.tolist(), days.tolist(), strict=True))
    angry = {
        key
        for key, is_over in zip(buyers.tolist(), over.tolist(), strict=True)
        if is_over and key in broken
    }
    for key in {*buyers[by_nature].tolist(), *angry}:
        pool.there[key - base] = False
        gone[key] = last[key]
        if key in angry:
            crowd.over[key] = broken[key]
