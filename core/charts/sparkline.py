"""A kept rate's recent course, in one line of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scale import Scale, percent, share_floor

WIDTH, HEIGHT = 96.0, 24.0


@dataclass(frozen=True, kw_only=True)
class Sparkline:
    label: str
    tone: str
    path: str
    target_at: float | None
    end_x: float
    end_y: float


def sparkline(
    shares: Sequence[float | None], *, target: float | None = None
) -> Sparkline | None:
    """Draw the known shares in order; nothing where none is known."""
    known = [(index, share) for index, share in enumerate(shares) if share is not None]
    if not known:
        return None
    values = [share for _, share in known]
    low, _ = share_floor(values if target is None else [*values, target])
    x = Scale(0, max(len(shares) - 1, 1), 2.0, WIDTH - 4)
    y = Scale(low, 1.0, HEIGHT - 3, 3.0)
    last, share = known[-1]
    return Sparkline(
        label=f"{percent(values[0])}, then {percent(share)}",
        tone="accent" if target is None else "kept" if share >= target else "not-kept",
        path="M" + "L".join(f"{x(index)} {y(value)}" for index, value in known),
        target_at=None if target is None else y(target),
        end_x=x(last),
        end_y=y(share),
    )
