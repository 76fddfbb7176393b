"""Numbers over time: one number, a number per period, or a three-point estimate."""

from dataclasses import dataclass
from typing import TypeAlias

from engine import checks
from engine.refusal import InvalidCase

MOST_PERIODS = 520

Profile: TypeAlias = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """A PERT estimate: lowest, most likely and highest, each a number or a list."""

    low: Profile
    likely: Profile
    high: Profile

    def __post_init__(self) -> None:
        """Check the numbers and that low ≤ likely ≤ high in every period."""
        points = {"low": self.low, "likely": self.likely, "high": self.high}
        for key, profile in points.items():
            check_profile(profile, key)
        lengths = {len(p) for p in points.values() if isinstance(p, tuple)}
        if len(lengths) > 1:
            raise InvalidCase("", "low, likely and high differ in length")
        periods = max(lengths, default=1)
        rows = [
            profile if isinstance(profile, tuple) else (profile,) * periods
            for profile in points.values()
        ]
        for period, ordered in enumerate(zip(*rows, strict=True)):
            if not ordered[0] <= ordered[1] <= ordered[2]:
                where = f" in period {period}" if lengths else ""
                raise InvalidCase("", f"low ≤ likely ≤ high does not hold{where}")


Quantity: TypeAlias = float | tuple[float, ...] | ThreePoint


def at(profile: Profile, period: int) -> float:
    """Return a profile's value in a period; after its end it keeps the last one."""
    if isinstance(profile, tuple):
        return profile[min(period, len(profile) - 1)]
    return profile


def check_profile(profile: object, place: str) -> None:
    """Accept a number ≥ 0 or a list of them."""
    if not isinstance(profile, tuple):
        checks.number(profile, place)
        return
    if not 1 <= len(profile) <= MOST_PERIODS:
        raise InvalidCase(place, f"must have 1 to {MOST_PERIODS} entries")
    # A sum is only finite if all are: one look instead of one for each period.
    ordinary = set(map(type, profile)) == {float} and min(profile) >= 0.0
    if ordinary and sum(profile) <= checks.LARGEST:
        return
    for period, value in enumerate(profile):
        checks.number(value, f"{place}[{period}]")


def check_quantity(quantity: object, place: str) -> None:
    """Accept a profile or a three-point estimate (which checked itself)."""
    if not isinstance(quantity, ThreePoint):
        check_profile(quantity, place)


def check_length(quantity: Quantity, place: str, periods: int) -> None:
    """Refuse a list that does not have one entry for each period."""
    if isinstance(quantity, ThreePoint):
        for key in ("low", "likely", "high"):
            check_length(getattr(quantity, key), f"{place}.{key}", periods)
    elif isinstance(quantity, tuple) and len(quantity) != periods:
        raise InvalidCase(
            place,
            f"must have one entry for each of {periods} periods, has {len(quantity)}",
        )
