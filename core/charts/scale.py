"""From values to positions, and from values to the words beside them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NO_BREAK = "\N{NO-BREAK SPACE}"
SHARE_STEPS = ((0.95, 0.01), (0.9, 0.02), (0.8, 0.05), (0.7, 0.1), (0.5, 0.1))


@dataclass(frozen=True)
class Scale:
    """A straight line from values to positions; values outside stop at its ends."""

    low: float
    high: float
    start: float = 0.0
    end: float = 100.0

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        position = self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)
        return round(position, 2)


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Amount:
    """A mark on an axis of amounts, whose number the template localises."""

    at: float
    value: float


@dataclass(frozen=True)
class Bar:
    """From ``start`` over ``length``; across in percent or down in pixels."""

    start: float
    length: float


def percent(share: float) -> str:
    r"""Say a share in percent; what is not all is never said to be all.

    >>> percent(0.814), percent(0.9996), percent(0.001), percent(1.0)
    ('81\xa0%', '>99\xa0%', '<1\xa0%', '100\xa0%')
    """
    if 0 < share < 0.005:
        return f"<1{NO_BREAK}%"
    if 0.995 <= share < 1:
        return f">99{NO_BREAK}%"
    return f"{share:.0%}".replace("%", f"{NO_BREAK}%")


def points(difference: float) -> str:
    """Say a difference of shares in points, with a true minus sign."""
    rounded = round(difference * 100)
    sign = "+" if rounded > 0 else "\N{MINUS SIGN}" if rounded < 0 else ""
    return f"{sign}{abs(rounded)}"


def amount(value: float) -> float:
    """Round to what a reader can use; small amounts keep one decimal.

    >>> amount(1234.56), amount(7.25), amount(3.0)
    (1235, 7.2, 3)
    """
    if abs(value) < 10 and not float(value).is_integer():
        return round(value, 1)
    return round(value)


def share_floor(values: Iterable[float]) -> tuple[float, float]:
    """Choose where an axis of shares that ends at 1 begins, and its step."""
    lowest = min(values, default=1.0)
    for low, step in SHARE_STEPS:
        if lowest >= low:
            return low, step
    return 0.0, 0.25


def share_ticks(low: float, step: float) -> tuple[float, ...]:
    count = round((1 - low) / step)
    return tuple(round(low + step * index, 4) for index in range(count + 1))


def tens_around(values: Sequence[float]) -> tuple[float, float]:
    """Return the tens of percent that enclose all shares, at least one apart."""
    low = math.floor(min(values) * 10 + 1e-9) / 10
    high = math.ceil(max(values) * 10 - 1e-9) / 10
    low, high = max(low, 0.0), min(high, 1.0)
    if high <= low:
        low, high = (low - 0.1, low) if low >= 1 else (low, low + 0.1)
    return round(low, 1), round(high, 1)


def nice_ceiling(value: float) -> tuple[float, float]:
    """Return a round number at or above the value, and a round step to it.

    >>> nice_ceiling(1040.0), nice_ceiling(37.0)
    ((1200.0, 200.0), (40.0, 10.0))
    """
    if value <= 0:
        return 1.0, 0.5
    power: float = 10.0 ** math.floor(math.log10(value))
    step = next(step for step in (0.2, 0.5, 1.0, 2.0) if value <= 6 * step * power)
    steps = math.ceil(value / (step * power) - 1e-9)
    return round(steps * step * power, 9), round(step * power, 9)


def every(count: int, *, at_most: int) -> int:
    """Return the stride at which a row of labels stays uncrowded."""
    for stride in (1, 2, 4, 8, 13, 26, 52):
        if count <= stride * at_most:
            return stride
    return math.ceil(count / at_most)
