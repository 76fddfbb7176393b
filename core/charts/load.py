"""Load on one capability against what it can do, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Amount, Scale, Tick, amount, every, nice_ceiling

TOP, BOTTOM, HEIGHT = 16.0, 196.0, 220.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """A capability's load and capacity by week, in its own unit.

    ``reserved`` is what other plans hold; ``waiting``, where it is known, is the part
    of it that still waits for a decision: the rest is approved.
    """

    label: str
    unit: str
    committed: Sequence[float]
    reserved: Sequence[float]
    plan: Sequence[float]
    capacity: Sequence[float]
    capacity_low: Sequence[float] = ()
    waiting: Sequence[float] | None = None
    url: str = ""

    @property
    def held(self) -> tuple[Sequence[float], ...]:
        """Return what other plans hold: in one, or what waits and what is approved."""
        if self.waiting is None:
            return (self.reserved,)
        pairs = zip(self.reserved, self.waiting, strict=True)
        return self.waiting, [held - waits for held, waits in pairs]

    @property
    def total(self) -> tuple[float, ...]:
        parts = zip(self.committed, self.reserved, self.plan, strict=True)
        return tuple(sum(part) for part in parts)

    @property
    def shares(self) -> tuple[float, ...]:
        """Return the load as a share of capacity; endless where there is none."""
        return tuple(
            load / capacity if capacity > 0 else float("inf") if load > 0 else 0.0
            for load, capacity in zip(self.total, self.capacity, strict=True)
        )


@dataclass(frozen=True)
class Layer:
    y: float
    height: float
    kind: str


@dataclass(frozen=True)
class Column:
    x: float
    width: float
    layers: tuple[Layer, ...]
    week: str
    load: float
    capacity: float


@dataclass(frozen=True, kw_only=True)
class LoadProfile:
    title: str
    note: str
    unit: str
    summary: str
    height: float
    baseline: float
    columns: tuple[Column, ...]
    ticks: tuple[Amount, ...]
    weeks: tuple[Tick, ...]
    capacity_path: str
    low_band: str
    capacity_end: Amount | None
    has_reserved: bool
    has_plan: bool
    has_over: bool
    head: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


def load_profile(
    load: Load, *, weeks: Sequence[str], title: str, note: str = ""
) -> LoadProfile:
    """Stack committed, reserved and planned load under the capacity line."""
    total, count = load.total, len(weeks)
    top, step = nice_ceiling(max((*total, *load.capacity), default=0.0))
    y = Scale(0.0, top, BOTTOM, TOP)
    stride = every(count, at_most=6)
    over = [week for week, share in zip(weeks, load.shares, strict=True) if share > 1]
    return LoadProfile(
        title=title,
        note=note,
        unit=load.unit,
        summary=_summary(load, over, weeks),
        height=HEIGHT,
        baseline=BOTTOM,
        columns=tuple(
            _column(load, week, index, count, y) for index, week in enumerate(weeks)
        ),
        ticks=tuple(
            Amount(y(step * index), amount(step * index))
            for index in range(round(top / step) + 1)
        ),
        weeks=tuple(
            Tick(round((index + 0.5) * 100 / count, 2), weeks[index])
            for index in range(0, count, stride)
        ),
        capacity_path=_steps(load.capacity, y),
        low_band=_band(load.capacity_low, load.capacity, y),
        capacity_end=(
            Amount(y(load.capacity[-1]), amount(load.capacity[-1]))
            if load.capacity
            else None
        ),
        has_reserved=any(load.reserved),
        has_plan=any(load.plan),
        has_over=bool(over),
        head=("Week", *heads(load)),
        rows=numbers(load, weeks),
    )


def heads(load: Load) -> tuple[str, ...]:
    """Name the columns of ``numbers`` after the week."""
    apart = ("Reserved", "Approved")
    held = ("Reserved and approved",) if load.waiting is None else apart
    return "Committed", *held, "This plan", "Capacity"


def numbers(load: Load, weeks: Sequence[str]) -> tuple[tuple[str | float, ...], ...]:
    """List a capability's weeks: committed, held by others, this plan, capacity."""
    profiles = (load.committed, *load.held, load.plan, load.capacity)
    return tuple(
        (week, *(amount(profile[index]) for profile in profiles))
        for index, week in enumerate(weeks)
    )


def _column(load: Load, week: str, index: int, count: int, y: Scale) -> Column:
    capacity, base, layers = load.capacity[index], 0.0, []
    for kind in ("committed", "reserved", "plan"):
        height = getattr(load, kind)[index]
        if height > 0:
            layers.append(_layer(base, base + height, kind, y))
        base += height
    if base > capacity:
        layers.append(_layer(capacity, base, "over", y))
    width = 100 / count
    return Column(
        round(index * width + width * 0.08, 3),
        round(width * 0.84, 3),
        tuple(layers),
        week,
        amount(base),
        amount(capacity),
    )


def _layer(low: float, high: float, kind: str, y: Scale) -> Layer:
    return Layer(y(high), round(y(low) - y(high), 2), kind)


def _steps(values: Sequence[float], y: Scale) -> str:
    """Draw one level per week, across a width of 100."""
    width = 100 / len(values) if values else 0.0
    moves = [
        f"{'M' if index == 0 else 'L'}{index * width:.2f} {y(value)}"
        f"H{(index + 1) * width:.2f}"
        for index, value in enumerate(values)
    ]
    return "".join(moves)


def _band(low: Sequence[float], high: Sequence[float], y: Scale) -> str:
    if not low:
        return ""
    width = 100 / len(high)
    back = "".join(
        f"L{(index + 1) * width:.2f} {y(low[index])}H{index * width:.2f}"
        for index in range(len(low) - 1, -1, -1)
    )
    return f"{_steps(high, y)}{back}Z"


def _summary(load: Load, over: Sequence[str], weeks: Sequence[str]) -> str:
    if not over:
        return f"{load.label}: within capacity in all {len(weeks)} weeks"
    return (
        f"{load.label}: over capacity in {len(over)} of {len(weeks)} weeks, "
        f"first in {over[0]}"
    )
